"""Tables: how wide the columns are, and where the cells stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from app.preview.marks import Hairline
from app.preview.nodes import Table
from app.preview.text_layout import TextMaker
from app.preview.text_leaf import TextLeaf
from app.preview.typography import CELL, HEAD_CELL, Manner

_PAD_X = 0.75  # ems, left and right of a cell's text
_PAD_Y = 0.4
_ENDLESS = 100_000.0


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table laid out: its cells in reading order, its lines, where it ends."""

    cells: list[TextLeaf]
    lines: list[Hairline]
    bottom: float


def column_widths(natural: Sequence[float], smallest: Sequence[float], room: float) -> list[float]:
    """Return the width of each column.

    Args:
        natural: width at which no cell of the column breaks a line.
        smallest: width below which a word breaks.
        room: width of all columns together, at most.
    """
    if sum(natural) <= room:
        return list(natural)
    least = sum(smallest)
    if least >= room:
        return [room * width / least for width in smallest]
    share = (room - least) / (sum(natural) - least)
    return [low + (high - low) * share for low, high in zip(smallest, natural, strict=True)]


def lay_table(
    table: Table, maker: TextMaker, corner: QPointF, width: float, colour: str
) -> PlacedTable:
    """Return ``table`` laid out from ``corner`` on, at most ``width`` pixels wide."""
    em = maker.typography.em
    pad_x, pad_y = maker.typography.pixels(_PAD_X), maker.typography.pixels(_PAD_Y)
    head = Manner(HEAD_CELL.size, HEAD_CELL.line, HEAD_CELL.bold, colour)
    body = Manner(CELL.size, CELL.line, CELL.bold, colour)
    room = width - 2 * pad_x * len(table.aligns)
    rows = [
        [
            maker.words(words, body if at else head, _ENDLESS, align)
            for words, align in zip(row, table.aligns, strict=True)
        ]
        for at, row in enumerate(table.rows)
    ]
    columns = list(zip(*rows, strict=True))
    widths = column_widths(
        [max(cell.natural_width for cell in column) + 1.0 for column in columns],
        [max(cell.smallest_width for cell in column) + 1.0 for column in columns],
        max(room, em * len(columns)),
    )
    lines: list[Hairline] = []
    right = corner.x() + sum(widths) + 2 * pad_x * len(widths)
    y = corner.y()
    for at, row in enumerate(rows):
        x = corner.x()
        for cell, cell_width in zip(row, widths, strict=True):
            if cell.smallest_width > cell_width:
                cell.break_words()
            cell.fit(cell_width)
            cell.x, cell.y = x + pad_x, y + pad_y
            x += cell_width + 2 * pad_x
        y += max(cell.height for cell in row) + 2 * pad_y
        thickness = 2.0 if at == 0 else 1.0
        lines.append(Hairline(corner.x(), right, y, maker.typography.colour("border"), thickness))
        y += thickness
    return PlacedTable([cell for row in rows for cell in row], lines, y)
