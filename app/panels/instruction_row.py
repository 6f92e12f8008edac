"""The first row of the instruction bar: the line, what it is about, and a button that keeps it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.icons import finest_ratio, tinted_icon, tinted_pixmap
from app.panels.instruction_keys import SAVE_KEYS
from app.panels.widgets import key_text, make_label, make_tool
from app.theme import Theme


class InstructionRow(QWidget):
    """Widgets side by side.

    Attributes:
        line: that one types in.

    Signals:
        keep_clicked(): keep what stands in the line as a preset.
    """

    keep_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setAccessibleName("Instruction")
        self._icon = make_label()
        self._target = make_label(tone="muted")
        self._keep = make_tool(f"Save as preset… ({key_text(SAVE_KEYS)})")
        self._keep.clicked.connect(self.keep_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.line, 1)
        row.addWidget(self._target)
        row.addWidget(self._keep)

    def show_target(self, words: str) -> None:
        """Say what would be rewritten."""
        self._target.setText(words)

    def target(self) -> str:
        """Return what it says would be rewritten."""
        return self._target.text()

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self._icon.setPixmap(tinted_pixmap("rewrite", theme.accent, 18, finest_ratio()))
        self._keep.setIcon(tinted_icon("keep", theme))
