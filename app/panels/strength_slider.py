"""How far a draft may go from the text, from "touch up" to "rewrite"; knows no instruction."""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QStyle, QWidget

from app.panels.pointed_slider import HANDLE, PointedSlider
from app.panels.widgets import key_text, make_label, set_tone

LEAST = 5  # percent: below, a draft could change next to nothing
MOST = 100
STEP = 5
PAGE = 25
WEAKER_KEYS, STRONGER_KEYS, REACH_KEYS = "Alt+Left", "Alt+Right", "Alt+S"
_NAME, _FOR_REST = "Strength", "Strength of the rest"
_GAP = 10  # px
_LEAST_SLIDER = 84  # px
NO_SOURCE = "No text to start from"
# The first whose percentage is not below the strength names it.
_NAMES = (
    (20, "Touch up"),
    (40, "Light edit"),
    (60, "Medium edit"),
    (99, "Heavy edit"),
    (MOST, "Rewrite"),
)


def strength_words(strength: float) -> str:
    """Return what ``strength``, in (0, 1], means to a person: "Light edit · 40 %"."""
    percent = _percent(strength)
    name = next(name for most, name in _NAMES if percent <= most)
    return f"{name} · {percent} %"


def _short(words: str) -> str:
    """Return the percent of a strength's words alone, or that there is nothing to start from."""
    return "–" if words == NO_SOURCE else words.rpartition(" · ")[2]


def _percent(strength: float) -> int:
    """Return whole percent; what is not all of the text is never shown as 100, nor some as 0."""
    return MOST if strength >= 1.0 else min(MOST - 1, max(1, round(100 * strength)))


class StrengthSlider(QWidget):
    """A slider with its name before it and its value, in words and percent, behind it.

    It keeps the strength that it was given to the last digit until the person moves it; what the
    person sets lies on a grid of 5 %.

    Signals:
        strength_moved(float): the person moved the slider, with keys or the mouse.
    """

    strength_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strength = 1.0
        self._rest = False
        self._narrow = False
        self._words = ""
        self._name = make_label(_NAME, "muted")
        self._value = make_label()
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._slider = _GridSlider(self)
        self._slider.percent_chosen.connect(self._take)
        self._name.setBuddy(self._slider)
        self.setToolTip(
            "How much of the text starts as noise: a touch-up keeps most words as they are, "
            "a rewrite none.\n"
            f"{key_text(WEAKER_KEYS)} and {key_text(STRONGER_KEYS)} change it while you type; "
            f"{key_text(REACH_KEYS)} goes to it"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._name)
        row.addWidget(self._slider, 1)
        row.addWidget(self._value)
        self._reserve()
        self._show()

    def strength(self) -> float:
        """Return the strength that is shown, in (0, 1]."""
        return self._strength

    def set_strength(self, strength: float | None) -> None:
        """Show ``strength``, in (0, 1]; ``None`` turns the slider off: nothing to start from."""
        self._strength = 1.0 if strength is None else strength
        self._slider.setEnabled(strength is not None)
        self._show()

    def set_for_rest(self, rest: bool) -> None:
        """Say that it is for what the strength brush has not painted, or for all of the text."""
        self._rest = rest
        self._show_name()

    def step(self, by: int) -> None:
        """Move ``by`` steps of 5 % as the person's keys do; a slider that is off stays."""
        if self._slider.isEnabled():
            self._slider.step(by * STEP)

    def value_text(self) -> str:
        """Return what the row says of the strength, in words where there is room for them."""
        return self._words

    def shown_text(self) -> str:
        """Return what there is room for."""
        return self._value.text()

    def slider(self) -> QSlider:
        """Return the part that takes keys and mouse."""
        return self._slider

    def _take(self, percent: int) -> None:
        self._strength = percent / 100
        self._show()
        self.strength_moved.emit(self._strength)

    def _show(self) -> None:
        on = self._slider.isEnabled()
        words = self._words = strength_words(self._strength) if on else NO_SOURCE
        self._slider.setValue(_percent(self._strength))
        self._slider.setAccessibleName(f"Strength: {words}")
        self._value.setText(_short(words) if self._narrow else words)
        set_tone(self._value, "" if on else "muted")

    def _show_name(self) -> None:
        """Say what it is for; where that leaves the slider too little room, only what it is."""
        name = _FOR_REST if self._rest else _NAME
        room = self.width() - self._value.minimumWidth() - _LEAST_SLIDER - 2 * _GAP
        fits = self._name.fontMetrics().horizontalAdvance(name) <= room
        self._name.setText(name if fits else _NAME)

    def _reserve(self) -> None:
        """Keep the width of the longest words: the slider must not move under a hand.

        Where there is no room for words the percent alone stand there.
        """
        lines = (NO_SOURCE, *(strength_words(most / 100) for most, _ in _NAMES))
        advance = self._value.fontMetrics().horizontalAdvance
        longest = max(advance(line) for line in lines)
        self._narrow = self.width() < advance(_NAME) + _LEAST_SLIDER + longest + 2 * _GAP
        if self._narrow:
            longest = max(advance(_short(line)) for line in lines)
        self._value.setMinimumWidth(longest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words into the new width."""
        super().resizeEvent(event)
        self._reserve()
        self._show()
        self._show_name()

    def changeEvent(self, event: QEvent) -> None:
        """Reserve anew where the font is another one."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._reserve()
            self._show()


class _GridSlider(PointedSlider):
    """A slider on which a click goes where it points, and every move ends on the grid.

    Signals:
        percent_chosen(int): the person chose another value.
    """

    percent_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(LEAST, MOST)
        # By Tab and its key alone: a drag leaves the keyboard in the line where one types.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def step(self, by: int) -> None:
        """Go ``by`` percent further; from beside the grid, to the next place on it."""
        value = self.value()
        down = by < 0 and value % STEP
        self._choose((value + by) // STEP * STEP + (STEP if down else 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take arrows, pages and ends; other keys are the card's."""
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Down:
                self.step(-STEP)
            case Qt.Key.Key_Right | Qt.Key.Key_Up:
                self.step(+STEP)
            case Qt.Key.Key_PageDown:
                self.step(-PAGE)
            case Qt.Key.Key_PageUp:
                self.step(+PAGE)
            case Qt.Key.Key_Home:
                self._choose(LEAST)
            case Qt.Key.Key_End:
                self._choose(MOST)
            case _:
                event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel alone: it scrolls, and would change what nobody looks at."""
        event.ignore()

    def point(self, place: QPointF) -> None:
        """Go to where the mouse points."""
        room = self.width() - HANDLE
        percent = QStyle.sliderValueFromPosition(LEAST, MOST, round(place.x() - HANDLE / 2), room)
        self._choose(round(percent / STEP) * STEP)

    def _choose(self, percent: int) -> None:
        chosen = max(LEAST, min(percent, MOST))
        if chosen != self.value():
            self.setValue(chosen)
            self.percent_chosen.emit(chosen)
