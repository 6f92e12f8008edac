"""A text that scrolls by pixels and knows where everything in it stands.

It takes no keys and paints nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil, floor

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent, QTextCursor, QWheelEvent

from app.editor.kept_in_sight import KeptInSight
from app.editor.laid_out_text import LaidOutText
from app.editor.pixel_scroll import PixelScroll
from app.editor.text_geometry import TextGeometry
from app.editor.wheel import Wheel

_EDGE = 6.0  # px that stay between the caret and the view's upper or lower edge
_READING_HEIGHT = 0.3  # of the view's height: where a place that was far away comes to stand


class TextSurface(LaidOutText):
    """One text, of which the screen shows a part.

    Signals:
        scrolled(): the text on the screen stands elsewhere, or is another.
        zoom_asked(int): so many steps larger, negative for smaller.
    """

    scrolled = Signal()
    zoom_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._held = False
        self._wheel = Wheel()
        self._scroll = PixelScroll(self, self.text_layout)
        self.places = TextGeometry(self, self.text_layout, self.draft, self._scroll)
        self.sight = KeptInSight(self, self.places)
        self.updateRequest.connect(self._note_update)
        self.draft.changed.connect(self._repaint_draft)

    def load(self, text: str, language: str) -> None:
        """Show another text from its beginning, without a history."""
        super().load(text, language)
        self._scroll.to(self.document().firstBlock(), 0.0)
        self._colour_shown()

    def set_text_font(self, font: QFont) -> None:
        """Write in ``font``; the line on top stays there."""
        line = self.top_line()
        super().set_text_font(font)
        self.scroll_to(line)

    def scroll_to(self, line: float) -> None:
        """Put source line ``line`` (from 0, with its fraction) on top."""
        block = self.document().findBlockByNumber(max(0, min(int(line), self.blockCount() - 1)))
        height = self.text_layout.blockBoundingRect(block).height()
        self._scroll.to(block, (line - block.blockNumber()) * height)
        self._note_scroll()

    def scroll_by(self, pixels: float) -> None:
        """Scroll down by ``pixels``, up where negative."""
        self._scroll.by(self.firstVisibleBlock(), self.places.first_top, pixels)
        self._note_scroll()

    def top_line(self) -> float:
        """Return the source line on top, from 0, with its fraction."""
        for block, top, height in self.places.visible():
            if top + height > 0:
                return block.blockNumber() + max(0.0, -top) / height
        return float(self.blockCount() - 1)

    def reveal_caret(self) -> None:
        """Scroll by as little as brings the caret onto the screen."""
        self.reveal(self.places.caret_rect(self.textCursor().position()))

    def reveal(self, rect: QRectF) -> None:
        """Scroll by as little as brings ``rect`` of the viewport onto the screen."""
        foot = self.viewport().height() - _EDGE
        if rect.top() < _EDGE:
            self.scroll_by(rect.top() - _EDGE)
        elif rect.bottom() > foot:
            self.scroll_by(min(rect.bottom() - foot, rect.top() - _EDGE))

    def show_place(self, position: int) -> None:
        """Scroll to ``position``, with some text before it."""
        block = self.document().findBlock(position)
        anchor = self.draft.anchor
        if anchor is not None and self.draft.covers(block):
            block = anchor.first_block
        depth = self.places.caret_rect(position).top() - self.places.top_of(block)
        self._scroll.to(block, depth - self.viewport().height() * _READING_HEIGHT)
        self._note_scroll()

    @contextmanager
    def held_still(self, start: int | None = None, end: int = 0) -> Iterator[None]:
        """Keep what is on the screen where it is while the text changes, whatever Qt scrolls.

        Args:
            start: where the text that is replaced begins, if that is known: a text of which the
                screen shows only a later part stays where it begins.
            end: where that text ends.
        """
        block, depth = self.firstVisibleBlock(), -self.places.first_top
        if start is not None and start < block.position() <= end:
            while block.position() > start:
                block = block.previous()
                depth += self.text_layout.blockBoundingRect(block).height()
        top = QTextCursor(block)
        top.setKeepPositionOnInsert(True)
        self._held = True  # where Qt scrolls in between is nowhere
        yield
        self._held = False
        self._scroll.to(top.block(), depth)
        self._note_scroll()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Follow Qt's scroll bars."""
        super().scrollContentsBy(dx, dy)
        self._scroll.note_scrolled()
        self._note_scroll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the column anew."""
        before = self.sight.stand(event.oldSize().height())
        self._place_column()
        super().resizeEvent(event)
        self.draft.refresh()
        self.scroll_to(before.line)
        self.sight.note_size(before, event.size().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by pixels; with Ctrl ask for another zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if steps := self._wheel.zoom_steps(event):
                self.zoom_asked.emit(steps)
            event.accept()
            return
        sideways = event.angleDelta().x() and not event.angleDelta().y()
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().wheelEvent(event)
            return
        self.scroll_by(self._wheel.pixels(event, self.text_layout.line_height()))
        event.accept()

    def _note_scroll(self) -> None:
        self._colour_shown()
        self._repaint()
        if not self._held:
            self.scrolled.emit()

    @Slot(QRect, int)
    def _note_update(self, rect: QRect, _dy: int) -> None:
        # Qt knows neither the pixels scrolled nor the draft: what it repaints may be elsewhere.
        if self._scroll.fraction:
            self.viewport().update(rect.adjusted(0, -ceil(self._scroll.fraction), 0, 0))
        if self.draft.covers(self.textCursor().block()):
            caret = self.places.caret_rect(self.textCursor().position())
            self.viewport().update(caret.toAlignedRect().adjusted(-2, 0, 2, 0))

    @Slot()
    def _repaint_draft(self) -> None:
        top, height = floor(self.places.draft_top()), ceil(self.draft.height())
        self.viewport().update(QRect(0, top, self.viewport().width(), height + 1))

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()
