"""The instructions that led to the draft under review, in one line; knows no flow."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QWidget

from app.letting_go import let_go
from app.panels.widgets import key_text, make_label

_LONGEST = 32  # characters of an instruction
_LEAST = 8  # characters of the newest, with its number: less says nothing
_GAP = 6  # px
_MARGINS = 20  # px around the word before the turns, and before the hint


class TurnsLine(QWidget):
    """A button a turn, the oldest first; the newest is marked. One turn alone is not shown.

    Where room is short the hint goes, then the words of the older turns, the oldest first, and
    their numbers stay; then the newest ends in dots, and in the end the oldest are not shown.

    Signals:
        turn_chosen(int): the person wants to go back to that turn, from 0.
    """

    turn_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Turns")
        self._shown: tuple[tuple[str, ...], bool] = ((), False)
        self._buttons: list[QPushButton] = []
        self._arrows: list[QLabel] = []
        self._words: list[str] = []
        self._title = self._hint = make_label()  # none as long as there are no turns
        # The line never says how wide the window is.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.hide()

    def show_turns(self, instructions: Sequence[str], *, running: bool = False) -> None:
        """Show the turns; while one runs, it is the last and none can be gone back to."""
        shown = (tuple(instructions), running)
        if shown == self._shown:
            return
        self._shown = shown
        self._clear()
        if len(instructions) > 1:
            self._fill(shown[0], running=running)
        self.setVisible(len(instructions) > 1)
        self._fit()

    def buttons(self) -> tuple[QPushButton, ...]:
        """Return the turns as buttons, the oldest first."""
        return tuple(self._buttons)

    def _clear(self) -> None:
        self._buttons.clear()
        self._arrows.clear()
        self._words.clear()
        while (item := self._row.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                let_go(part)

    def _fill(self, instructions: tuple[str, ...], *, running: bool) -> None:
        self._title = make_label("Turns", "muted")
        self._row.addWidget(self._title)
        self._row.addSpacing(8)
        last = len(instructions) - 1
        for number, instruction in enumerate(instructions):
            if number:
                self._arrows.append(make_label("›", "muted"))
                self._row.addWidget(self._arrows[-1])
            button = _turn_button(number, instruction, newest=number == last, running=running)
            button.clicked.connect(lambda _=False, chosen=number: self.turn_chosen.emit(chosen))
            self._row.addWidget(button)
            self._buttons.append(button)
            self._words.append(button.text())
        self._hint = make_label(f"{key_text('Ctrl+Z')} goes one step back", "muted")
        self._row.addSpacing(8)
        self._row.addWidget(self._hint)
        self._row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the turns into the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._buttons:
            return
        running, last = self._shown[1], len(self._buttons) - 1
        for numbers in range(-1 if not running else 0, last + 1):
            self._show(max(0, numbers), hint=numbers < 0)
            if self._needed() <= self.width():
                break
        newest = self._buttons[last]
        if (missing := self._needed() - self.width()) > 0:
            words, metrics = self._words[last], newest.fontMetrics()
            least = metrics.horizontalAdvance(f"{words[:_LEAST]}…")
            room = max(metrics.horizontalAdvance(words) - missing, least)
            newest.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room))
        for number in range(last):
            if self._needed() <= self.width():
                break
            self._buttons[number].hide()
            self._arrows[number].hide()
        self._row.activate()  # before the next paint, which would show words in the old places

    def _show(self, numbers: int, *, hint: bool) -> None:
        """Show all turns, the first ``numbers`` of them without their words."""
        for number, (button, words) in enumerate(zip(self._buttons, self._words, strict=True)):
            button.setText(str(number + 1) if number < numbers else words)
            button.show()
        for arrow in self._arrows:
            arrow.show()
        self._hint.setVisible(hint)

    def _needed(self) -> int:
        """Return the px that the line takes as it is."""
        parts: tuple[QWidget, ...] = (self._title, *self._buttons, *self._arrows, self._hint)
        shown = [part for part in parts if not part.isHidden()]
        return sum(part.sizeHint().width() for part in shown) + _GAP * len(shown) + _MARGINS


def _turn_button(number: int, instruction: str, *, newest: bool, running: bool) -> QPushButton:
    words = " ".join(instruction.split())
    short = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
    button = QPushButton(f"{number + 1}  {short}")
    button.setProperty("look", "turn")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCheckable(True)
    button.setChecked(newest)
    # Checked or not, it stays as it is: the line is shown anew where the turn changes.
    button.clicked.connect(lambda: button.setChecked(newest))
    button.setEnabled(not running)
    state = "runs now" if running else "is shown"
    button.setToolTip(f"{words}\n{f'This turn {state}' if newest else 'Go back to this turn'}")
    button.setAccessibleName(f"Turn {number + 1}: {words}" + (f", {state}" if newest else ""))
    return button
