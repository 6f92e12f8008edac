"""Paints what tells the states of a draft's tokens over its letters; knows no document.

A step has hundreds of tokens, and few looks. So where each token stands is found in one sweep over
the lines, and all that is painted alike is painted at once: first what dims letters, then the lines
under them, then the signs over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from app.editor.line_layout import x_at
from app.editor.replacement import Replacement, Row
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
        self._replacement = replacement
        self._clip = clip
        self._kits = _kits_in(theme)
        self._ground = QColor(theme.draft)

    def paint(self, stretches: Sequence[Stretch]) -> None:
        """Paint what the states of tokens, in the order of the text, add to their letters."""
        batches = self._gather(stretches)
        for batch in batches:
            if batch.kit.wash is not None:
                self._painter.setPen(Qt.PenStyle.NoPen)
                self._painter.setBrush(batch.kit.wash)
                self._painter.drawRects([_box(part) for part in batch.parts])
        for batch in batches:
            if batch.kit.look.inked:
                self._ink_letters(batch)
        for batch in batches:
            if batch.kit.pen is not None:
                self._paint_lines(batch, QPen(batch.kit.pen))
        for batch in batches:
            if batch.kit.look.sign:
                self._paint_wedges(batch)

    def _gather(self, stretches: Sequence[Stretch]) -> list["_Batch"]:
        """Return what is painted, by its look, with its places."""
        found: dict[tuple[Look, float, bool], _Batch] = {}
        rows = self._replacement.rows(self._clip.top(), self._clip.bottom())
        unders = [_under(row) for row in rows]
        at, count = 0, len(rows)
        for start, end, look, doubt, corrected in stretches:
            key = look, doubt, corrected
            batch = found.get(key)
            if batch is None:
                batch = found[key] = _Batch(self._kits.kit(*key))
            if batch.plain:
                continue
            while at < count and rows[at].end <= start:
                at += 1
            for number in range(at, count):
                row = rows[number]
                if row.start >= end:
                    break
                first, last = max(start, row.start), min(end, row.end)
                if first >= last:
                    continue
                line, before = row.place.line, row.before
                left = x_at(line, first - before)
                right = max(left, min(x_at(line, last - before), row.place.right))
                opens, closes = first == start, last == end
                batch.parts.append(
                    _Part(row, first, last, left, right, unders[number], opens, closes)
                )
        return list(found.values())

    def _ink_letters(self, batch: "_Batch") -> None:
        """Set the letters in another ink; they stay where they are."""
        ink = QColor(batch.kit.look.ink)
        for part in batch.parts:
            row = part.row
            self._painter.fillRect(_box(part), self._ground)
            self._painter.setPen(ink)
            corner = QPointF(0.0, row.y)
            for run in row.place.line.glyphRuns(part.first - row.before, part.last - part.first):
                self._painter.drawGlyphRun(corner, run)

    def _paint_lines(self, batch: "_Batch", pen: QPen) -> None:
        painter, line = self._painter, batch.kit.look.line
        breaks = _BREAKS.get(line)
        if breaks is None:
            painter.setPen(pen)
            painter.drawLines([made for part in batch.parts for made in _stopped(part)])
            return
        width, length = _WEIGHTS[line], sum(breaks)
        shift = (width - 1) / 2
        set_offset, set_pen, draw = pen.setDashOffset, painter.setPen, painter.drawLine
        for part in batch.parts:
            left, y = part.left, part.under + shift
            set_offset(left % length / width)  # those of neighbours stand in a row
            set_pen(pen)
            draw(QLineF(left, y, part.right, y))

    def _paint_wedges(self, batch: "_Batch") -> None:
        """Paint a wedge over the first letter of each word, its point down."""
        painter = self._painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(batch.kit.look.sign))
        for part in batch.parts:
            if part.opens:
                painter.drawPolygon(_wedge(part))
        painter.restore()


class _Part(NamedTuple):  # made by the hundred at every paint: no frozen class is as quick
    """What of a token stands in one line.

    Attributes:
        row: the line.
        first: first UTF-16 unit in all the text.
        last: one past the last one.
        left: px.
        right: px.
        under: y of what stands under it.
        opens: the token begins here.
        closes: it ends here.
    """

    row: Row
    first: int
    last: int
    left: float
    right: float
    under: float
    opens: bool
    closes: bool


def _under(row: Row) -> float:
    """Return the y of what stands under the letters of ``row``, in the middle of a pixel."""
    return round(row.baseline + min(3.0, row.place.descent * 0.6)) + 0.5


def _box(part: _Part) -> QRectF:
    return QRectF(part.left, part.row.top, part.right - part.left, part.row.place.height)


def _stopped(part: _Part) -> list[QLineF]:
    """Return a solid line with a stop where the token begins and ends."""
    lines = [QLineF(part.left, part.under, part.right, part.under)]
    left, right = round(part.left) + 0.5, round(part.right) - 0.5
    for x, here in ((left, part.opens), (right, part.closes)):
        if here:
            lines.append(QLineF(x, part.under - _STOP, x, part.under + _STOP))
    return lines


def _wedge(part: _Part) -> QPolygonF:
    width, height = _WEDGE
    left, top = part.left, part.row.baseline - part.row.place.line.ascent() - 2.0
    return QPolygonF(
        [
            QPointF(left, top),
            QPointF(left + width, top),
            QPointF(left + width / 2, top + height),
        ]
    )


@dataclass(frozen=True, slots=True)
class _Kit:
    """What a look is painted with."""

    look: TokenLook
    wash: QColor | None
    pen: QPen | None


class _Batch:
    """All that is painted with one kit; ``plain`` where that paints nothing."""

    __slots__ = ("kit", "parts", "plain")

    def __init__(self, kit: _Kit) -> None:
        self.kit = kit
        self.parts: list[_Part] = []
        self.plain = kit.look.line is Line.NONE and not kit.look.sign


class _Kits:
    """What the looks of one theme are painted with: a few, made once."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._kits: dict[tuple[Look, float, bool], _Kit] = {}

    def kit(self, look: Look, doubt: float, corrected: bool) -> _Kit:
        """Return what a token with that look is painted with; it must not be changed."""
        key = look, doubt, corrected
        if key not in self._kits:
            shown = look_of(Stretch(0, 0, look, doubt, corrected), self._theme)
            self._kits[key] = _kit_of(shown, QColor(self._theme.draft))
        return self._kits[key]


@lru_cache(maxsize=4)
def _kits_in(theme: Theme) -> _Kits:
    return _Kits(theme)


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
