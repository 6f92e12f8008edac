"""A page of the Models window: a title and a column below it, no wider than lines of words may be.

Knows neither the window, which scrolls it, nor what stands on the page.
"""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.panels.widgets import make_label

_WIDTH: Final = 640  # px: lines that are longer are hard to read
_MARGIN: Final = 24
_TITLE: Final = 3.5  # points more than the usual letters
_SECTION_GAP: Final = 22


class PageColumn(QWidget):
    """Adds what it is given from above to below."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(8)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        heading = make_label(title, "strong")
        # A font that is set by hand goes with the next theme: the style sheet holds fonts.
        heading.setStyleSheet(f"font-size: {heading.font().pointSizeF() + _TITLE}pt;")
        self.column.addWidget(heading)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave what is too wide for lines of words free at the right."""
        # A greatest width of what stands in the column would have Qt reckon its height with another
        # width than it gets.
        free = max(0, self.width() - 2 * _MARGIN - _WIDTH)
        self.column.setContentsMargins(_MARGIN, _MARGIN - 4, _MARGIN + free, _MARGIN)
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Ask for no height where words wrap: they tell theirs with the width that they get."""
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.column.hasHeightForWidth() else least

    def add(self, *parts: QWidget) -> None:
        """Put parts below."""
        for part in parts:
            self.column.addWidget(part)

    def add_heading(self, text: str) -> QLabel:
        """Put the heading of a new section below."""
        self.column.addSpacing(_SECTION_GAP - self.column.spacing())
        label = make_label(text, "strong")
        self.column.addWidget(label)
        return label


def make_words(text: str = "", tone: str = "") -> QLabel:
    """Return words that wrap, and that can be selected with the mouse."""
    label = make_label(text, tone)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
