"""Where things stand in the view, with leading, pixels scrolled and a draft counted in.

Qt's own answers know neither of the last two. Points are px in the viewport, positions UTF-16
units of the document.
"""

from collections.abc import Iterator
from math import floor

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.editor.draft_layout import DraftLayout
from app.editor.draft_view import DraftView
from app.editor.line_layout import half_leading, line_step, line_under, x_at
from app.editor.pixel_scroll import PixelScroll


class TextGeometry:
    """Answers for one view."""

    def __init__(
        self, edit: QPlainTextEdit, layout: DraftLayout, draft: DraftView, scroll: PixelScroll
    ) -> None:
        self._edit = edit
        self._layout = layout
        self._draft = draft
        self._scroll = scroll

    @property
    def first_top(self) -> float:
        """The y of the first block on the screen."""
        return self._edit.contentOffset().y() - self._scroll.fraction

    def visible(self) -> Iterator[tuple[QTextBlock, float, float]]:
        """Yield the blocks on the screen from above, each with its y and its height."""
        block = self._edit.firstVisibleBlock()
        top = self.first_top
        foot = self._edit.viewport().height()
        while block.isValid() and top <= foot:
            height = self._layout.blockBoundingRect(block).height()
            yield block, top, height
            top += height
            block = block.next()

    def top_of(self, block: QTextBlock) -> float:
        """Return the y of ``block``; for one far off the screen, one far off the screen."""
        geometry = self._edit.blockBoundingGeometry(block)
        self._layout.blockBoundingRect(block)  # has lines from here on, however far it is
        return geometry.top() + self._edit.contentOffset().y() - self._scroll.fraction

    def in_sight(self, start: int, end: int) -> bool:
        """Return whether a line of the text from ``start`` to ``end`` is wholly on the screen."""
        foot = self._edit.viewport().height()
        first, last = self.caret_rect(start), self.caret_rect(end)
        across = first.top() < 0 and last.bottom() > foot
        return across or any(line.top() >= 0 and line.bottom() <= foot for line in (first, last))

    def draft_top(self) -> float:
        """Return the y of the first block that a draft is painted over."""
        anchor = self._draft.anchor
        if anchor is None:
            return 0.0
        block, top = self._edit.firstVisibleBlock(), self.first_top
        if not self._draft.covers(block):
            return self.top_of(anchor.first_block)
        while block.blockNumber() > anchor.first_block.blockNumber():  # however long it is
            block = block.previous()
            top -= self._layout.blockBoundingRect(block).height()
        return top

    def kept_rect(self) -> QRectF:
        """Return where the draft stands, or the caret where there is none; its width says nothing.

        The y is that of the viewport.
        """
        if self._draft.anchor is None:
            return self.caret_rect(self._edit.textCursor().position())
        height = self._draft.height()
        if self._draft.covers(self._edit.document().lastBlock()):
            height -= self._layout.bottom
        return QRectF(0.0, self.draft_top(), 1.0, height)

    def caret_rect(self, position: int) -> QRectF:
        """Return where the caret stands at ``position``, without width."""
        left = self._edit.contentOffset().x()
        block = self._edit.document().findBlock(position)
        if self._draft.covers(block):
            return self._draft.caret(position).translated(left, self.draft_top())
        top = self.top_of(block)
        line = block.layout().lineForTextPosition(position - block.position())
        x = x_at(line, position - block.position())
        return QRectF(x + left, top + line.y(), 0.0, line.ascent() + line.descent())

    def draft_caret(self) -> QRectF:
        """Return where the caret stands in a draft that is typed into, without the view's x."""
        typing = self._draft.typing
        if typing is None:
            return QRectF()
        return self._draft.places.caret(typing[1]).translated(0, self.draft_top())

    def in_draft(self, point: QPointF) -> QPointF | None:
        """Return ``point`` from the draft's corner, ``None`` where its line is not one of its."""
        block, _ = self._block_at(point.y())
        if not self._draft.covers(block):
            return None
        return self.from_draft(point)

    def from_draft(self, point: QPointF) -> QPointF:
        """Return ``point`` from the draft's corner, wherever it is."""
        return point - QPointF(self._edit.contentOffset().x(), self.draft_top())

    def caret_line(self) -> QRectF:
        """Return the line that the caret stands in, from edge to edge of the view."""
        cursor = self._edit.textCursor()
        top = self.top_of(cursor.block())
        line = cursor.block().layout().lineForTextPosition(cursor.positionInBlock())
        if not line.isValid():
            return QRectF()
        leading = self._layout.column.leading
        top += line.y() - half_leading(line, leading)
        return QRectF(0.0, top, self._edit.viewport().width(), line_step(line, leading))

    def position_at(self, point: QPointF) -> int:
        """Return the position nearest to ``point``."""
        block, top = self._block_at(point.y())
        x = point.x() - self._edit.contentOffset().x()
        if self._draft.covers(block):
            return self._draft.position_at(QPointF(x, point.y() - self.draft_top()))
        line = line_under(block.layout(), point.y() - top, self._layout.column.leading)
        return block.position() + line.xToCursor(x)

    def point_for_qt(self, point: QPointF) -> QPointF:
        """Return where Qt must believe the mouse to be for it to mean the place at ``point``."""
        block, top = self._block_at(point.y())
        if self._draft.covers(block):
            cursor = QTextCursor(self._edit.document())
            cursor.setPosition(self.position_at(point))
            return QPointF(self._edit.cursorRect(cursor).center())
        line = line_under(block.layout(), point.y() - top, self._layout.column.leading)
        # In the middle of the line's own height: between two lines Qt finds neither.
        return QPointF(point.x(), top + self._scroll.fraction + line.y() + line.height() / 2)

    def rect_of(self, start: int, end: int) -> QRectF:
        """Return the rectangle around the text from ``start`` to ``end``, across the column."""
        anchor = self._draft.anchor
        if anchor is not None and (start, end) == (anchor.start, anchor.end):
            top, height = self.draft_top(), self._draft.height()
            return QRectF(self._layout.column.left, top, self._layout.column.width, height)
        first, last = self.caret_rect(start), self.caret_rect(end)
        spare = floor((self._layout.line_height() - first.height()) / 2)
        rect = first.united(last).adjusted(0, -spare, 0, spare)
        if first.top() != last.top():
            rect.setLeft(self._layout.column.left)
            rect.setWidth(self._layout.column.width)
        return rect

    def text_under(self, area: QRectF) -> float:
        """Return how many square px of ``area`` lie over lines of the document's text."""
        left = self._edit.contentOffset().x()
        covered = 0.0
        for block, top, _ in self.visible():
            layout = block.layout()
            for number in range(layout.lineCount()):
                letters = layout.lineAt(number).naturalTextRect().translated(left, top)
                shared = letters.intersected(area)
                covered += shared.width() * shared.height()
        return covered

    def _block_at(self, y: float) -> tuple[QTextBlock, float]:
        found = self._edit.firstVisibleBlock(), self.first_top
        for block, top, _ in self.visible():
            if top > y:
                break
            found = block, top
        return found
