"""What the strength brush has left on the span, and the way to it; knows no text."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.icons import tinted_icon
from app.panels.widgets import ElidedLabel, key_text, make_button
from app.theme import Theme

BRUSH_KEYS = "Alt+B"
NOT_USED = "The brush is not used here: there is no text to start from"


class PaintRow(QWidget):
    """The button of the brush beside the strength, and below them how much is painted.

    Signals:
        brush_asked(): paint the span.
    """

    brush_asked = Signal()

    def __init__(self, strength: QWidget) -> None:
        super().__init__()
        self._words = ElidedLabel()
        keys = key_text(BRUSH_KEYS)
        tip = f"Paint words that stay as they are or change little ({keys})"
        self._button = make_button("Brush", "quiet", tip)
        self._button.clicked.connect(self.brush_asked)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(strength, 1)
        row.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._words)
        self._words.hide()

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon."""
        self._button.setIcon(tinted_icon("brush", theme, theme.accent))

    def show_paint(self, paint: str | None, *, used: bool) -> None:
        """Say how much is painted, "" for nothing; with ``used`` off, that it does not count.

        With ``None`` there is no brush.
        """
        self._button.setVisible(paint is not None)
        self._words.setVisible(bool(paint))
        self._words.show_text(f"Brush: {paint}" if used else NOT_USED)

    def words(self) -> str:
        """Return what the row says, "" for nothing."""
        return "" if self._words.isHidden() else self._words.whole_text()

    def button(self) -> QPushButton:
        """Return the part that takes the mouse."""
        return self._button
