"""The layout of the editor's document: a column, room between lines, and a gap for a draft.

A draft is painted over the blocks of its span. Those blocks are given the heights that the draft
needs; the document itself, its revision and its undo steps are never touched. Knows no draft.
"""

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextDocument, QTextOption
from PySide6.QtWidgets import QPlainTextDocumentLayout

from app.editor.line_layout import Column, arrange, half_leading, spaces_of
from app.long_words import has_long_word

_TRIES = 3
_ANY_WIDTH = 100_000.0  # px: a block is repainted from edge to edge


@dataclass(frozen=True, slots=True)
class Gap:
    """The heights that some blocks are given in place of their own.

    Attributes:
        first: number of the first block.
        heights: px of that block and those after it.
    """

    first: int
    heights: tuple[float, ...]


class DraftLayout(QPlainTextDocumentLayout):
    """Places lines in a column, with leading; gives the blocks of a gap their heights."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.column = Column()
        self.top = 0.0  # px above the first line
        self.bottom = 0.0  # px below the last line
        self._gap: Gap | None = None
        self._arranging = False
        self._blocks = 0  # when Qt was last told of a change
        self._heights: dict[int, float] = {}  # px, as measured last, by the block's number

    @property
    def gap(self) -> Gap | None:
        """The gap that is open, if any."""
        return self._gap

    def set_gap(self, gap: Gap | None) -> None:
        """Open ``gap``, or close the one that is open; what is below moves, nothing else."""
        if gap == self._gap:
            return
        self._gap = gap
        self.documentSizeChanged.emit(self.documentSize())
        self.requestUpdate()

    def shift_gap(self, first: int) -> None:
        """Note that the gap's first block is now number ``first``: the text above has changed."""
        if self._gap is not None and self._gap.first != first:
            self._gap = Gap(first, self._gap.heights)

    def line_height(self) -> float:
        """Return the height of a line of plain text in px, with its leading."""
        metrics = QFontMetricsF(self.document().defaultFont())
        return float(round(ceil(metrics.height()) * self.column.leading))

    def own_height(self, block: QTextBlock) -> float:
        """Return the height of ``block`` in px as it is without any gap."""
        self._ensure_arranged(block)
        layout = block.layout()
        last = layout.lineAt(layout.lineCount() - 1)
        above, step = spaces_of(last, self.column.leading)
        height = last.y() - above + step
        if not block.next().isValid():
            height += self.bottom
        self._heights[block.blockNumber()] = height
        return height

    def documentChanged(self, from_: int, removed: int, added: int) -> None:
        """Lay out the blocks that have changed.

        Qt counts the removed characters as if they still stood there: a changed line, or only its
        colours, would lay out the next ones too and repaint the whole view.
        """
        del removed
        end = min(from_ + added, self.document().characterCount() - 1)
        # Where the change ends with a block, the next one has lost text at its start, or nothing.
        beyond = self.document().findBlock(end)
        if end > from_ and beyond.position() == end and not _is_stale(beyond):
            end -= 1
        block = self.document().findBlock(from_)
        same = self.document().blockCount() == self._blocks and block.contains(end)
        # Without wrapping Qt's own way also keeps the width of the longest line.
        if same and self.column.wrap:
            self._arrange_anew(block)
        else:
            super().documentChanged(from_, 0, end - from_ + 1)
            self._blocks = self.document().blockCount()
            self._heights.clear()

    def _arrange_anew(self, block: QTextBlock) -> None:
        """Lay out ``block``, the only one that has changed, and tell what is to be painted.

        Qt would break its lines at a width that is not the column's, and look through the whole
        document for the longest line whenever that of ``block`` became shorter.
        """
        # New colours have taken the old lines away: their height is known from the last look alone.
        before = self._heights.get(block.blockNumber())
        block.layout().setTextOption(self.document().defaultTextOption())
        self._arrange(block)
        if self.own_height(block) == before:
            self.updateBlock.emit(block)
        else:
            self.requestUpdate()

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Return the rectangle of ``block`` with leading, margins and gap."""
        if not block.isValid():
            return QRectF()
        height = self.own_height(block)
        if self._gap is not None:
            place = block.blockNumber() - self._gap.first
            if 0 <= place < len(self._gap.heights):
                height = self._gap.heights[place]
        return QRectF(0.0, 0.0, _ANY_WIDTH, height)

    def documentSize(self) -> QSizeF:
        """Return the width in px, with the column's margin, and the height in lines."""
        size = super().documentSize()
        if self.column.wrap:
            return QSizeF(0.0, size.height())
        return QSizeF(size.width() + 2 * self.column.left, size.height())

    def _ensure_arranged(self, block: QTextBlock) -> None:
        """Place the lines of ``block``, which Qt may just have laid out its own way."""
        layout = block.layout()
        # Laying out may bring or take a scroll bar, which clears every line in between.
        option = self.document().defaultTextOption()  # may wrap while the column does no more
        wraps = option.wrapMode() is not QTextOption.WrapMode.NoWrap
        if wraps and not layout.lineCount() and has_long_word(block.text()):
            # Qt's own way would take seconds of it.
            layout.setTextOption(option)
            self._arrange(block)
        for _ in range(_TRIES):
            self.ensureBlockLayout(block)
            if not layout.lineCount():
                continue
            line = layout.lineAt(0)
            top = self._top_of(block)
            leading = self.column.leading
            if line.y() == top + half_leading(line, leading) and line.x() == self.column.left:
                return
            self._arrange(block)
        if not layout.lineCount():
            arrange(layout, block.text(), self.column, self._top_of(block))

    def _arrange(self, block: QTextBlock) -> None:
        layout = block.layout()
        arrange(layout, block.text(), self.column, self._top_of(block))
        if block.lineCount() != layout.lineCount():
            block.setLineCount(layout.lineCount())
            if not self._arranging:
                self._arranging = True
                self.documentSizeChanged.emit(self.documentSize())
                self._arranging = False

    def _top_of(self, block: QTextBlock) -> float:
        return self.top if block.position() == 0 else 0.0


def _is_stale(block: QTextBlock) -> bool:
    """Return whether the lines of ``block`` are those of a longer or shorter text."""
    layout = block.layout()
    if not layout.lineCount():
        return False
    last = layout.lineAt(layout.lineCount() - 1)
    return last.textStart() + last.textLength() != block.length() - 1


def shared_heights(own: list[float], needed: float) -> tuple[float, ...]:
    """Return the heights of blocks that are ``own`` high by themselves and ``needed`` together.

    Every block keeps its own height for as long as there is room; the last one takes the rest.
    """
    shared = []
    for height in own[:-1]:
        shared.append(min(height, needed))
        needed -= shared[-1]
    return (*shared, needed)
