"""A line for an address, and what is said of it below; knows no setting and no network."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.icons import tinted_icon
from app.models.network_words import FieldWords
from app.models.page_column import make_words
from app.panels.widgets import set_tone
from app.theme import Theme


class AddressField(QWidget):
    """Says what is wrong as it is typed, and tells what is good.

    Signals:
        entered(str): another good address, or "" where none is a good answer, stands in it.
    """

    entered = Signal(str)

    def __init__(
        self,
        name: str,
        example: str,
        words: Callable[[str], FieldWords],
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty field.

        Args:
            name: what screen readers call it.
            example: shown while it is empty.
            words: what is said of what stands in it.
            parent: owns the field.
        """
        super().__init__(parent)
        self._words = words
        self._known = ""  # what was told or shown last
        self.line = QLineEdit()
        self.line.setPlaceholderText(example)
        self.line.setAccessibleName(name)
        # Qt's own sign for this is lost on both themes.
        place = QLineEdit.ActionPosition.TrailingPosition
        self._clear = self.line.addAction(QIcon(), place)
        self._clear.setToolTip("Empty the field")
        self._clear.setVisible(False)
        self._clear.triggered.connect(self._empty)
        self.line.textEdited.connect(self._note_typing)
        self.setFocusProxy(self.line)
        self._said = make_words(tone="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self._said)
        self._say()

    @property
    def said(self) -> str:
        """Return what is said below."""
        return self._said.text()

    @property
    def typed(self) -> str:
        """Return what stands in it, without spaces around."""
        return self.line.text().strip()

    @property
    def good(self) -> bool:
        """Return whether that can be used."""
        return self._words(self.typed).good

    def show_address(self, address: str) -> None:
        """Show the address that is in force; what is being typed stays while that is the same."""
        if address != self._known:
            self._known = address
            self.line.setText(address)
            self._say()

    def set_theme(self, theme: Theme) -> None:
        """Tint what is drawn."""
        self._clear.setIcon(tinted_icon("close", theme))

    @Slot()
    def _empty(self) -> None:
        self.line.clear()
        self._note_typing()

    @Slot()
    def _note_typing(self) -> None:
        self._say()
        if self.good and self.typed != self._known:
            self._known = self.typed
            self.entered.emit(self.typed)

    def _say(self) -> None:
        words = self._words(self.typed)
        self._said.setText(words.text)
        self._said.setVisible(bool(words.text))
        set_tone(self._said, words.tone)
        self.line.setAccessibleDescription(words.text)
        self._clear.setVisible(bool(self.typed))
