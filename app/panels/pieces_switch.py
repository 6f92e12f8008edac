"""Whether a long span is refined piece by piece; knows no text and no instruction."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from app.panels.check_box import CheckBox
from app.panels.widgets import ElidedLabel, key_text

SWITCH_KEYS = "Alt+P"


class PiecesSwitch(QWidget):
    """A check box with what it means beside it.

    Signals:
        switched(bool): the person switched it, with its key or the mouse.
    """

    switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = CheckBox("Piece by piece")
        self._box.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its key works in the line
        self._box.clicked.connect(self.switched)
        self.setToolTip(
            "Refine block after block. Headings, lists, tables, quotes and links stay built as "
            f"they are; code is left alone.\n{key_text(SWITCH_KEYS)} switches it while you type"
        )
        meaning = ElidedLabel("muted")
        meaning.show_text("headings, lists, tables, links and code stay")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._box)
        row.addWidget(meaning, 1)

    def set_on(self, on: bool) -> None:
        """Show whether it is on."""
        self._box.setChecked(on)

    def toggle(self) -> None:
        """Switch it as the person's key does; one that is not shown stays."""
        if not self.isHidden():
            self._box.click()

    def box(self) -> QCheckBox:
        """Return the part that takes the mouse."""
        return self._box
