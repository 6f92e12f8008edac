"""A label whose words may change with every step of a run; knows no run and no tone."""

from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStyle, QStyleOption

_DIRECTIONS = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)
_FORCED = (Qt.TextFlag.TextForceLeftToRight, Qt.TextFlag.TextForceRightToLeft)


class PaintedLabel(QLabel):
    """A label of one line that paints words by itself, and asks for room only where it needs other.

    ``QLabel.setText`` has the whole window laid out anew each time, for words of the same width
    too. Here the label's own text only says how wide the words are; it is another one where their
    width is. The words are always plain, and they are the label's accessible name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._words = ""

    def show_text(self, text: str) -> None:
        """Show ``text``."""
        self.setAccessibleName(text)
        self.paint_words(text)
        metrics = self.fontMetrics()
        laid_out = QLabel.text(self)
        same = metrics.horizontalAdvance(text) == metrics.horizontalAdvance(laid_out)
        if not same or not text or not laid_out:
            self.setText(text)

    def paint_words(self, words: str) -> None:
        """Paint ``words`` in the room that the label has; neither room nor name is another."""
        if words != self._words:
            self._words = words
            self.update()

    def text(self) -> str:
        """Return the words that are painted."""
        return self._words

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words as ``QLabel`` paints its text."""
        del event
        painter = QPainter(self)
        self.drawFrame(painter)
        option = QStyleOption()
        option.initFrom(self)
        leftwards = _is_leftwards(self._words)
        align = QStyle.visualAlignment(_DIRECTIONS[leftwards], self.alignment())
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            align.value | _FORCED[leftwards].value,
            option.palette,
            self.isEnabled(),
            self._words,
            self.foregroundRole(),
        )
        painter.end()


def _is_leftwards(words: str) -> bool:
    """Return whether the first letter that has a direction is written from right to left."""
    strong = (bidirectional(letter) for letter in words)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"
