"""Text laid out and painted in place of some blocks of the document; knows no document.

The text of the blocks before a span, the draft and the text after the span are laid out as one,
a ``QTextLayout`` for every paragraph, by the same rules as the document itself. A paragraph that
has not changed keeps its layout from one step to the next.
"""

from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from app.editor.highlighter import format_ranges
from app.editor.line_layout import (
    Column,
    LinePlace,
    Segment,
    arrange,
    line_places,
    line_under,
    segments_of,
    x_at,
)
from app.line_rules import LineRules, Style
from app.utf16 import utf16_length


@dataclass(frozen=True, slots=True)
class TextLook:
    """All that a layout depends on but the text."""

    font: QFont
    option: QTextOption
    column: Column
    rules: LineRules
    formats: dict[Style, QTextCharFormat]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text (UTF-16 units) with a format over that of its style."""

    start: int
    end: int
    format: QTextCharFormat


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    before: Hashable
    after: Hashable
    layout: QTextLayout
    top: float  # px above the first line, kept in the layout
    height: float
    length: int  # UTF-16 units, the paragraph's end not counted
    lines: list[LinePlace]


@dataclass(frozen=True, slots=True)
class _Placed:
    paragraph: _Paragraph
    start: int  # UTF-16 units from the beginning of the text
    y: float

    @property
    def end(self) -> int:
        return self.start + self.paragraph.length


class Row(NamedTuple):
    """A line that is laid out, with its place in all the text.

    Attributes:
        place: the line in its paragraph.
        before: UTF-16 units of the text before the paragraph.
        start: first UTF-16 unit in all the text.
        end: one past the last one.
        y: of the paragraph, px.
        top: of the line with its leading, px.
        baseline: y of the letters' feet.
    """

    place: LinePlace
    before: int
    start: int
    end: int
    y: float
    top: float
    baseline: float


class Replacement:
    """Lays out and paints one text; all positions are UTF-16 units in it."""

    def __init__(self) -> None:
        self._look: TextLook | None = None
        self._placed: list[_Placed] = []
        self._starts: list[int] = []  # of the paragraphs that are placed
        self.height = 0.0

    def set_look(self, look: TextLook) -> None:
        """Lay out by ``look`` from the next text on."""
        self._look = look
        self._placed, self._starts = [], []

    def set_text(
        self, text: str, state: Hashable, top: float = 0.0, marks: tuple[Mark, ...] = ()
    ) -> None:
        """Lay out ``text``.

        Args:
            text: paragraphs end in U+000A.
            state: what the lines above leave open, for the colours.
            top: px above the first line.
            marks: formats over those of the colours; a text with marks shares no layout.
        """
        kept: dict[tuple[str, Hashable, float], list[_Paragraph]] = {}
        if not marks:
            for placed in self._placed:
                known = placed.paragraph
                kept.setdefault((known.text, known.before, known.top), []).append(known)
        fresh: list[_Placed] = []
        y, start = 0.0, 0
        for number, line in enumerate(text.split("\n")):
            above = top if number == 0 else 0.0
            same = kept.get((line, state, above))
            paragraph = same.pop() if same else self._lay_out(line, state, above, marks, start)
            fresh.append(_Placed(paragraph, start, y))
            state = paragraph.after
            y += paragraph.height
            start += paragraph.length + 1
        self._placed = fresh
        self._starts = [placed.start for placed in fresh]
        self.height = y

    def _lay_out(
        self, text: str, state: Hashable, top: float, marks: tuple[Mark, ...], start: int
    ) -> _Paragraph:
        look = self._look
        if look is None:
            raise RuntimeError("a text was set before a look")
        styled, after = look.rules.style_line(text, state)
        layout = QTextLayout(text, look.font)
        layout.setTextOption(look.option)
        layout.setCacheEnabled(True)
        ranges = format_ranges(text, styled, look.formats)
        length = utf16_length(text)
        for mark in marks:
            if mark.start < start + length and mark.end > start:
                made = QTextLayout.FormatRange()
                made.start = max(0, mark.start - start)
                made.length = min(length, mark.end - start) - made.start
                made.format = mark.format
                ranges.append(made)
        layout.setFormats(ranges)
        height = arrange(layout, text, look.column, top)
        lines = line_places(layout, look.column.leading)
        return _Paragraph(text, state, after, layout, top, height, length, lines)

    def draw(self, painter: QPainter, corner: QPointF, clip: QRectF) -> None:
        """Paint the text with the painter's pen, its upper left corner at ``corner``."""
        for placed in self._placed:
            y = corner.y() + placed.y
            if y > clip.bottom():
                break
            if y + placed.paragraph.height >= clip.top():
                placed.paragraph.layout.draw(painter, QPointF(corner.x(), y), [], clip)

    def segments(self, start: int, end: int) -> list[Segment]:
        """Return, line by line, where the text from ``start`` to ``end`` stands."""
        found: list[Segment] = []
        for number in range(max(0, bisect_right(self._starts, start) - 1), len(self._placed)):
            placed = self._placed[number]
            if placed.start >= end:
                break
            first = max(0, start - placed.start)
            last = min(placed.paragraph.length, end - placed.start)
            found += segments_of(placed.paragraph.lines, first, last, placed.y)
        return found

    def rows(self, top: float, bottom: float) -> list[Row]:
        """Return the lines that reach between the y ``top`` and ``bottom``, from above."""
        found: list[Row] = []
        for placed in self._placed:
            y, before = placed.y, placed.start
            if y > bottom:
                break
            if y + placed.paragraph.height < top:
                continue
            for place in placed.paragraph.lines:
                upper = y + place.top
                if upper <= bottom and upper + place.height >= top:
                    start, end = before + place.start, before + place.end
                    row = Row(place, before, start, end, y, upper, y + place.baseline)
                    found.append(row)
        return found

    @property
    def _leading(self) -> float:
        return self._look.column.leading if self._look is not None else 1.0

    def caret(self, position: int) -> QRectF:
        """Return where the caret stands at ``position``; its width is 0."""
        for placed in self._placed:
            if position <= placed.end or placed is self._placed[-1]:
                inside = min(max(0, position - placed.start), placed.paragraph.length)
                line = placed.paragraph.layout.lineForTextPosition(inside)
                height = line.ascent() + line.descent()
                return QRectF(x_at(line, inside), placed.y + line.y(), 0.0, height)
        return QRectF()

    def position_at(self, point: QPointF) -> int:
        """Return the position nearest to ``point``."""
        if not self._placed:
            return 0
        under = self._placed[0]
        for placed in self._placed:
            if placed.y > point.y():
                break
            under = placed
        line = line_under(under.paragraph.layout, point.y() - under.y, self._leading)
        return under.start + line.xToCursor(point.x())

    def paragraph_tops(self) -> list[float]:
        """Return the y of every paragraph."""
        return [placed.y for placed in self._placed]
