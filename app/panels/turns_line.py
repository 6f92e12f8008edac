"""The instructions that led to the draft under review, in one line; knows no flow."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.panels.widgets import key_text, make_label

_LONGEST = 32  # characters of an instruction


class TurnsLine(QWidget):
    """A button a turn, the oldest first; the newest is marked. One turn alone is not shown.

    Signals:
        turn_chosen(int): the person wants to go back to that turn, from 0.
    """

    turn_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Turns")
        self._shown: tuple[tuple[str, ...], bool] = ((), False)
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
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

    def buttons(self) -> tuple[QPushButton, ...]:
        """Return the turns as buttons, the oldest first."""
        return tuple(self._buttons)

    def _clear(self) -> None:
        self._buttons.clear()
        while (item := self._row.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()

    def _fill(self, instructions: tuple[str, ...], *, running: bool) -> None:
        self._row.addWidget(make_label("Turns", "muted"))
        self._row.addSpacing(8)
        last = len(instructions) - 1
        for number, instruction in enumerate(instructions):
            if number:
                self._row.addWidget(_arrow())
            button = _turn_button(number, instruction, newest=number == last, running=running)
            button.clicked.connect(lambda _=False, chosen=number: self.turn_chosen.emit(chosen))
            self._row.addWidget(button)
            self._buttons.append(button)
        if not running:
            self._row.addSpacing(8)
            self._row.addWidget(make_label(f"{key_text('Ctrl+Z')} goes one step back", "muted"))


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


def _arrow() -> QLabel:
    return make_label("›", "muted")
