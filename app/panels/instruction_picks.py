"""What the line of the instruction bar picks from the list below it, and what Enter would start.

Typing filters the list, arrows go up and down in it and, above it, through earlier instructions.
Knows no card and starts nothing.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from app.panels.chosen import Chosen, Row, chosen_by, meant_by
from app.panels.instruction_history import InstructionHistory
from app.panels.preset_list import PresetList, matching_presets
from app.presets.own_row import OwnRow
from engine.presets import Preset


class InstructionPicks(QObject):
    """Serves one line with its list.

    Signals:
        changed(): the line, the list or the row that is marked is another.
    """

    changed = Signal()

    def __init__(self, line: QLineEdit, rows: PresetList) -> None:
        super().__init__(rows)
        self._line = line
        self._list = rows
        self._presets: tuple[Preset, ...] = ()
        self._own: tuple[OwnRow, ...] = ()
        self._taught: Callable[[str], bool] | None = None
        self._language = ""
        self._blocked = ""
        self._in_list = False  # an arrow has gone there: Enter takes the marked row
        self.history = InstructionHistory()
        line.textEdited.connect(self.refresh)

    @property
    def blocked(self) -> str:
        """Why nothing can start here, "" where something can."""
        return self._blocked

    def set_presets(
        self, presets: Sequence[Preset], taught: Callable[[str], bool] | None = None
    ) -> None:
        """Offer ``presets``; ``taught`` tells which instructions a small model knows."""
        self._presets = tuple(presets)
        self._taught = taught

    def set_own(self, rows: Sequence[OwnRow]) -> None:
        """Offer the person's own presets above the others."""
        self._own = tuple(rows)

    def begin(self, language: str, blocked: str) -> None:
        """Serve a text in ``language``, past the newest of the earlier instructions."""
        self._language = language
        self._blocked = blocked
        self.history.begin()

    @Slot()
    def refresh(self) -> None:
        """Show the presets that fit the line, all of them where none does."""
        self._in_list = False
        text = self._line.text()
        presets: tuple[Row, ...] = () if self._blocked else (*self._own, *self._presets)
        near = matching_presets(presets, text, self._language)
        fits = bool(text.strip()) and bool(near)
        self._list.show_presets(near or matching_presets(presets, "", self._language))
        if fits and self._taught is not None and not self._taught(text):
            self._list.mark(0)
        self.changed.emit()

    def chosen(self) -> Chosen | None:
        """Return what Enter would start with: the line, or the marked preset, or nothing."""
        marked = self._list.marked()
        if self._blocked:
            return None
        if self._in_list and marked is not None:
            return meant_by(marked)
        return chosen_by(self._line.text(), self._own, self._taught, marked)

    @Slot()
    def go_up(self) -> None:
        """Go up the list and out of it, then to earlier instructions."""
        if not self._in_list:
            self._recall(self.history.older(self._line.text()))
        elif self._list.step(-1):
            self.changed.emit()
        else:
            self.refresh()

    @Slot()
    def go_down(self) -> None:
        """Go to later instructions, then into the list and down."""
        newer = None if self._in_list else self.history.newer(self._line.text())
        if newer is not None:
            self._recall(newer)
        elif self._list.step(+1):
            self._in_list = True
            self.changed.emit()

    @Slot(int)
    def complete(self, by: int) -> None:
        """Write the marked preset into the line, the one ``by`` rows further where it is there."""
        marked, text = self._list.marked(), self._line.text()
        completed = marked is not None and marked.instruction == text
        preset = self._list.mark_next(by) if marked is None or completed else marked
        if preset is not None:
            self._line.setText(preset.instruction)
            self.changed.emit()

    def _recall(self, instruction: str | None) -> None:
        if instruction is not None:
            self._line.setText(instruction)
            self.refresh()
