"""The drawer of a replay: its heat map, its scrubber and what can be done; knows no run, no clock.

While the keyboard is in it, its keys are its own: Esc closes it and means no draft.
"""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.icons import tinted_icon
from app.panels.export_row import ExportRow
from app.panels.heat_legend import HeatLegend
from app.panels.heat_map import HeatMap
from app.panels.replay_controls import ReplayControls
from app.panels.step_slider import StepSlider
from app.panels.step_text import StepText
from app.panels.widgets import ElidedLabel, key_text, make_label, make_tool
from app.replay import Track
from app.replay_time import Speed
from app.replay_words import step_words
from app.theme import Theme

_HEIGHT = 184
_CONTROLS = 372  # px
_KEYS = {
    Qt.Key.Key_Left: "back",
    Qt.Key.Key_Right: "on",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last",
    Qt.Key.Key_Space: "play",
    Qt.Key.Key_Up: "faster",
    Qt.Key.Key_Down: "slower",
    Qt.Key.Key_Return: "take",
    Qt.Key.Key_Enter: "take",
    Qt.Key.Key_Escape: "close",
}
_PLAIN = Qt.KeyboardModifier.KeypadModifier


class ReplayDrawer(QFrame):
    """Shows one track at one of its frames.

    Signals:
        sought(int): the person points at a frame.
        asked(str): "first", "back", "on", "last", "play", "faster", "slower", "take", "export",
            "cancel" or "close".
        speed_chosen(Speed): the person chose another speed.
    """

    sought = Signal(int)
    asked = Signal(str)
    speed_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName("Replay")
        self.heat = HeatMap()
        self.slider = StepSlider()
        self.controls = ReplayControls()
        self.text = StepText()
        self.actions_row = ExportRow()
        self._legend = HeatLegend()
        self._step = make_label("", "strong")
        self._details = ElidedLabel("muted")
        self._close = make_tool("Close the replay (Esc)")
        self._track: Track | None = None
        self._lay_out()
        self.text.hide()
        self.setFocusProxy(self.slider)
        self.heat.sought.connect(self._point)
        self.slider.sought.connect(self.sought)
        self.controls.pressed.connect(self.asked)
        self.controls.speed_chosen.connect(self.speed_chosen)
        self.actions_row.take_clicked.connect(lambda: self.asked.emit("take"))
        self.actions_row.export_clicked.connect(lambda: self.asked.emit("export"))
        self.actions_row.cancel_clicked.connect(lambda: self.asked.emit("cancel"))
        self._close.clicked.connect(lambda: self.asked.emit("close"))

    def _lay_out(self) -> None:
        map_column = QVBoxLayout()
        map_column.setSpacing(5)
        map_column.addWidget(self.heat, 1)
        map_column.addWidget(self._legend)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self._step)
        title.addStretch(1)
        title.addWidget(self._close)
        side = QWidget()
        side.setFixedWidth(_CONTROLS)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(title)
        column.addWidget(self._details)
        column.addWidget(self.slider)
        column.addWidget(self.controls)
        column.addStretch(1)
        column.addWidget(self.actions_row)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 9, 10, 9)
        whole.setSpacing(18)
        whole.addLayout(map_column, 3)
        whole.addWidget(self.text, 3)
        whole.addWidget(side)

    def sizeHint(self) -> QSize:
        """Be as high as it is in any case: the stack that it lies in asks for no more."""
        return QSize(super().sizeHint().width(), _HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Paint and tint in the colours of ``theme``."""
        parts = (self.heat, self.slider, self.controls, self.text, self.actions_row, self._legend)
        for part in parts:
            part.set_theme(theme)
        self._close.setIcon(tinted_icon("close", theme))

    def show_track(self, track: Track, *, with_text: bool) -> None:
        """Show another track; ``with_text`` its text too, which stands nowhere else."""
        self._track = track
        self.heat.show_track(track)
        self.slider.set_count(len(track.frames))
        self.text.setVisible(with_text)

    def show_frame(self, index: int) -> None:
        """Show frame ``index``."""
        track = self._track
        if track is None:
            return
        last = len(track.frames) - 1
        step, *details = step_words(track, index)
        self._step.setText(step)
        self._details.show_text(" · ".join(details))
        self.heat.show_frame(index)
        self.slider.setValue(index)
        self.slider.setAccessibleName(", ".join((step, *details)))
        self.controls.show_ends(first=index == 0, last=index == last)
        if self.text.isVisibleTo(self):
            self.text.show_frame(track.frames[index])

    def show_speed(self, speed: Speed) -> None:
        """Show which speed is chosen."""
        self.controls.show_speed(speed)

    def words(self) -> str:
        """Return what the drawer says of the present step."""
        return f"{self._step.text()} · {self._details.whole_text()}"

    def event(self, event: QEvent) -> bool:
        """Keep the drawer's keys from the window's commands while the keyboard is in it."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _meaning(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the drawer's keys; Enter presses the button that has the keyboard."""
        meaning = _meaning(event)
        focused = QApplication.focusWidget()
        if meaning == "take" and isinstance(focused, QAbstractButton):
            focused.click()
        elif meaning:
            self.asked.emit(meaning)
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _point(self, index: int) -> None:
        self.slider.setFocus(Qt.FocusReason.MouseFocusReason)
        self.sought.emit(index)


def shown_keys() -> tuple[tuple[str, str], ...]:
    """Return what the drawer's keys do, and the keys as this system writes them."""
    keys = {
        "Play and pause": ("Space",),
        "A step back or on": ("Left", "Right"),
        "First and last step": ("Home", "End"),
        "Faster and slower": ("Up", "Down"),
        "Take this step’s draft": ("Return",),
        "Close": ("Esc",),
    }
    return tuple((what, ", ".join(map(key_text, names))) for what, names in keys.items())


def _meaning(event: QKeyEvent) -> str:
    """Return what a key asks for, "" for nothing."""
    if event.modifiers() & ~_PLAIN:
        return ""
    return _KEYS.get(Qt.Key(event.key()), "")
