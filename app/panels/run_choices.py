"""What the person sets for a run beside its words: strength, brush, pieces, drafts.

It knows no words.
"""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.drafts_picker import DraftsPicker
from app.panels.instruction_keys import InstructionKeys
from app.panels.paint_row import PaintRow
from app.panels.pieces_switch import PiecesSwitch
from app.panels.strength_slider import StrengthSlider
from app.theme import Theme


class RunChoices(QWidget):
    """Two rows that show what is usual until the person sets something else.

    The picker of drafts is made here and stands where the card puts it.

    Signals:
        drafts_chosen(int): the person wants that many drafts of one run.
        brush_asked(): words of the span are to be painted first.
    """

    drafts_chosen = Signal(int)
    brush_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moved: float | None = None
        self._usually_cut: Callable[[str], bool] | None = None  # ``None``: cannot be cut
        self._cut: bool | None = None
        self.drafts = DraftsPicker()
        self.drafts.count_chosen.connect(self.drafts_chosen)
        self._strength = StrengthSlider()
        self._strength.strength_moved.connect(self._note_moved)
        self._pieces = PiecesSwitch()
        self._pieces.switched.connect(self._note_switched)
        self._paint: str | None = None
        self._paint_row = PaintRow(self._strength)
        self._paint_row.brush_asked.connect(self._ask_brush)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addWidget(self._paint_row)
        column.addWidget(self._pieces)

    @property
    def strength(self) -> float | None:
        """Return the strength that the person set, ``None`` for none."""
        return self._moved

    @property
    def in_pieces(self) -> bool | None:
        """Return what the person set of piece by piece, ``None`` for nothing."""
        return self._cut

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon of the brush."""
        self._paint_row.set_theme(theme)

    def set_paint(self, paint: str | None) -> None:
        """Take how much of the span is painted, "" for nothing; ``None`` turns the brush off."""
        self._paint = paint

    def paint_row(self) -> PaintRow:
        """Return the row that shows it."""
        return self._paint_row

    def slider(self) -> QWidget:
        """Return the part of the strength that takes keys."""
        return self._strength.slider()

    def begin(
        self,
        strength: float | None,
        in_pieces: bool | None,
        usually_cut: Callable[[str], bool] | None,
    ) -> None:
        """Start with what the person set earlier, ``None`` for nothing.

        Args:
            strength: in (0, 1].
            in_pieces: piece by piece, or whole.
            usually_cut: tells of an instruction whether the text is refined piece by piece by
                itself; ``None`` where it cannot be.
        """
        self._moved, self._cut, self._usually_cut = strength, in_pieces, usually_cut
        self._pieces.setVisible(usually_cut is not None)

    def show_usual(self, strength: float | None, words: str) -> None:
        """Show what the person set, else what is usual for ``words`` ("": none yet).

        Args:
            strength: that is usual; ``None`` where no text is to start from.
            words: the instruction that would start.
        """
        moved = None if strength is None else self._moved
        self._strength.set_strength(strength if moved is None else moved)
        self._strength.set_for_rest(bool(self._paint) and strength is not None)
        self._paint_row.show_paint(self._paint, used=strength is not None)
        if self._usually_cut is not None:
            self._pieces.set_on(self._usually_cut(words) if self._cut is None else self._cut)

    def take_keys(self, keys: InstructionKeys) -> None:
        """Follow the keys of the card."""
        keys.strength_stepped.connect(self._strength.step)
        keys.strength_wanted.connect(self._strength.slider().setFocus)
        keys.pieces_switched.connect(self._pieces.toggle)
        keys.brush_wanted.connect(self._ask_brush)
        keys.drafts_stepped.connect(self.drafts.step)

    def _ask_brush(self) -> None:
        if self._paint is not None:
            self.brush_asked.emit()

    def _note_moved(self, strength: float) -> None:
        self._moved = strength

    def _note_switched(self, on: bool) -> None:
        self._cut = on
