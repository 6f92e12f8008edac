"""Scrolls a plain text edit by pixels, where Qt's own scrolls by lines.

Qt knows only which line is on top. This keeps the pixels by which the view stands below that
line's upper edge; whoever paints or looks up a place takes them into account.
"""

from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QPlainTextEdit

from app.editor.draft_layout import DraftLayout


class PixelScroll:
    """The pixels between the line on top, as Qt has it, and the view's upper edge."""

    def __init__(self, edit: QPlainTextEdit, layout: DraftLayout) -> None:
        self._edit = edit
        self._layout = layout
        self._fraction = 0.0
        self._moving = False

    @property
    def fraction(self) -> float:
        """Px by which everything stands higher than Qt believes."""
        return self._fraction

    def note_scrolled(self) -> None:
        """Qt has scrolled by itself: its line is on top."""
        if not self._moving:
            self._fraction = 0.0

    def by(self, first: QTextBlock, top: float, pixels: float) -> None:
        """Scroll down by ``pixels``, or up where negative, as far as the text goes.

        Args:
            first: the first block on the screen.
            top: y of its upper edge in the viewport.
            pixels: how far.
        """
        self.to(first, pixels - top)

    def to(self, block: QTextBlock, depth: float) -> None:
        """Put the place ``depth`` px below the upper edge of ``block`` on top."""
        block, depth = self._normal(block, depth)
        block, depth = self._above_end(block, float(round(depth)))
        line = 0
        layout = block.layout()
        for number in range(1, layout.lineCount()):
            if layout.lineAt(number - 1).naturalTextRect().bottom() > depth:
                break
            line = number
        self._moving = True
        self._edit.verticalScrollBar().setValue(block.firstLineNumber() + line)
        self._moving = False
        self._fraction = self._distance(self._edit.firstVisibleBlock(), block) + depth

    def _distance(self, first: QTextBlock, block: QTextBlock) -> float:
        """Return the px from where Qt has the view's edge to the upper edge of ``block``."""
        y = self._edit.contentOffset().y()
        while first.blockNumber() < block.blockNumber():
            y += self._height(first)
            first = first.next()
        while first.blockNumber() > block.blockNumber():
            first = first.previous()
            y -= self._height(first)
        return y

    def _normal(self, block: QTextBlock, depth: float) -> tuple[QTextBlock, float]:
        """Return the block that the place lies in, and how deep."""
        while depth < 0 and block.previous().isValid():
            block = block.previous()
            depth += self._height(block)
        while depth >= self._height(block) and block.next().isValid():
            depth -= self._height(block)
            block = block.next()
        return block, max(0.0, depth)

    def _above_end(self, block: QTextBlock, depth: float) -> tuple[QTextBlock, float]:
        """Return the place, moved up where the text would end above the foot of the view."""
        view = self._edit.viewport().height()
        below = -depth
        at = block
        while at.isValid():
            below += self._height(at)
            if below >= view:
                return block, depth
            at = at.next()
        return self._normal(block, depth - (view - below))

    def _height(self, block: QTextBlock) -> float:
        return self._layout.blockBoundingRect(block).height()
