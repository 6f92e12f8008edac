"""Whether there is a newer Anneal, in a small window; it is told the answer and opens nothing."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.licence_page import make_text
from app.panels.widgets import make_button, make_label, set_tone
from app.version_words import VersionWords

_WIDTH = 460  # px
_NOTES_HEIGHT = 150


class VersionDialog(QDialog):
    """First that it asks, then what came of it.

    Signals:
        open_asked(str): the page of the release is to be opened.
    """

    open_asked = Signal(str)

    def __init__(self, host: str, parent: QWidget | None = None, *, still: bool = False) -> None:
        """Say that ``host`` is asked; ``still`` moves nothing meanwhile."""
        super().__init__(parent)
        self.setWindowTitle("Version")
        self.setModal(False)
        self._happened = make_label(f"Asking {host}…", "strong")
        self._advice = make_label(
            "Nothing but the request itself is sent, and nothing is downloaded or installed.",
            "muted",
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 1 if still else 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Waiting for the answer")
        self.notes = make_text("What is new")
        self.notes.setFont(self.font())
        self.notes.setFixedHeight(_NOTES_HEIGHT)
        self.notes.hide()
        self._page = make_label("")
        self._page.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._page.hide()
        self.copy_button = make_button("Copy address", "", "Copy the address of the page")
        self.copy_button.clicked.connect(self._copy)
        self.open_button = make_button("Open in the browser", "", "Open the page of this release")
        self.open_button.clicked.connect(lambda: self.open_asked.emit(self._page.text()))
        for button in (self.copy_button, self.open_button):
            button.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()

    def _lay_out(self) -> None:
        for label in (self._happened, self._advice, self._page):
            label.setWordWrap(True)
            label.setFixedWidth(_WIDTH)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.open_button)
        foot.addStretch(1)
        foot.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 16)
        column.setSpacing(10)
        for part in (self._happened, self._advice, self._bar, self.notes, self._page):
            column.addWidget(part)
        column.addSpacing(6)
        column.addLayout(foot)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._fit(self._advice)

    def show_answer(self, words: VersionWords) -> None:
        """Show what came of it."""
        self._bar.hide()
        self._happened.setText(words.happened)
        set_tone(self._happened, "warning" if words.trouble else "strong")
        self._advice.setText(words.advice)
        self._advice.setVisible(bool(words.advice))
        self.notes.setPlainText(words.notes)
        self.notes.setVisible(bool(words.notes))
        self._page.setText(words.page)
        for part in (self._page, self.copy_button, self.open_button):
            part.setVisible(bool(words.page))
        for label in (self._happened, self._advice, self._page):
            self._fit(label)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()

    def shown_words(self) -> str:
        """Return what the window says, in lines."""
        labels = (self._happened, self._advice)
        return "\n".join(label.text() for label in labels if not label.isHidden())

    def page_address(self) -> str:
        """Return the address that is shown, "" for none."""
        return self._page.text()

    @staticmethod
    def _fit(label: QLabel) -> None:
        # A window takes no height from words that wrap.
        label.setMinimumHeight(0)
        label.setMinimumHeight(max(0, label.heightForWidth(_WIDTH)))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._page.text())
        self.copy_button.setText(" Copied")
