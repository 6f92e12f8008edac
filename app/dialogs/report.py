"""The whole report, to be read before it is copied; it is told its text and sends nothing."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.fitting import take_size
from app.dialogs.licence_page import make_text
from app.panels.widgets import make_button, make_label

_WHY = (
    "This is all that the report holds: read it before you pass it on. Nothing is sent. It has no "
    "text of yours, no instruction, no name of a file, and no address that you have set."
)
_LOOKING = "Looking at this machine: this takes some seconds…"
_SIZE = (760, 620)


class ReportDialog(QDialog):
    """Text, Copy, Save as.

    Signals:
        save_asked(str): this text is to be saved.
    """

    save_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Report")
        self.setModal(False)
        why = make_label(_WHY)
        why.setWordWrap(True)
        self.text = make_text("Report")
        self.text.setPlaceholderText(_LOOKING)
        self._state = make_label(_LOOKING, "muted")
        self.copy_button = make_button("&Copy", "primary", "Copy the whole report")
        self.copy_button.clicked.connect(self._copy)
        self.save_button = make_button("&Save as…", "", "Save the whole report")
        self.save_button.clicked.connect(self._save)
        for button in (self.copy_button, self.save_button):
            button.setEnabled(False)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._state, 1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.copy_button)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        column.addWidget(why)
        column.addWidget(self.text, 1)
        column.addLayout(foot)
        take_size(self, QSize(*_SIZE))

    def set_report(self, text: str) -> None:
        """Show the report, which is whole."""
        self.text.setPlainText(text)
        self.say(f"{len(text.splitlines())} lines")
        self.copy_button.setEnabled(True)
        self.save_button.setEnabled(True)
        self.copy_button.setDefault(True)
        self.copy_button.setFocus()

    def say(self, words: str) -> None:
        """Say what became of it."""
        self._state.setText(words)

    def state_words(self) -> str:
        """Return what the dialog says of itself."""
        return self._state.text()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.say("Copied")

    @Slot()
    def _save(self) -> None:
        self.save_asked.emit(self.text.toPlainText())
