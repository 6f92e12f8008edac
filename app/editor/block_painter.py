"""Paints one paragraph of the document: selection, found words, text, caret; knows no widget."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextBlock

from app.editor.line_layout import Column, segments, x_at
from app.theme import Theme
from app.utf16 import Utf16Index

CARET_WIDTH = 2.0  # px
_LINE_END = 6.0  # px that a selection shows beyond a line whose end is selected
_MOST_FOUND = 200  # words marked in one paragraph: enough to see, not enough to stall


@dataclass(frozen=True, slots=True)
class Scene:
    """What is painted besides the text; positions are UTF-16 units of the document.

    Attributes:
        theme: the colours.
        column: where text stands.
        selection: first unit and one past the last.
        caret: where the caret is shown, or ``None``.
        found: marks the words that match.
    """

    theme: Theme
    column: Column
    selection: tuple[int, int]
    caret: int | None
    found: re.Pattern[str] | None


def paint_block(
    painter: QPainter, block: QTextBlock, top: float, scene: Scene, clip: QRectF
) -> None:
    """Paint ``block`` with its upper edge at ``top``."""
    layout = block.layout()
    if scene.found is not None:
        _paint_found(painter, block, top, scene)
    _paint_selection(painter, block, top, scene)
    painter.setPen(QColor(scene.theme.text))
    layout.draw(painter, QPointF(0.0, top), [], clip)
    if scene.caret is not None and block.contains(scene.caret):
        inside = scene.caret - block.position()
        line = layout.lineForTextPosition(inside)
        height = line.ascent() + line.descent()
        paint_caret(painter, scene.theme, QRectF(x_at(line, inside), top + line.y(), 0, height))


def paint_caret(painter: QPainter, theme: Theme, caret: QRectF) -> None:
    """Paint the caret at the left of ``caret``."""
    box = QRectF(round(caret.left()) - 1, caret.top(), CARET_WIDTH, caret.height())
    painter.fillRect(box, QColor(theme.accent))


def _paint_selection(painter: QPainter, block: QTextBlock, top: float, scene: Scene) -> None:
    start, end = scene.selection
    first = start - block.position()
    last = end - block.position()
    length = block.length() - 1
    if first >= last or last <= 0 or first > length:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    colour = QColor(scene.theme.selection)
    parts = segments(block.layout(), max(0, first), min(length, last), scene.column.leading, top)
    for part in parts:
        box = part.box
        if last > length and part.line.textStart() + part.line.textLength() == length:
            box = box.adjusted(0, 0, _LINE_END, 0)
        painter.fillRect(box, colour)


def _paint_found(painter: QPainter, block: QTextBlock, top: float, scene: Scene) -> None:
    text = block.text()
    if scene.found is None or not text:
        return
    index: Utf16Index | None = None
    colour = QColor(scene.theme.accent)
    colour.setAlphaF(0.22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for count, match in enumerate(scene.found.finditer(text)):
        if count == _MOST_FOUND:
            break
        index = index or Utf16Index(text)
        start, end = index.to_utf16(match.start()), index.to_utf16(match.end())
        for part in segments(block.layout(), start, end, scene.column.leading, top):
            painter.drawRoundedRect(part.box.adjusted(-1, 2, 1, -2), 3, 3)
