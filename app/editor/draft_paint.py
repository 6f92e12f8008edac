"""How a draft looks: its ground and edge, its tokens, its comparison; knows no document.

A free token is told by a fine dotted line under it and by fainter text, a pinned one by a solid
line and its own colour, a settled one by neither. The text itself is laid out and painted once,
whatever its tokens' states are, so that no letter moves when one of them settles.
"""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from app.editor.line_layout import Segment
from app.editor.replacement import Replacement
from app.editor.settling import Look, Stretch
from app.editor.shown_draft import LineEnd
from app.theme import Theme

MARGIN = 10.0  # px that the ground reaches beyond the text
_EDGE = 3.0  # px
_ROUND = 5.0  # px
_DOTS = (1.0, 2.0)  # px of ink and of gap
_FAINTEST_LINE = 0.45
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
    if picture.progress is not None:
        _paint_progress(painter, picture.theme, column, picture.progress)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    looks = _Looks(painter, picture.theme, replacement)
    for stretch in picture.stretches:
        if stretch.look is not Look.SETTLED:
            for segment in replacement.segments(stretch.start, stretch.end):
                if segment.box.top() <= clip.bottom() and segment.box.bottom() >= clip.top():
                    looks.paint(segment, stretch)
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


class _Looks:
    """The inks of one picture's tokens."""

    def __init__(self, painter: QPainter, theme: Theme, replacement: Replacement) -> None:
        self._painter = painter
        self._theme = theme
        self._replacement = replacement
        # How much ground over settled text gives the theme's colour of a free token.
        ground, text, free = (
            QColor(colour).lightnessF()
            for colour in (theme.draft, theme.token_settled, theme.token_free)
        )
        self._faintness = min(0.6, abs(free - text) / max(0.01, abs(ground - text)))
        self._free: dict[float, tuple[QColor, QPen]] = {}  # by doubt: there are a few grades

    def paint(self, segment: Segment, stretch: Stretch) -> None:
        """Paint what the state of a token adds to its text."""
        if stretch.look is Look.PINNED:
            self._paint_pinned(segment)
        elif stretch.look is Look.FREE:
            self._paint_free(segment, stretch.doubt)

    def _paint_pinned(self, segment: Segment) -> None:
        painter = self._painter
        painter.fillRect(segment.box, QColor(self._theme.draft))
        painter.setPen(QPen(QColor(self._theme.token_pinned), 1.0))
        corner = self._replacement.paragraph_corner(segment)
        for run in segment.line.glyphRuns(segment.start, segment.end - segment.start):
            painter.drawGlyphRun(corner, run)
        painter.drawLine(_under(segment))

    def _paint_free(self, segment: Segment, doubt: float) -> None:
        known = self._free.get(doubt)
        if known is None:
            known = self._free[doubt] = self._free_inks(doubt)
        wash, pen = known
        self._painter.fillRect(segment.box, wash)
        pen.setDashOffset(segment.box.left() % sum(_DOTS))  # dots of neighbours stand in a row
        self._painter.setPen(pen)
        self._painter.drawLine(_under(segment))

    def _free_inks(self, doubt: float) -> tuple[QColor, QPen]:
        # A wash of ground over the letters: they become fainter without being set anew.
        wash = QColor(self._theme.draft)
        wash.setAlphaF(self._faintness * (0.5 + 0.5 * doubt))
        ink = QColor(self._theme.token_free)
        ink.setAlphaF(_FAINTEST_LINE + (1 - _FAINTEST_LINE) * doubt)
        pen = QPen(QBrush(ink), 1.0, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(list(_DOTS))
        return wash, pen


def _under(segment: Segment) -> QLineF:
    y = round(segment.baseline + min(3.0, segment.descent * 0.6)) + 0.5
    return QLineF(segment.box.left(), y, segment.box.right(), y)


def _paint_progress(painter: QPainter, theme: Theme, area: QRectF, share: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    track = QRectF(area.left(), area.bottom() - 3, area.width(), 2)
    painter.setBrush(QColor(theme.border))
    painter.drawRoundedRect(track, 1, 1)
    track.setWidth(track.width() * min(1.0, max(0.0, share)))
    painter.setBrush(QColor(theme.draft_edge))
    painter.drawRoundedRect(track, 1, 1)
