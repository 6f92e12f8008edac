"""The card at the span in which a person says what is wanted; knows no editor and no engine."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.icons import finest_ratio, tinted_pixmap
from app.panels.instruction_history import InstructionHistory
from app.panels.preset_list import PresetList, matching_presets
from app.panels.widgets import ElidedLabel, make_label, set_tone
from app.theme import Theme
from engine.presets import Preset

_WIDTH = 540
_GAP = 8  # between the span and the card, in px
# Not for the window's commands while one types here: Ctrl+Enter starts as Enter does.
_OWN_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
# The keyboard goes to a menu or another window, and comes back.
_BACK_SOON = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
TAUGHT_ONLY = "This small model knows only the edits above."
NOT_STARTED = "Nothing started: pick an edit above (↓). Free words need the 26B model."
_HINT = "Enter starts · ↓ through the list · ↑ earlier ones · Tab completes"


class InstructionBar(QFrame):
    """One line to type in, with the presets that fit below it.

    Signals:
        instruction_given(str): Enter, or a click on a preset; the bar has closed.
        closed(str): Esc; the bar has closed and nothing starts; what stood in its line.
        left(str): the same, since the keyboard went elsewhere, as with a click into the text.
    """

    instruction_given = Signal(str)
    closed = Signal(str)
    left = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._presets: tuple[Preset, ...] = ()
        self._taught: Callable[[str], bool] | None = None
        self._language = ""
        self._blocked = ""
        self._in_list = False  # an arrow has gone there: Enter takes the marked row
        self._history = InstructionHistory()
        self._icon = make_label()
        self._line = QLineEdit()
        self._line.setAccessibleName("Instruction")
        self._line.installEventFilter(self)
        self._line.textEdited.connect(self._refresh)
        self._target = make_label(tone="muted")
        self._rule = QFrame()
        self._rule.setFrameShape(QFrame.Shape.HLine)
        self._list = PresetList()
        self._list.preset_clicked.connect(lambda preset: self._give(preset.instruction))
        self._notice = ElidedLabel("muted")  # always one line: the list above keeps its height
        self._column = QVBoxLayout(self)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._line, 1)
        row.addWidget(self._target)
        column = self._column
        column.setContentsMargins(12, 9, 12, 10)
        column.setSpacing(7)
        column.addLayout(row)
        column.addWidget(self._rule)
        column.addWidget(self._list)
        column.addWidget(self._notice)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 6)
        shadow.setColor(QColor(0, 0, 0, 70))
        self.setGraphicsEffect(shadow)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon and the hairline."""
        self._icon.setPixmap(tinted_pixmap("rewrite", theme.accent, 18, finest_ratio()))
        self._rule.setStyleSheet(f"background: {theme.border}; border: none; max-height: 1px;")

    def set_presets(
        self, presets: Sequence[Preset], taught: Callable[[str], bool] | None = None
    ) -> None:
        """Offer ``presets``; ``taught`` tells which instructions a small model knows.

        ``taught`` is ``None`` for a model that takes any instruction.
        """
        self._presets = tuple(presets)
        self._taught = taught
        free = "Ask for a rewrite, or pick one"
        self._line.setPlaceholderText("Pick an edit or type its name" if taught else free)
        if self.isVisible():
            self._refresh()

    def set_history(self, instructions: Sequence[str]) -> None:
        """Take the instructions of earlier days, the newest last."""
        self._history = InstructionHistory(instructions)

    def history(self) -> tuple[str, ...]:
        """Return the instructions so far, the newest last."""
        return self._history.instructions

    def open_for(
        self, target: str, language: str, *, instruction: str = "", blocked: str = ""
    ) -> None:
        """Open the bar and give it the keyboard.

        Args:
            target: says what would be rewritten.
            language: of the text, as in ``EditRequest``.
            instruction: stands in the line, selected: the next key replaces it.
            blocked: says why nothing can start here, "" where something can.
        """
        self._language = language
        self._blocked = blocked
        self._target.setText(target)
        self._history.begin()
        self._line.setText(instruction)
        self._line.selectAll()
        self._refresh()
        self.show()
        self.raise_()
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self, span: QRect, area: QRect) -> None:
        """Stand under the span, above it where there is more room, inside ``area`` in any case.

        The list of presets gives way before the span is covered.
        """
        width = min(_WIDTH, area.width() - 2 * _GAP)
        self.setFixedWidth(width)
        below = area.bottom() - span.bottom() - 2 * _GAP
        above = span.top() - area.top() - 2 * _GAP
        under = below >= self._height(None) or below >= above
        height = self._height(below if under else above)
        y = span.bottom() + _GAP if under else span.top() - height - _GAP
        x = max(area.left() + _GAP, min(span.left(), area.right() - width - _GAP))
        y = max(area.top() + _GAP, min(y, area.bottom() - height - _GAP))
        self.move(QPoint(x, y))

    def _height(self, room: int | None) -> int:
        """Take the height that is needed, ``room`` px at most where the list can give way."""
        self._list.reserve()
        self._settle()
        if room is not None and self.height() > room:
            self._list.reserve(self._list.height() - (self.height() - room))
            self._settle()
        return self.height()

    def _settle(self) -> None:
        self._column.activate()
        self.resize(self.width(), self._column.totalSizeHint().height())

    def close_bar(self) -> None:
        """Close and start nothing."""
        if self.isVisible():
            self.hide()
            self.closed.emit(self._line.text())

    def notice(self) -> str:
        """Return what the bar says under its list."""
        return self._notice.whole_text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the bar's keys from the line before Qt and the window do."""
        if isinstance(event, QFocusEvent) and event.lostFocus():
            self._note_focus_lost(event.reason())
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _OWN_KEYS:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and self._take_key(event.key()):
            return True
        return super().eventFilter(watched, event)

    def _note_focus_lost(self, reason: Qt.FocusReason) -> None:
        if self.isVisible() and reason not in _BACK_SOON:
            self.hide()
            self.left.emit(self._line.text())

    def _take_key(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Escape:
                self.close_bar()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._enter()
            case Qt.Key.Key_Tab:
                self._complete(+1)
            case Qt.Key.Key_Backtab:
                self._complete(-1)
            case Qt.Key.Key_Up:
                self._go_up()
            case Qt.Key.Key_Down:
                self._go_down()
            case _:
                return False
        return True

    def _go_up(self) -> None:
        """Go up the list and out of it, then to earlier instructions."""
        if not self._in_list:
            self._recall(self._history.older(self._line.text()))
        elif self._list.step(-1):
            self._say_what_fits()
        else:
            self._refresh()

    def _go_down(self) -> None:
        """Go to later instructions, then into the list and down."""
        newer = None if self._in_list else self._history.newer(self._line.text())
        if newer is not None:
            self._recall(newer)
        elif self._list.step(+1):
            self._in_list = True
            self._say_what_fits()

    def _recall(self, instruction: str | None) -> None:
        if instruction is not None:
            self._line.setText(instruction)
            self._refresh()

    def _complete(self, by: int) -> None:
        marked, text = self._list.marked(), self._line.text()
        completed = marked is not None and marked.instruction == text
        preset = self._list.mark_next(by) if marked is None or completed else marked
        if preset is not None:
            self._line.setText(preset.instruction)
            self._say_what_fits()

    def _refresh(self) -> None:
        """Show the presets that fit the line, all of them where none does."""
        self._in_list = False
        text = self._line.text()
        presets = () if self._blocked else self._presets
        near = matching_presets(presets, text, self._language)
        fits = bool(text.strip()) and bool(near)
        self._list.show_presets(near or matching_presets(presets, "", self._language))
        if fits and self._taught is not None and not self._taught(text):
            self._list.mark(0)
        self._say_what_fits()

    def _say_what_fits(self) -> None:
        unknown = self._chosen() is None and bool(self._line.text().strip())
        self._notice.show_text(self._blocked or (TAUGHT_ONLY if unknown else _HINT))
        set_tone(self._notice, "warning" if unknown or self._blocked else "muted")

    def _chosen(self) -> str | None:
        """Return what Enter would start with: the line, or the marked preset, or nothing."""
        text, marked = self._line.text().strip(), self._list.marked()
        if self._blocked:
            return None
        if self._in_list and marked is not None:
            return marked.instruction
        if not text:
            return None
        if self._taught is None or self._taught(text):
            return text
        return marked.instruction if marked is not None else None

    def _enter(self) -> None:
        instruction = self._chosen()
        if instruction is not None:
            self._give(instruction)
        elif self._line.text().strip() and not self._blocked:
            # Said anew, and the words that were not understood give way to the next key.
            self._notice.show_text(NOT_STARTED)
            set_tone(self._notice, "error")
            self._line.selectAll()

    def _give(self, instruction: str) -> None:
        self._history.add(instruction)
        self.hide()
        self.instruction_given.emit(instruction)
