"""The numbers of the lines at the left of code; knows no document."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.theme import Theme

_MARGIN = 18.0  # px left of the numbers
_GAP = 14.0  # px right of them
_FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """One number: what is written, where it stands, and whether the caret is in its line."""

    number: str
    y: float  # px of the first row's upper edge
    height: float  # px of the first row
    current: bool = False


def gutter_width(font: QFont, lines: int) -> float:
    """Return the px that the numbers of a text of ``lines`` lines take."""
    digits = max(_FEWEST_DIGITS, len(str(lines)))
    return _MARGIN + round(QFontMetricsF(font).horizontalAdvance("0") * digits) + _GAP


def paint_numbers(
    painter: QPainter, theme: Theme, width: float, lines: Iterable[NumberedLine]
) -> None:
    """Paint ``lines`` in a gutter of ``width`` px at the left edge."""
    for line in lines:
        painter.setPen(QColor(theme.text if line.current else theme.muted))
        box = QRectF(0.0, line.y, width - _GAP, line.height)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(flags), line.number)
