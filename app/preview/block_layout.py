"""Lays the nodes of a block out one below another: indents, spaces, boxes and lines.

Knows a width and a typography, and neither the page nor the document.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF

from app.preview.marks import Box, Bullet, CheckBox, Hairline, Mark
from app.preview.nodes import Alert, Code, Item, Node, Note, Prose, Quote, Rule, Source, Table
from app.preview.placed_block import PlacedBlock, join_leaves
from app.preview.plain_text import text_parts
from app.preview.table_layout import lay_table
from app.preview.text_layout import TextMaker
from app.preview.text_leaf import TextLeaf
from app.preview.typography import BODY, SMALL, SOURCE, Manner, heading_manner
from app.preview.words import Words

_INDENT = 1.85  # ems; all that follow are ems as well
_QUOTE_BAR = 0.22
_QUOTE_INDENT = 1.15
_CODE_PAD_X = 1.0
_CODE_PAD_Y = 0.8
_RADIUS = 0.4
_HEADING_LINE = 0.3
_PARAGRAPH = 0.95
_ALERT_COLOURS: dict[Alert, str] = {
    "note": "accent",
    "tip": "added_text",
    "important": "token_pinned",
    "warning": "warning",
    "caution": "error",
}
_HEADING_SPACES = {1: (0.55, 0.9), 2: (0.75, 0.8), 3: (0.5, 0.5), 4: (0.4, 0.45)}


def lay_block(
    nodes: Sequence[Node], maker: TextMaker, width: float, generation: int
) -> PlacedBlock:
    """Return ``nodes`` laid out at ``width`` pixels; ``generation`` is only kept."""
    flow = _Flow(maker)
    above = maker.typography.pixels(_spaces(nodes[0])[0]) if nodes else 0.0
    below = maker.typography.pixels(_spaces(nodes[-1])[1]) if nodes else 0.0
    bottom = flow.lay(nodes, _Room(0.0, width), above)
    join_leaves(flow.leaves, [joint for joint, _ in text_parts(nodes)])
    return PlacedBlock(
        height=bottom + below if nodes else 0.0,
        ink_top=above,
        ink_bottom=bottom,
        leaves=tuple(flow.leaves),
        labels=tuple(flow.labels),
        marks=tuple(flow.marks),
        frame=maker.typography.colour("raised"),
        generation=generation,
    )


def _spaces(node: Node) -> tuple[float, float]:
    """Return the space above and below ``node`` in ems."""
    if isinstance(node, Prose):
        if node.level:
            return _HEADING_SPACES.get(node.level, _HEADING_SPACES[4])
        return 0.0, 0.2 if node.tight else _PARAGRAPH
    if isinstance(node, Item):
        return 0.0, 0.2 if node.tight and not node.closes else _PARAGRAPH
    if isinstance(node, Code):
        if not node.boxed:
            return 0.0, 0.0
        return 0.0, 1.15 if node.closes else 0.0
    if isinstance(node, Rule):
        return 0.6, 1.45
    if isinstance(node, Note):
        return 1.2 if node.first else 0.0, 0.45
    return 0.0, 1.1


@dataclass(frozen=True, slots=True)
class _Room:
    """Where nodes go: left edge and width in pixels, how text is set, how deep lists are."""

    x: float
    width: float
    manner: Manner = BODY
    depth: int = 0

    def indented(self, indent: float) -> "_Room":
        return replace(self, x=self.x + indent, width=self.width - indent)


class _Flow:
    """Collects texts and marks while it goes down a block."""

    def __init__(self, maker: TextMaker) -> None:
        self._maker = maker
        self._px = maker.typography.pixels
        self._colour = maker.typography.colour
        self.leaves: list[TextLeaf] = []
        self.labels: list[TextLeaf] = []
        self.marks: list[Mark] = []

    def lay(self, nodes: Sequence[Node], room: _Room, y: float) -> float:
        """Lay ``nodes`` out from ``y`` on and return where the last one ends."""
        below = 0.0
        for at, node in enumerate(nodes):
            above, space = _spaces(node)
            if at:
                y += self._px(max(above, below))
            y = self._lay_one(node, room, y)
            below = space
        return y

    def _lay_one(self, node: Node, room: _Room, y: float) -> float:
        if isinstance(node, Prose):
            return self._prose(node, room, y)
        if isinstance(node, Code):
            return self._code(node, room, y)
        if isinstance(node, Source):
            return self._place(self._maker.plain(node.text, SOURCE, room.width), room.x, y)
        if isinstance(node, Rule):
            self._line(room, y, 2.0)
            return y + 2.0
        if isinstance(node, Quote):
            return self._quote(node, room, y)
        if isinstance(node, Item):
            return self._item(node, room, y)
        if isinstance(node, Table):
            corner = QPointF(room.x, y)
            placed = lay_table(node, self._maker, corner, room.width, room.manner.colour)
            self.leaves.extend(placed.cells)
            self.marks.extend(placed.lines)
            return placed.bottom
        return self._note(node, room, y)

    def _prose(self, prose: Prose, room: _Room, y: float) -> float:
        if not prose.level:
            words = self._maker.words(prose.words, room.manner, room.width)
            return self._place(words, room.x, y)
        heading = heading_manner(prose.level)
        if room.manner.colour != BODY.colour:
            heading = replace(heading, colour=room.manner.colour)
        y = self._place(self._maker.words(prose.words, heading, room.width), room.x, y)
        if prose.level > 2:
            return y
        y += self._px(_HEADING_LINE)
        self._line(room, y)
        return y + 1.0

    def _code(self, code: Code, room: _Room, y: float) -> float:
        if not code.boxed:
            return self._place(self._maker.code(code, room.width), room.x, y)
        pad_x, pad_y = self._px(_CODE_PAD_X), self._px(_CODE_PAD_Y)
        leaf = self._maker.code(code, room.width - 2 * pad_x)
        top = y + (pad_y if code.opens else 0.0)
        bottom = self._place(leaf, room.x + pad_x, top) + (pad_y if code.closes else 0.0)
        area = QRectF(room.x, y, room.width, bottom - y)
        colour = self._colour("draft" if code.marked else "raised")
        box = Box(area, colour, self._px(_RADIUS), code.opens, code.closes)
        self.marks.append(box)
        return bottom

    def _quote(self, quote: Quote, room: _Room, y: float) -> float:
        inner = room.indented(self._px(_QUOTE_INDENT))
        colour = "border"
        bottom = y
        if quote.alert is None:
            inner = replace(inner, manner=replace(room.manner, colour="muted"))
        else:
            colour = _ALERT_COLOURS[quote.alert]
            title = replace(room.manner, bold=True, colour=colour)
            words = Words(quote.alert.capitalize())
            bottom = self._place(self._maker.words(words, title, inner.width), inner.x, y)
        bottom = max(self.lay(quote.children, inner, bottom), y + self._px(1.0))
        bar = QRectF(room.x, y, self._px(_QUOTE_BAR), bottom - y)
        self.marks.append(Box(bar, self._colour(colour), bar.width() / 2))
        return bottom

    def _item(self, item: Item, room: _Room, y: float) -> float:
        first = len(self.leaves)
        inner = replace(room.indented(self._px(_INDENT)), depth=room.depth + 1)
        bottom = self.lay(item.children, inner, y)
        line = self._px(room.manner.line)
        middle = self._middle_of_first_line(first, y + line / 2)
        if item.done is not None:
            self._check_box(item.done, inner.x, middle)
        elif item.number is not None:
            self._number(f"{item.number}.", inner.x, middle, room.manner)
        else:
            centre = QPointF(inner.x - self._px(0.85), middle)
            radius = 0.17 * self._px(1.0)
            self.marks.append(Bullet(centre, radius, room.depth, self._colour("muted")))
        return max(bottom, y + line)

    def _middle_of_first_line(self, first: int, otherwise: float) -> float:
        """Return the middle of the first line of the text that was laid out as number ``first``."""
        if len(self.leaves) <= first:
            return otherwise
        leaf = self.leaves[first]
        return leaf.y + sum(leaf.first_line) / 2

    def _check_box(self, done: bool, right: float, middle: float) -> None:
        side = self._px(0.92)
        area = QRectF(right - self._px(0.45) - side, round(middle - side / 2), side, side)
        box = CheckBox(
            area,
            done,
            line=self._colour("muted"),
            fill=self._colour("accent"),
            tick=self._colour("on_accent"),
        )
        self.marks.append(box)

    def _number(self, text: str, right: float, middle: float, manner: Manner) -> None:
        muted = replace(manner, colour="muted")
        label = self._maker.words(Words(text), muted, self._px(10.0))
        label.x = right - self._px(0.45) - label.natural_width
        label.y = middle - label.height / 2
        self.labels.append(label)

    def _note(self, note: Note, room: _Room, y: float) -> float:
        if note.first:
            self._line(replace(room, width=room.width * 0.3), y)
            y += self._px(0.9)
        first = len(self.leaves)
        inner = _Room(room.x, room.width, SMALL).indented(self._px(_INDENT))
        bottom = self.lay(note.children, inner, y)
        middle = self._middle_of_first_line(first, y + self._px(SMALL.line) / 2)
        mark = str(note.number) if note.number is not None else note.label
        self._number(f"{mark}.", inner.x, middle, SMALL)
        return bottom

    def _place(self, leaf: TextLeaf, x: float, y: float) -> float:
        leaf.x, leaf.y = x, y
        self.leaves.append(leaf)
        return y + leaf.height

    def _line(self, room: _Room, y: float, thickness: float = 1.0) -> None:
        line = Hairline(room.x, room.x + room.width, y, self._colour("border"), thickness)
        self.marks.append(line)
