"""The editor as the window sees it: positions in code points, data in, signals out.

It must not know files, flows or the engine.
"""

from PySide6.QtCore import QPoint, QRect, QRectF, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.editor.blocks import block_near
from app.editor.brush_hand import BrushHand
from app.editor.draft_steps import DraftSteps
from app.editor.find_side import FindSide
from app.editor.review_hand import ReviewHand
from app.editor.review_side import ReviewSide
from app.review import AcceptedEdit, Review
from app.theme import Theme
from engine.events import DenoiseStep
from engine.request import Span

_ZOOM_STEP = 10  # percent
_ZOOM_RANGE = (50, 300)


class EditorView(QWidget):
    """One text, with a draft in place of a span while one is refined or reviewed.

    Signals:
        text_changed(int): the text is another; its revision.
        span_moved(Span): text around the running span has changed; where it stands now.
        span_touched(): text inside the running span has changed; its draft is gone.
        selection_changed(Span): what is selected, empty for a caret alone.
        caret_moved(int, int): line and column of the caret, from 1.
        top_line_changed(float): source line on top, from 0, with its fraction.
        zoom_changed(int): Ctrl and the wheel ask for this many percent.
    """

    text_changed = Signal(int)
    span_moved = Signal(object)
    span_touched = Signal()
    selection_changed = Signal(object)
    caret_moved = Signal(int, int)
    top_line_changed = Signal(float)
    zoom_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = ReviewHand()
        self.review_side = ReviewSide(self._edit)
        self.draft_steps = DraftSteps(self._edit)
        self.find_side = FindSide(self._edit)
        self.brush = BrushHand(self._edit)
        self._font = self._edit.font()
        self._zoom = 100
        self._last_selection = Span(0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._edit)
        self.setFocusProxy(self._edit)
        self.setAccessibleName("Editor")
        self._edit.edited.connect(self._note_edit)
        self._edit.scrolled.connect(self._note_scroll)
        self._edit.zoom_asked.connect(self._ask_zoom)
        self._edit.selectionChanged.connect(self._note_selection)
        self._edit.cursorPositionChanged.connect(self._note_caret)

    # The text

    def set_text(self, text: str, language: str) -> None:
        """Show another text (line ends U+000A), without a history."""
        self._edit.load(text, language)

    def text(self) -> str:
        """Return the whole text, character for character."""
        return self._edit.content.text

    def text_at(self, span: Span) -> str:
        """Return the text at ``span``."""
        return self.text()[span.start : span.end]

    def revision(self) -> int:
        """Return a number that grows with every change of the text."""
        return self._edit.content.revision

    def language(self) -> str:
        """Return the text's language."""
        return self._edit.language

    def language_at(self, span: Span) -> str:
        """Return the language at the beginning of ``span``: of a fence, where it is one's code."""
        return self._edit.language_at(self._edit.content.to_units(span)[0])

    def set_language(self, language: str) -> None:
        """Treat the text as ``language``, a pygments name in lower case."""
        self._edit.set_language(language)

    def text_font(self) -> QFont:
        """Return the font of the text as it is shown."""
        return self._edit.font()

    def undo(self) -> None:
        """Undo one step of the document."""
        self._edit.steps.back()

    def redo(self) -> None:
        """Do again what was undone last."""
        self._edit.steps.again()

    def cut(self) -> None:
        """Move the selection to the clipboard."""
        self._edit.cut_here()

    def copy(self) -> None:
        """Copy the selection to the clipboard."""
        self._edit.copy_here()

    def paste(self) -> None:
        """Put in what the clipboard holds."""
        self._edit.paste_here()

    def select_all(self) -> None:
        """Select the whole text."""
        self._edit.select_all_here()

    def apply_edit(self, edit: AcceptedEdit) -> None:
        """Put ``edit`` into the text as exactly one undo step."""
        self.review_side.apply(edit)

    # Spans

    def selected_span(self) -> Span:
        """Return what is selected, empty at the caret where nothing is."""
        cursor = self._edit.textCursor()
        return self._edit.content.to_span(cursor.selectionStart(), cursor.selectionEnd())

    def select_span(self, span: Span) -> None:
        """Select ``span`` and bring it onto the screen."""
        self._edit.select(*self._edit.content.to_units(span))

    def span_to_edit(self) -> Span:
        """Return the selection, else the block at or near the caret; empty in a blank text."""
        span, text = self.selected_span(), self.text()
        if text[span.start : span.end].strip():
            return span
        return block_near(text, span.start, self.language())

    def span_rect(self, span: Span) -> QRect:
        """Return the rectangle around ``span``, in this widget's coordinates."""
        rect = self._edit.places.rect_of(*self._edit.content.to_units(span)).toAlignedRect()
        return rect.translated(self._corner())

    def caret_rect(self) -> QRect:
        """Return where the caret stands, in this widget's coordinates."""
        place = self._edit.textCursor().position()
        return self._edit.places.caret_rect(place).toAlignedRect().translated(self._corner())

    def text_under(self, area: QRect) -> float:
        """Return how many square px of ``area``, in this widget's coordinates, hold text."""
        return self._edit.places.text_under(QRectF(area.translated(-self._corner())))

    def _corner(self) -> QPoint:
        return self._edit.viewport().mapTo(self, QPoint())

    def mark_span(self, span: Span | None) -> None:
        """Show which text a rewrite would take, or take the mark away."""
        self._edit.set_marked(None if span is None else self._edit.content.to_units(span))

    def caret(self) -> tuple[int, int]:
        """Return line and column of the caret, from 1."""
        cursor = self._edit.textCursor()
        line_start = self._edit.content.to_code_point(cursor.block().position())
        column = self._edit.content.to_code_point(cursor.position()) - line_start
        return cursor.blockNumber() + 1, column + 1

    # A draft

    def begin_draft(self, span: Span) -> None:
        """Show ``span`` as one that is being refined; the document is not touched."""
        self.draft_steps.clear()
        self._edit.begin_run(*self._edit.content.to_units(span))
        self._edit.setAccessibleDescription("A rewrite is running")

    def show_step(self, step: DenoiseStep) -> None:
        """Show the draft of ``step`` in the span's place."""
        self.draft_steps.show(step)

    def show_replayed(self, steps: tuple[DenoiseStep, ...], index: int) -> None:
        """Show step ``index`` of a finished run as it looked then, in the room that there is."""
        self.draft_steps.replay(steps, index)

    def show_review(self, review: Review, compare: bool) -> None:
        """Show the draft that is offered, or with ``compare`` its words against the original's."""
        self.review_side.show(review, compare)

    def end_draft(self) -> None:
        """Show the document's own text again."""
        self.draft_steps.clear()
        self._edit.end_review()
        self._edit.setAccessibleDescription("")

    def draft_span(self) -> Span | None:
        """Return where the running span stands now, ``None`` without one."""
        anchor = self._edit.draft.anchor
        return None if anchor is None else self._edit.content.to_span(anchor.start, anchor.end)

    # The look

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._edit.set_theme(theme)

    def set_hint(self, hint: str) -> None:
        """Let an empty text say ``hint``."""
        self._edit.setPlaceholderText(hint)

    def set_font(self, font: QFont) -> None:
        """Write in ``font``, at 100 percent."""
        self._font = QFont(font)
        self._apply_font()

    def set_zoom(self, percent: int) -> None:
        """Write at ``percent`` of the font's size."""
        self._zoom = percent
        self._apply_font()

    def set_wrap(self, wrap: bool) -> None:
        """Let long lines of code go on below, or to the right."""
        self._edit.set_wrap(wrap)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Show how far a run is in place of its steps."""
        self._edit.draft.set_reduced_motion(reduced)

    def top_line(self) -> float:
        """Return the source line on top, from 0, with its fraction."""
        return self._edit.top_line()

    def scroll_to_line(self, line: float) -> None:
        """Put source line ``line``, from 0, with its fraction, on top."""
        self._edit.scroll_to(line)

    # What the text tells

    @Slot()
    def _note_edit(self) -> None:
        self.text_changed.emit(self.revision())
        if self._edit.draft.anchor is None:
            return
        if self._edit.draft.follow():
            self.span_moved.emit(self.draft_span())
        else:
            self._edit.setAccessibleDescription("")
            self.span_touched.emit()

    @Slot()
    def _note_scroll(self) -> None:
        self.top_line_changed.emit(self._edit.top_line())

    @Slot()
    def _note_selection(self) -> None:
        span = self.selected_span()
        if span != self._last_selection and (len(span) or len(self._last_selection)):
            self.selection_changed.emit(span)
        self._last_selection = span

    @Slot()
    def _note_caret(self) -> None:
        self.caret_moved.emit(*self.caret())

    @Slot(int)
    def _ask_zoom(self, steps: int) -> None:
        percent = max(_ZOOM_RANGE[0], min(_ZOOM_RANGE[1], self._zoom + steps * _ZOOM_STEP))
        if percent != self._zoom:
            self.set_zoom(percent)
            self.zoom_changed.emit(percent)

    def _apply_font(self) -> None:
        font = QFont(self._font)
        font.setPointSizeF(self._font.pointSizeF() * self._zoom / 100)
        self._edit.set_text_font(font)
