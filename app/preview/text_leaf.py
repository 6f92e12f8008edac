"""One stretch of text laid out in lines, to be painted, hit and selected; knows no documents.

Positions are code points of the text; Qt's own, which are UTF-16 units, stay inside.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QTextLayout, QTextLine, QTextOption

from app.long_words import has_long_word
from app.preview.pictures import Picture
from app.preview.words import Run
from app.utf16 import Utf16Index


@dataclass(frozen=True, slots=True)
class Inset:
    """A picture in a text: the character that it stands for, its size in pixels, its file."""

    at: int
    size: QSizeF
    picture: Picture


@dataclass(frozen=True, slots=True)
class Pill:
    """A run of text with a rounded ground of its own: inline code, a key, words for a picture."""

    start: int
    end: int
    height: float
    pad: float
    colour: QColor
    edge: QColor | None = None


@dataclass(slots=True)
class _Line:
    line: QTextLine
    start: int  # units of Qt
    end: int
    top: float
    bottom: float


class TextLeaf:
    """A text with its place in a block.

    Attributes:
        text: what is shown; a picture counts as one character.
        runs: its styled runs.
        x: left edge in the block, in pixels.
        y: upper edge in the block.
        height: of all lines.
        natural_width: of the widest line.
        insets: its pictures, each with its place, in pixels from the text's corner.
        offset: where the text begins in the text of its block.
        joint: what stands before this text when more than one is copied.
    """

    __slots__ = (
        "_index",
        "_ink",
        "_layout",
        "_line_height",
        "_lines",
        "_pill_areas",
        "_pills",
        "_wanted",
        "height",
        "insets",
        "joint",
        "natural_width",
        "offset",
        "runs",
        "text",
        "x",
        "y",
    )

    def __init__(
        self,
        layout: QTextLayout,
        text: str,
        runs: tuple[Run, ...],
        *,
        ink: QColor,
        line_height: float,
        pills: Sequence[Pill] = (),
        insets: Sequence[Inset] = (),
    ) -> None:
        """Take a layout that has text, fonts and formats, but no lines yet."""
        self.text = text
        self.runs = runs
        self._layout = layout
        self._ink = ink
        self._line_height = line_height
        self._pills = pills
        self._wanted = insets
        self._index = Utf16Index(text)
        self._lines: list[_Line] = []
        self._pill_areas: list[tuple[QRectF, Pill]] = []
        self.insets: list[tuple[QRectF, Picture]] = []
        self.x = self.y = self.height = self.natural_width = 0.0
        self.offset = 0
        self.joint = ""

    def fit(self, width: float) -> None:
        """Break the text into lines of ``width`` pixels."""
        self._lines = []
        layout = self._layout
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            height = max(self._line_height, math.ceil(line.height()))
            above = (height - line.height()) / 2
            tallest = self._tallest_inset(line)
            if tallest > line.ascent() + above:
                height += math.ceil(tallest - line.ascent() - above)
                above = tallest - line.ascent()
            line.setPosition(QPointF(0.0, top + above))
            start = line.textStart()
            self._lines.append(_Line(line, start, start + line.textLength(), top, top + height))
            top += height
        layout.endLayout()
        self.height = top
        self.natural_width = max((kept.line.naturalTextWidth() for kept in self._lines), default=0)
        self._pill_areas = [
            (self._pill_area(pill, part, kept.line), pill)
            for pill in self._pills
            for part, kept in self._parts(pill.start, pill.end)
        ]
        self.insets = [
            (self._inset_area(inset, kept.line), inset.picture)
            for inset in self._wanted
            for _, kept in self._parts(inset.at, inset.at + 1)
        ]

    def break_words(self) -> None:
        """Let lines break inside of words from the next ``fit`` on, where they must."""
        option = QTextOption(self._layout.textOption())
        mode = QTextOption.WrapMode
        long = has_long_word(self._layout.text())
        option.setWrapMode(mode.WrapAnywhere if long else mode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)

    @property
    def smallest_width(self) -> float:
        """Width of the widest part that cannot be broken, in pixels."""
        return self._layout.minimumWidth()

    @property
    def first_line(self) -> tuple[float, float]:
        """Upper and lower edge of the first line, in pixels from the text's upper edge."""
        return self._lines[0].top, self._lines[0].bottom

    def paint(self, painter: QPainter, chosen: Sequence[tuple[QRectF, QColor]] = ()) -> None:
        """Paint the text at its place; ``chosen`` are grounds of its own coordinates."""
        corner = QPointF(self.x, self.y)
        for area, pill in self._pill_areas:
            if pill.edge is not None:
                painter.setPen(pill.edge)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(pill.colour)
            radius = pill.height * 0.22
            painter.drawRoundedRect(area.translated(corner), radius, radius)
        for area, colour in chosen:
            painter.fillRect(area.translated(corner), colour)
        painter.setPen(self._ink)
        self._layout.draw(painter, corner)

    def areas(self, start: int, end: int) -> list[QRectF]:
        """Return the rectangles behind the characters from ``start`` to ``end``."""
        found: list[QRectF] = []
        for (first, last), kept in self._parts(start, end):
            left, right = _x_of(kept.line, first), _x_of(kept.line, last)
            found.append(
                QRectF(min(left, right), kept.top, abs(right - left), kept.bottom - kept.top)
            )
        return found

    def position_at(self, x: float, y: float) -> int:
        """Return the position nearest to a point of the text's own coordinates."""
        kept = self._line_at(y)
        return self._index.to_code_point(kept.line.xToCursor(x)) if kept is not None else 0

    def run_at(self, x: float, y: float) -> Run | None:
        """Return the run whose characters, or whose picture, the point lies on."""
        kept = self._line_at(y)
        if kept is None or not 0.0 <= y <= self.height:
            return None
        line = kept.line
        if not line.x() <= x <= line.x() + line.width() or x > line.naturalTextRect().right():
            return None
        unit = line.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)
        at = self._index.to_code_point(unit)
        return next((run for run in self.runs if run.start <= at < run.end), None)

    def _line_at(self, y: float) -> _Line | None:
        for kept in self._lines:
            if y < kept.bottom:
                return kept
        return self._lines[-1] if self._lines else None

    def _parts(self, start: int, end: int) -> list[tuple[tuple[int, int], _Line]]:
        """Return, in units of Qt, what of the characters stands in each line."""
        first, last = self._index.to_utf16(start), self._index.to_utf16(end)
        found = []
        for kept in self._lines:
            if kept.start >= last:
                break
            low, high = max(first, kept.start), min(last, kept.end)
            if low < high:
                found.append(((low, high), kept))
        return found

    def _tallest_inset(self, line: QTextLine) -> float:
        if not self._wanted:
            return 0.0
        start = line.textStart()
        end = start + line.textLength()
        return max(
            (
                inset.size.height()
                for inset in self._wanted
                if start <= self._index.to_utf16(inset.at) < end
            ),
            default=0.0,
        )

    def _pill_area(self, pill: Pill, part: tuple[int, int], line: QTextLine) -> QRectF:
        left, right = _x_of(line, part[0]), _x_of(line, part[1])
        # The room behind the last character is part of its advance; in front it is the
        # neighbour's, and at the start of a line there is none.
        left -= pill.pad if part[0] == self._index.to_utf16(pill.start) else 0.0
        middle = line.y() + line.ascent() - pill.height * 0.28
        return QRectF(left, middle - pill.height / 2, right - left, pill.height)

    def _inset_area(self, inset: Inset, line: QTextLine) -> QRectF:
        left = _x_of(line, self._index.to_utf16(inset.at))
        base = line.y() + line.ascent()
        return QRectF(QPointF(left, base - inset.size.height()), inset.size)


def _x_of(line: QTextLine, unit: int) -> float:
    """Return where the character at ``unit`` begins, in pixels from the text's left edge."""
    found = line.cursorToX(unit)
    if not isinstance(found, tuple):
        raise TypeError(f"a line gave {found!r} for a position")
    return float(found[0])
