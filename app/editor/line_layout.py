"""How the lines of one paragraph are wrapped and spaced; knows no document.

The document's own paragraphs and those of a draft go through the same function, so a draft
stands exactly where its text will stand once it is accepted.
"""

from dataclasses import dataclass
from math import floor
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextLayout, QTextLine, QTextOption

from app.editor.typing_rules import hanging_columns
from app.long_words import has_long_word
from app.utf16 import utf16_length

_DEEPEST_HANG = 0.4  # of the column: a deeper indent would leave no room for the text
_UNWRAPPED = 1_000_000.0  # px


@dataclass(frozen=True, slots=True)
class Column:
    """Where text stands in the viewport.

    Attributes:
        left: px from the viewport's left edge to the text.
        width: px that a line may take.
        leading: height of a line over the font's own.
        wrap: long lines go on below; else they go on to the right.
        language: says by how much a wrapped line hangs.
    """

    left: float = 16.0
    width: float = 600.0
    leading: float = 1.3
    wrap: bool = True
    language: str = ""


def line_step(line: QTextLine, leading: float) -> float:
    """Return how far the next line stands below ``line``, in whole px."""
    return float(round(line.height() * leading))


def half_leading(line: QTextLine, leading: float) -> float:
    """Return the blank px above ``line``; never none, so that a laid out line can be told."""
    return spaces_of(line, leading)[0]


def spaces_of(line: QTextLine, leading: float) -> tuple[float, float]:
    """Return the blank px above ``line``, and how far the next line stands below it."""
    height = line.height()
    step = float(round(height * leading))
    return max(1.0, floor((step - height) / 2)), step


def arrange(layout: QTextLayout, text: str, column: Column, top: float) -> float:
    """Lay out ``text`` in ``layout`` from ``top`` on and return the y of its lower edge.

    Args:
        layout: holds ``text`` already.
        text: of one paragraph.
        column: where it stands.
        top: y of the paragraph's upper edge.
    """
    if column.wrap and has_long_word(text):
        option = layout.textOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        layout.setTextOption(option)
    layout.beginLayout()
    hang = 0.0
    y = top
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLeadingIncluded(True)
        line.setLineWidth(column.width - hang if column.wrap else _UNWRAPPED)
        above, step = spaces_of(line, column.leading)
        line.setPosition(QPointF(column.left + hang, y + above))
        if y == top and line.textLength() < len(text):
            hang = _hang(line, text, column)
        y += step
    layout.endLayout()
    return y


def _hang(line: QTextLine, text: str, column: Column) -> float:
    columns = hanging_columns(text, column.language)
    if not columns:
        return 0.0
    width = x_at(line, utf16_length(text[:columns])) - column.left
    return width if width <= column.width * _DEEPEST_HANG else 0.0


def x_at(line: QTextLine, position: int) -> float:
    """Return the x of the caret at ``position`` (UTF-16, in the paragraph) in ``line``."""
    found = line.cursorToX(position)
    if isinstance(found, tuple):
        found = found[0]
    if not isinstance(found, float):
        raise TypeError(f"a line gave no x but {found!r}")
    return found


class Segment(NamedTuple):  # made by the hundred at every paint: no frozen class is as quick
    """The part of a stretch of text that stands in one line.

    Attributes:
        box: px, as high as the line with its leading.
        baseline: y of the letters' feet.
        descent: px below the baseline.
        line: the line.
        start: first UTF-16 unit in the paragraph.
        end: one past the last one.
    """

    box: QRectF
    baseline: float
    descent: float
    line: QTextLine
    start: int
    end: int


def segments(layout: QTextLayout, start: int, end: int, leading: float, y: float) -> list[Segment]:
    """Return, line by line, where the text of ``layout`` from ``start`` to ``end`` stands.

    Args:
        layout: of one paragraph.
        start: first UTF-16 unit in the paragraph.
        end: one past the last one; a stretch over an empty paragraph has a box without width.
        leading: height of a line over the font's own.
        y: px, added to every box.
    """
    return segments_of(line_places(layout, leading), start, end, y)


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A line with what its segments have in common; px from the paragraph's top.

    Attributes:
        line: the line.
        start: first UTF-16 unit in the paragraph.
        end: one past the last one.
        top: of the box, which is as high as the line with its leading.
        height: of the box.
        baseline: y of the letters' feet.
        descent: px below the baseline.
        right: x of the end of the letters.
    """

    line: QTextLine
    start: int
    end: int
    top: float
    height: float
    baseline: float
    descent: float
    right: float


def line_places(layout: QTextLayout, leading: float) -> list[LinePlace]:
    """Return the lines of ``layout``, from the first to the last."""
    return [_place_of(layout.lineAt(number), leading) for number in range(layout.lineCount())]


def _place_of(line: QTextLine, leading: float) -> LinePlace:
    start, y = line.textStart(), line.y()
    above, step = spaces_of(line, leading)
    return LinePlace(
        line,
        start,
        start + line.textLength(),
        y - above,
        step,
        y + line.ascent(),
        line.descent(),
        line.x() + line.naturalTextWidth(),
    )


def segments_of(places: list[LinePlace], start: int, end: int, y: float) -> list[Segment]:
    """Return, line by line, where a text stands in lines whose places are known.

    Args:
        places: the lines of the paragraph.
        start: first UTF-16 unit in the paragraph.
        end: one past the last one; a stretch over an empty paragraph has a box without width.
        y: px, added to every box.
    """
    found: list[Segment] = []
    for place in places:
        if place.start > end:
            break
        first, last = max(start, place.start), min(end, place.end)
        if first < last or (first == last and place.start == place.end):
            line = place.line
            left = x_at(line, first)
            right = max(left, min(x_at(line, last), place.right))
            box = QRectF(left, y + place.top, right - left, place.height)
            found.append(Segment(box, y + place.baseline, place.descent, line, first, last))
    return found


def line_under(layout: QTextLayout, y: float, leading: float) -> QTextLine:
    """Return the line of ``layout`` at ``y`` px, the first above all and the last below all."""
    chosen = layout.lineAt(0)
    for number in range(1, layout.lineCount()):
        line = layout.lineAt(number)
        if line.y() - half_leading(line, leading) > y:
            break
        chosen = line
    return chosen
