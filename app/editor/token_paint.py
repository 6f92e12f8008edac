"""Paints what tells the states of a draft's tokens over its letters; knows no document."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from app.editor.line_layout import Segment
from app.editor.replacement import Replacement
from app.editor.settling import Look, Stretch
from app.editor.token_looks import Line, TokenLook, look_of
from app.theme import Theme

# Weight of a line in px; ink and gap of a broken one in px.
_WEIGHTS = {Line.DOTS: 1.0, Line.DASHES: 2.0, Line.STOPPED: 1.0}
_BREAKS = {Line.DOTS: (1.0, 2.0), Line.DASHES: (4.0, 2.0)}
_STOP = 2.0  # px that a stop reaches over and under its line
_WEDGE = (7.0, 4.5)  # px, width and height


class TokenPainter:
    """The tokens of one picture."""

    def __init__(
        self, painter: QPainter, theme: Theme, replacement: Replacement, clip: QRectF
    ) -> None:
        """Paint on ``painter`` what is in ``clip``, over the letters of ``replacement``."""
        self._painter = painter
        self._theme = theme
        self._replacement = replacement
        self._clip = clip
        self._ground = QColor(theme.draft)
        self._kits: dict[tuple[Look, float, bool], _Kit] = {}  # there are a few looks

    def paint(self, stretch: Stretch) -> None:
        """Paint what the state of a token adds to its letters."""
        key = stretch.look, stretch.doubt, stretch.corrected
        kit = self._kits.get(key)
        if kit is None:
            kit = self._kits[key] = _kit_of(look_of(stretch, self._theme), self._ground)
        look = kit.look
        if look.line is Line.NONE and not look.sign:
            return
        parts = self._replacement.segments(stretch.start, stretch.end)
        for number, segment in enumerate(parts):
            box = segment.box
            if box.top() > self._clip.bottom() or box.bottom() < self._clip.top():
                continue
            first, last = number == 0, number == len(parts) - 1
            if kit.wash is not None:
                self._painter.fillRect(box, kit.wash)
            if look.inked:
                self._ink_letters(segment, QColor(look.ink))
            if kit.pen is not None:
                self._paint_line(segment, look.line, kit.pen, first=first, last=last)
            if look.sign and first:
                self._paint_wedge(segment, QColor(look.sign))

    def _ink_letters(self, segment: Segment, ink: QColor) -> None:
        """Set the letters in another ink; they stay where they are."""
        self._painter.fillRect(segment.box, self._ground)
        self._painter.setPen(ink)
        corner = self._replacement.paragraph_corner(segment)
        for run in segment.line.glyphRuns(segment.start, segment.end - segment.start):
            self._painter.drawGlyphRun(corner, run)

    def _paint_line(
        self, segment: Segment, line: Line, pen: QPen, *, first: bool, last: bool
    ) -> None:
        painter = self._painter
        left, right = segment.box.left(), segment.box.right()
        y = round(segment.baseline + min(3.0, segment.descent * 0.6)) + 0.5
        breaks = _BREAKS.get(line)
        if breaks is not None:  # those of neighbours stand in a row
            pen.setDashOffset(left % sum(breaks) / pen.widthF())
            y += (pen.widthF() - 1) / 2
        painter.setPen(pen)
        painter.drawLine(QLineF(left, y, right, y))
        if line is Line.STOPPED:
            for x, here in ((round(left) + 0.5, first), (round(right) - 0.5, last)):
                if here:
                    painter.drawLine(QLineF(x, y - _STOP, x, y + _STOP))

    def _paint_wedge(self, segment: Segment, ink: QColor) -> None:
        """Paint a wedge over the first letter, its point down."""
        width, height = _WEDGE
        left = segment.box.left()
        top = segment.baseline - segment.line.ascent() - 2.0
        wedge = QPolygonF(
            [
                QPointF(left, top),
                QPointF(left + width, top),
                QPointF(left + width / 2, top + height),
            ]
        )
        painter = self._painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(wedge)
        painter.restore()


@dataclass(frozen=True, slots=True)
class _Kit:
    """What a look is painted with, made once a picture."""

    look: TokenLook
    wash: QColor | None
    pen: QPen | None


def _kit_of(look: TokenLook, ground: QColor) -> _Kit:
    wash = None
    if look.wash:
        wash = QColor(ground)
        wash.setAlphaF(look.wash)
    return _Kit(look, wash, None if look.line is Line.NONE else _pen_of(look))


def _pen_of(look: TokenLook) -> QPen:
    ink = QColor(look.ink)
    ink.setAlphaF(look.strength)
    width = _WEIGHTS[look.line]
    pen = QPen(QBrush(ink), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if look.line in _BREAKS:
        pen.setDashPattern([part / width for part in _BREAKS[look.line]])
    return pen
