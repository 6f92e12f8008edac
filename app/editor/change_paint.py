"""How single changes of a comparison look: the one that is pointed at, and decided ones.

Told by shape: a frame is around the change that is pointed at, a small wedge stands under the line
where a decided change shows no text, filled where it was taken. Knows no document.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.editor.replacement import Replacement
from app.editor.shown_draft import Tick
from app.theme import Theme

_FRAME = 1.5  # px
_ROUND = 4.0  # px
_WEDGE = 4.0  # px, half its width
NEAR = 6.0  # px around a wedge that belong to it


def change_boxes(replacement: Replacement, span: tuple[int, int]) -> list[QRectF]:
    """Return where a change stands, line by line; one without text has a box around its wedge."""
    boxes = [segment.box for segment in replacement.segments(*span)]
    joined = [box for box in boxes if box.width() > 0]
    if joined:
        return joined
    caret = replacement.caret(span[0])
    return [caret.adjusted(-NEAR, 0, NEAR, _WEDGE)]


def paint_changes(
    painter: QPainter,
    theme: Theme,
    replacement: Replacement,
    ticks: tuple[Tick, ...],
    current: tuple[int, int] | None,
) -> None:
    """Paint the wedges, and the frame around the change that is pointed at."""
    for tick in ticks:
        _paint_tick(painter, theme, replacement, tick)
    if current is not None:
        _paint_frame(painter, theme, replacement, current)


def _paint_frame(
    painter: QPainter, theme: Theme, replacement: Replacement, span: tuple[int, int]
) -> None:
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.accent), _FRAME))
    for box in change_boxes(replacement, span):
        inset = box.height() * 0.06
        painter.drawRoundedRect(box.adjusted(-1.5, inset, 1.5, -inset), _ROUND, _ROUND)
    painter.restore()


def _paint_tick(painter: QPainter, theme: Theme, replacement: Replacement, tick: Tick) -> None:
    """Paint a wedge that points at where words were taken away, or left out where it is hollow."""
    caret = replacement.caret(tick.position)
    tip = QPointF(caret.left(), caret.bottom() - _WEDGE)
    wedge = QPolygonF(
        [tip, tip + QPointF(-_WEDGE, _WEDGE * 1.6), tip + QPointF(_WEDGE, _WEDGE * 1.6)]
    )
    colour = QColor(theme.removed_text if tick.taken else theme.muted)
    painter.save()
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(colour if tick.taken else QColor(theme.draft))
    painter.drawPolygon(wedge)
    painter.restore()
