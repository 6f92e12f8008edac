"""Details that are shown where somebody asks for them."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.models.boxes import ButtonRow, plain_button, wrapped

_SHOW, _HIDE = "Show d&etails", "Hide d&etails"


class Fold(QWidget):
    """A quiet button, and words below it that can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button: QPushButton = plain_button(_SHOW, look="quiet")
        self._words: QLabel = wrapped(tone="muted")
        selectable = Qt.TextInteractionFlag
        self._words.setTextInteractionFlags(
            selectable.TextSelectableByMouse | selectable.TextSelectableByKeyboard
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(ButtonRow(self._button))
        column.addWidget(self._words)
        self._words.hide()
        self._button.clicked.connect(self._turn)

    def show_words(self, words: str) -> None:
        """Offer ``words``; the fold is not there for "", and stays open or shut for others."""
        self._words.setText(words)
        self.setVisible(bool(words))

    @Slot()
    def _turn(self) -> None:
        shown = self._words.isHidden()
        self._words.setVisible(shown)
        self._button.setText(_HIDE if shown else _SHOW)
