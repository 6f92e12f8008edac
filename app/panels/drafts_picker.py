"""How many drafts one run makes; knows no settings and no model."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from app.panels.widgets import key_text, make_label
from engine.request import MOST_VARIANTS

DRAFTS_KEYS = "Alt+V"


class DraftsPicker(QWidget):
    """A button for each number.

    Signals:
        count_chosen(int): the person chose another number, with its key or the mouse.
    """

    count_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.count_chosen)
        self.setToolTip(
            "Drafts of one run, each with a seed of its own, to choose from.\n"
            f"{key_text(DRAFTS_KEYS)} takes one more while you type"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(make_label("Drafts", "muted"))
        row.addSpacing(4)
        for count in range(1, MOST_VARIANTS + 1):
            row.addWidget(self._make_button(count))
        self.set_count(1)

    def _make_button(self, count: int) -> QPushButton:
        button = QPushButton(str(count))
        button.setProperty("look", "turn")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its key works in the line
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setAccessibleName("1 draft" if count == 1 else f"{count} drafts")
        self._group.addButton(button, count)
        return button

    def count(self) -> int:
        """Return how many are marked."""
        return self._group.checkedId()

    def set_count(self, count: int) -> None:
        """Mark ``count`` drafts, 1 to 4."""
        self._group.button(count).setChecked(True)

    def step(self) -> None:
        """Take one more, or one again behind the most."""
        self._group.button(self.count() % MOST_VARIANTS + 1).click()

    def button(self, count: int) -> QPushButton:
        """Return the button of that number."""
        button = self._group.button(count)
        if not isinstance(button, QPushButton):
            raise LookupError(f"there is no button for {count} drafts")
        return button
