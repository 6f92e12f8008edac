"""How painted words look in the document's text: boxed, dotted, or as ever; knows no document.

What is kept stands in a box with a strong foot, what is light on a row of dots: they are told by
shape, and by colour only besides. The word cursor is a frame around its words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextBlock

from app.brush import Brush
from app.editor.line_layout import Segment, segments
from app.theme import Theme

_ROUND = 3.0  # px
_FOOT = 2.0  # px, under what is kept
_DOT = 2.0  # px, under what is light
_FRAME = 1.5  # px, of the word cursor
_BESIDE = 1.5  # px that a box reaches beyond its words
_GROUND = 0.14  # of the ink, under what is kept


@dataclass(frozen=True, slots=True)
class BrushPicture:
    """What is painted; positions are UTF-16 units of the document.

    Attributes:
        span: what can be painted, with a ground of its own; ``None`` leaves the ground alone.
        strokes: what is kept and what is light.
        cursor: the words that a key would paint.
    """

    span: tuple[int, int] | None = None
    strokes: tuple[tuple[int, int, Brush], ...] = ()
    cursor: tuple[int, int] | None = None


def paint_brush(
    painter: QPainter,
    picture: BrushPicture,
    theme: Theme,
    blocks: Sequence[tuple[QTextBlock, float]],
    leading: float,
) -> None:
    """Paint what lies under the letters.

    Args:
        painter: paints on the text's column.
        picture: what there is to paint.
        theme: the colours.
        blocks: the paragraphs on the screen, each with the y of its upper edge.
        leading: height of a line over the font's own.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for block, top in blocks:
        if picture.span is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.draft))
            for part in _parts(block, top, *picture.span, leading):
                painter.drawRect(part.box.adjusted(-_BESIDE, 0, _BESIDE, 0))
        for start, end, brush in picture.strokes:
            for part in _parts(block, top, start, end, leading):
                _paint_stroke(painter, part, brush, theme)
        if picture.cursor is not None:
            for part in _parts(block, top, *picture.cursor, leading):
                _paint_cursor(painter, part, theme)
    painter.restore()


def _parts(
    block: QTextBlock, top: float, start: int, end: int, leading: float
) -> Iterator[Segment]:
    """Yield where the text from ``start`` to ``end`` stands in ``block``."""
    first = max(0, start - block.position())
    last = min(block.length() - 1, end - block.position())
    if first < last:
        yield from segments(block.layout(), first, last, leading, top)


def _paint_stroke(painter: QPainter, part: Segment, brush: Brush, theme: Theme) -> None:
    box = _box(part)
    if brush is Brush.KEEP:
        ink = QColor(theme.token_pinned)
        ground = QColor(ink)
        ground.setAlphaF(_GROUND)
        painter.setBrush(ground)
        painter.setPen(QPen(ink, 1.0))
        painter.drawRoundedRect(box, _ROUND, _ROUND)
        painter.setPen(QPen(ink, _FOOT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        foot = box.bottom() - _FOOT / 2
        painter.drawLine(QLineF(box.left() + 1, foot, box.right() - 1, foot))
        return
    pen = QPen(QColor(theme.accent), _DOT, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
    pen.setDashPattern([0.01, 2.0])  # round caps make dots of dashes without length
    painter.setPen(pen)
    foot = box.bottom() - _DOT / 2
    painter.drawLine(QLineF(part.box.left() + _DOT / 2, foot, part.box.right(), foot))


def _paint_cursor(painter: QPainter, part: Segment, theme: Theme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.text), _FRAME))
    painter.drawRoundedRect(_box(part).adjusted(-2, -2, 2, 2), _ROUND + 2, _ROUND + 2)


def _box(part: Segment) -> QRectF:
    """Return the box around the letters of ``part``, lower than the line with its leading."""
    foot = part.baseline + part.descent
    head = part.baseline - part.line.ascent()
    return QRectF(part.box.left(), head, part.box.width(), foot - head).adjusted(
        -_BESIDE, 0, _BESIDE, _FOOT
    )
