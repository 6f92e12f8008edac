"""A plain text edit that lays its text out in a column, scrolls by pixels and holds a draft.

Qt's plain text edit keeps the document, the caret, undo, input methods and accessibility. This
part of the editor decides where everything stands; it takes no keys and paints nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil, floor

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from app.code_rules import code_rules
from app.editor.block_painter import CARET_WIDTH
from app.editor.blocks import MARKDOWN
from app.editor.document_text import DocumentText
from app.editor.draft_layout import DraftLayout
from app.editor.draft_view import DraftView
from app.editor.highlighter import Highlighter
from app.editor.kept_in_sight import KeptInSight
from app.editor.markdown_rules import MarkdownRules
from app.editor.page_column import CODE_TOP, PROSE_TOP, code_column, prose_column
from app.editor.pixel_scroll import PixelScroll
from app.editor.stand_ins import to_document
from app.editor.syntax_formats import build_formats
from app.editor.text_colours import text_palette
from app.editor.text_geometry import TextGeometry
from app.editor.wheel import Wheel
from app.theme import Theme, load_theme

_TAB_CHARACTERS = 4
_FREE_FOOT = 0.4  # of the view's height, blank below the last line
_EDGE = 6.0  # px that stay between the caret and the view's upper or lower edge
_READING_HEIGHT = 0.3  # of the view's height: where a place that was far away comes to stand


class TextSurface(QPlainTextEdit):
    """One text, laid out.

    Signals:
        edited(): the text has changed; positions and revision are up to date.
        scrolled(): the text on the screen stands elsewhere, or is another.
        zoom_asked(int): so many steps larger, negative for smaller.
    """

    edited = Signal()
    scrolled = Signal()
    zoom_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        document = QTextDocument(self)
        document.setDocumentMargin(0)
        self.text_layout = DraftLayout(document)
        document.setDocumentLayout(self.text_layout)
        self.setDocument(document)
        self._theme = load_theme("light")
        self._language = ""
        self._wrap = True
        self._held = False
        self._wheel = Wheel()
        self.highlighter = Highlighter(document)
        self.content = DocumentText(document)
        self.draft = DraftView(document, self.text_layout, self.highlighter, self._theme)
        self._scroll = PixelScroll(self, self.text_layout)
        self.places = TextGeometry(self, self.text_layout, self.draft, self._scroll)
        self.sight = KeptInSight(self, self.places)
        self.setAccessibleName("Text")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setCursorWidth(int(CARET_WIDTH))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        document.contentsChange.connect(self._note_change)
        document.contentsChanged.connect(self._tell_edited)
        self.blockCountChanged.connect(self._place_column)
        self.updateRequest.connect(self._note_update)
        self.draft.changed.connect(self._repaint_draft)

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self._theme

    @property
    def language(self) -> str:
        """The text's language, as pygments spells it."""
        return self._language

    @property
    def is_prose(self) -> bool:
        """Whether the text stands in a column, without line numbers."""
        return self._language == MARKDOWN

    def load(self, text: str, language: str) -> None:
        """Show another text, without a history."""
        self.draft.end()
        self.set_language(language)
        self.setTextCursor(QTextCursor(self.document()))  # a selection would be told from nowhere
        self.setPlainText(to_document(text))
        self._scroll.to(self.document().firstBlock(), 0.0)
        self._colour_shown()

    def set_language(self, language: str) -> None:
        """Colour and lay out the text as ``language``."""
        if language == self._language:
            return
        self._language = language
        self.text_layout.top = PROSE_TOP if self.is_prose else CODE_TOP
        self.highlighter.set_rules(
            MarkdownRules() if self.is_prose else code_rules(language or "text")
        )
        self._apply_wrap()

    def set_wrap(self, wrap: bool) -> None:
        """Let long lines of code go on below, or to the right; prose always goes on below."""
        self._wrap = wrap
        self._apply_wrap()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self.setPalette(text_palette(self.palette(), theme))
        self.highlighter.set_formats(build_formats(theme, self.font()))
        self._colour_shown()
        self.draft.set_theme(theme)

    def set_text_font(self, font: QFont) -> None:
        """Write in ``font``; the line on top stays there."""
        line = self.top_line()
        self.setFont(font)
        self.setTabStopDistance(QFontMetricsF(font).horizontalAdvance(" ") * _TAB_CHARACTERS)
        self.highlighter.set_formats(build_formats(self._theme, font))
        self._lay_out_anew()
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

    @property
    def _wraps(self) -> bool:
        return self._wrap or self.is_prose

    def _apply_wrap(self) -> None:
        policy, mode = Qt.ScrollBarPolicy, QPlainTextEdit.LineWrapMode
        self.setHorizontalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if self._wraps else policy.ScrollBarAsNeeded
        )
        self._place_column()
        self.setLineWrapMode(mode.WidgetWidth if self._wraps else mode.NoWrap)
        self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        self._place_column()
        self._forget_lines()
        self.draft.refresh()
        self._colour_shown()

    def _forget_lines(self) -> None:
        self.document().markContentsDirty(0, self.document().characterCount())

    @Slot()
    def _place_column(self) -> None:
        width, font = float(self.viewport().width()), self.font()
        if self.is_prose:
            column = prose_column(font, width, self._language)
        else:
            column = code_column(
                font, width, self.blockCount(), wrap=self._wraps, language=self._language
            )
        self.text_layout.bottom = float(round(self.viewport().height() * _FREE_FOOT))
        if column != self.text_layout.column:
            self.text_layout.column = column
            self._forget_lines()

    def _colour_shown(self) -> None:
        rows = 2 + round(self.viewport().height() / max(1.0, self.text_layout.line_height()))
        self.highlighter.ensure(self.firstVisibleBlock(), rows)

    def _note_scroll(self) -> None:
        self._colour_shown()
        self._repaint()
        if not self._held:
            self.scrolled.emit()

    @Slot(int, int, int)
    def _note_change(self, position: int, removed: int, added: int) -> None:
        self.content.note_change(position, removed, added)
        self.draft.note_change()

    @Slot()
    def _tell_edited(self) -> None:
        self.edited.emit()

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
