"""What there is to choose from of a draft: its turns and its variants, in one line."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.panels.turns_line import TurnsLine
from app.panels.variant_picker import VariantPicker
from app.theme import Theme


class DraftLine(QFrame):
    """The turns at the left and the variants at the right; gone where there is one of each."""

    def __init__(self, keys: dict[str, str], parent: QWidget | None = None) -> None:
        """Make the line; ``keys`` are those of the variants as shown."""
        super().__init__(parent)
        self.setObjectName("foot")
        self.turns = TurnsLine()
        self.variants = VariantPicker(keys)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 3, 8, 3)
        row.setSpacing(12)
        row.addWidget(self.turns, 1)
        row.addStretch(0)  # where there is one turn
        row.addWidget(self.variants)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self.variants.set_theme(theme)

    def show_turns(self, instructions: Sequence[str], *, running: bool = False) -> None:
        """Show the turns as ``TurnsLine.show_turns`` does."""
        self.turns.show_turns(instructions, running=running)
        self._fit()

    def show_variant(
        self, number: int, count: int, *, running: bool, name: str = "Variant"
    ) -> None:
        """Show the variants as ``VariantPicker.show_variant`` does."""
        self.variants.show_variant(number, count, running=running, name=name)
        self._fit()

    def _fit(self) -> None:
        self.setVisible(not (self.turns.isHidden() and self.variants.isHidden()))
