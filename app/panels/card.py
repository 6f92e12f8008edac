"""A card that floats over the text at a span; knows neither what it holds nor the editor."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QVBoxLayout, QWidget

_WIDTH = 540
_GAP = 8  # between the span and the card, in px


class Card(QFrame):
    """A column of rows, one of which can give way where there is little room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 9, 12, 10)
        self.column.setSpacing(7)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 6)
        shadow.setColor(QColor(0, 0, 0, 70))
        self.setGraphicsEffect(shadow)
        self.hide()

    def give_way(self, by: int | None) -> None:
        """Let the row that can give way take ``by`` px less, all that it needs for ``None``.

        A card without such a row keeps its height.
        """

    def place(self, span: QRect, area: QRect) -> None:
        """Stand under the span, above it where there is more room, inside ``area`` in any case.

        The row that can give way does so before the span is covered.
        """
        width = min(_WIDTH, area.width() - 2 * _GAP)
        self.setFixedWidth(width)
        below = area.bottom() - span.bottom() - 2 * _GAP
        above = span.top() - area.top() - 2 * _GAP
        under = below >= self._height(None) or below >= above
        height = self._height(below if under else above)
        y = span.bottom() + _GAP if under else span.top() - height - _GAP
        x = max(area.left() + _GAP, min(span.left(), area.right() - width - _GAP))
        y = max(area.top() + _GAP, min(y, area.bottom() - height - _GAP))
        self.move(QPoint(x, y))

    def _height(self, room: int | None) -> int:
        """Take the height that is needed, ``room`` px at most where a row can give way."""
        self.give_way(None)
        self._settle()
        if room is not None and self.height() > room:
            self.give_way(self.height() - room)
            self._settle()
        return self.height()

    def _settle(self) -> None:
        # What stands in a row of a row tells its new height only later, each one by itself.
        for part in reversed(self.findChildren(QWidget)):
            if (rows := part.layout()) is not None:
                rows.activate()
        self.column.activate()
        self.resize(self.width(), self.column.totalSizeHint().height())
