"""The page Models: this machine, the models, how to get one; lays out and decides nothing."""

from PySide6.QtWidgets import QWidget

from app.models.machine_box import MachineBox
from app.models.page_column import PageColumn, make_words
from app.theme import Theme

TITLE = "Models"
ABOUT = "Models run inside Anneal, on this machine. What you write stays here."


class ModelsPage(PageColumn):
    """The parts from the top."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(TITLE, parent)
        self.add(make_words(ABOUT, "muted"))
        self.machine = MachineBox(theme)
        self.add(self.machine)

    def set_theme(self, theme: Theme) -> None:
        """Tint all signs."""
        self.machine.set_theme(theme)
