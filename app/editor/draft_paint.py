"""How a draft looks: its ground and edge, its tokens, its comparison; knows no document.

What tells a token's state is painted over its letters (``app.editor.token_looks`` says what). The
text itself is laid out and painted once, whatever its tokens' states are, so that no letter moves
when one of them settles.
"""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.editor.change_paint import paint_changes
from app.editor.line_layout import Segment
from app.editor.replacement import Replacement
from app.editor.settling import Stretch
from app.editor.shown_draft import LineEnd, Tick
from app.editor.token_paint import TokenPainter
from app.theme import Theme

MARGIN = 10.0  # px that the ground reaches beyond the text
_EDGE = 3.0  # px
_ROUND = 5.0  # px
# The lines of a return sign, in tenths of its box: a shaft that turns left, and its head.
_RETURN = ((7.5, 3, 7.5, 6), (7.5, 6, 2.5, 6), (2.5, 6, 4.5, 4), (2.5, 6, 4.5, 8))
_STRUCK_RETURN = (*_RETURN, (1, 5, 9, 5))


@dataclass(frozen=True, slots=True)
class Picture:
    """What is painted with the text of a draft; positions are UTF-16 units of all the text.

    Attributes:
        theme: the colours.
        start: where the draft begins; before it stands text of the document.
        end: where the draft ends.
        whole: nothing of the document stands in the draft's blocks.
        stretches: how the tokens look.
        words: stretches with a ground of their own, and its colour.
        progress: share of the run that is done, or ``None`` for no progress bar.
        selection: what is selected.
        line_ends: line ends that came or went.
        ticks: decided changes that show no text.
        current: the change that is pointed at.
    """

    theme: Theme
    start: int
    end: int
    whole: bool
    stretches: tuple[Stretch, ...] = ()
    words: tuple[tuple[int, int, str], ...] = ()
    progress: float | None = None
    selection: tuple[tuple[int, int], ...] = ()
    line_ends: tuple[LineEnd, ...] = ()
    ticks: tuple[Tick, ...] = ()
    current: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """Where a draft stands.

    Attributes:
        column: px, the column of text from the upper edge of the draft's first block to the
            lower edge of its last one.
        inner: px of that which lie above the first line: the margin of the document.
    """

    column: QRectF
    inner: float = 0.0


def paint_draft(
    painter: QPainter, picture: Picture, replacement: Replacement, area: Area, clip: QRectF
) -> None:
    """Paint ``replacement`` as ``picture`` says, within ``clip``."""
    column = area.column
    top = column.top()
    painter.save()
    painter.translate(0, top)
    clip = clip.translated(0, -top)
    column = column.translated(0, -top).adjusted(0, area.inner, 0, 0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if picture.whole:
        paint_ground(painter, picture.theme, column, whole=True)
    else:
        _paint_parts(painter, picture, replacement, column)
    for start, end in picture.selection:
        for segment in replacement.segments(start, end):
            painter.fillRect(segment.box, QColor(picture.theme.selection))
    painter.setPen(Qt.PenStyle.NoPen)
    for start, end, colour in picture.words:
        for segment in replacement.segments(start, end):
            _paint_words(painter, segment, QColor(colour))
    for line_end in picture.line_ends:
        _paint_line_end(painter, picture.theme, line_end, replacement, column)
    painter.setPen(QColor(picture.theme.token_settled))
    replacement.draw(painter, QPointF(), clip)
    paint_changes(painter, picture.theme, replacement, picture.ticks, picture.current)
    if picture.progress is not None:
        _paint_progress(painter, picture.theme, column, picture.progress)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if picture.stretches:
        TokenPainter(painter, picture.theme, replacement, clip).paint(picture.stretches)
    painter.restore()


def paint_ground(painter: QPainter, theme: Theme, area: QRectF, *, whole: bool) -> None:
    """Paint the edge that marks a span in the column ``area``, with ``whole`` its ground too."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if whole:
        painter.setBrush(QColor(theme.draft))
        painter.drawRoundedRect(area.adjusted(-MARGIN, 0, MARGIN, 0), _ROUND, _ROUND)
    painter.setBrush(QColor(theme.draft_edge))
    edge = QRectF(area.left() - MARGIN, area.top(), _EDGE, area.height())
    painter.drawRoundedRect(edge, _EDGE / 2, _EDGE / 2)
    painter.restore()


def _paint_parts(
    painter: QPainter, picture: Picture, replacement: Replacement, area: QRectF
) -> None:
    """Paint what lies behind a draft that is only a part of its lines."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(picture.theme.draft))
    boxes = [part.box for part in replacement.segments(picture.start, picture.end)]
    for box in boxes:
        painter.drawRoundedRect(box.adjusted(-2, 1, 2, -1), 3, 3)
    lines = QRectF(area)
    if boxes:
        lines.setTop(boxes[0].top())
        lines.setBottom(boxes[-1].bottom())
    paint_ground(painter, picture.theme, lines, whole=False)


def _paint_words(painter: QPainter, segment: Segment, colour: QColor) -> None:
    inset = segment.box.height() * 0.08
    painter.setBrush(colour)
    painter.drawRoundedRect(segment.box.adjusted(0.5, inset, -0.5, -inset), 3, 3)


def _paint_line_end(
    painter: QPainter, theme: Theme, line_end: LineEnd, replacement: Replacement, column: QRectF
) -> None:
    """Paint a return sign on its ground, struck out where the line end went."""
    removed = line_end.removed
    caret = replacement.caret(line_end.position)
    box = QRectF(caret.left() + 1, caret.top(), caret.height(), caret.height())
    ground = QRectF(box)
    if line_end.empty:
        ground.setRight(max(ground.right(), column.right()))
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.removed if removed else theme.added))
    painter.drawRoundedRect(ground, 3, 3)
    painter.setPen(QPen(QColor(theme.removed_text if removed else theme.added_text), 1.2))
    unit = box.width() / 10
    for line in _STRUCK_RETURN if removed else _RETURN:
        x1, y1, x2, y2 = (unit * part for part in line)
        painter.drawLine(QLineF(x1, y1, x2, y2).translated(box.topLeft()))
    painter.restore()


def _paint_progress(painter: QPainter, theme: Theme, area: QRectF, share: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    track = QRectF(area.left(), area.bottom() - 3, area.width(), 2)
    painter.setBrush(QColor(theme.border))
    painter.drawRoundedRect(track, 1, 1)
    track.setWidth(track.width() * min(1.0, max(0.0, share)))
    painter.setBrush(QColor(theme.draft_edge))
    painter.drawRoundedRect(track, 1, 1)
