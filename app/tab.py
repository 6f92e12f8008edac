"""One open text: its document, editor, page and edit flow; knows no other tab and no window."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document import Document
from app.edit_flow import EditFlow
from app.editor.editor_view import EditorView
from app.page_feed import PageFeed
from app.preview.page_view import PageView
from app.preview.reparse import Change
from app.review import AcceptedEdit
from app.tab_run import TabRun
from app.token_hover import TokenHover
from app.word_count import count_words
from engine.request import EditRequest, SamplingOptions, Span

_SETTLE_MS = 350


class Tab(QObject):
    """Keeps the document's revision in step with the editor and counts words.

    Attributes:
        key: tells tabs apart for as long as the program runs.
        name: what a text without a file is called.
        pristine: an empty text or the welcome tour that nobody touched: it may be replaced.

    Signals:
        title_changed(): the name or the modified mark is different now.
        text_changed(): the person, or an accepted edit, changed the text.
        words_changed(): the count of words is different now.
    """

    title_changed = Signal()
    text_changed = Signal()
    words_changed = Signal()

    def __init__(
        self,
        key: str,
        document: Document,
        editor: EditorView,
        page: PageView,
        *,
        flow: EditFlow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self.name = ""
        self.pristine = False
        self.document = document
        self.editor = editor
        self.page = page
        self.flow = flow
        self.feed = PageFeed(editor, page, self)
        self.run = TabRun(flow, editor, self.feed, self)
        self.token_hover = TokenHover(editor, flow, self)
        self.words = 0
        self.selected_words = 0
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self.settle)
        editor.text_changed.connect(self._note_text)
        editor.selection_changed.connect(self._note_selection)

    @property
    def title(self) -> str:
        """Return the name for tabs and title bars."""
        return self.name if self.document.path is None and self.name else self.document.title

    @property
    def modified(self) -> bool:
        """Return whether there is something to save."""
        return self.document.modified

    def load_text(self, text: str, language: str) -> None:
        """Put the document's text into the editor; it is no change of the document."""
        modified = self.document.modified
        self.note_path()
        self.editor.set_text(text, language)
        if not modified:
            self.document.note_text(self.editor.revision(), self.document.text)
        self.settle()

    def note_path(self) -> None:
        """The file lies elsewhere now: pictures of the page are looked for beside it."""
        path = self.document.path
        self.page.set_base_folder(None if path is None else path.parent)

    def replace_text(self, text: str) -> None:
        """Replace the text in one undo step, as after a change on the disk.

        Only what differs is replaced, so that caret and view stay where the text does; a caret
        inside of it goes to where it begins.
        """
        before = self.editor.text()
        change = Change.between(before, text)
        span = Span(change.start, len(before) - change.same_end)
        fresh = text[change.start : len(text) - change.same_end]
        caret = self.editor.selected_span()
        self.editor.apply_edit(AcceptedEdit(span, before[span.start : span.end], fresh))
        if span.start <= caret.end and caret.start <= span.end:
            self.editor.select_span(Span(span.start, span.start))
        self.settle()

    def make_request(self, span: Span, instruction: str, options: SamplingOptions) -> EditRequest:
        """Return the request to rewrite ``span``; the flow gives it its number."""
        text = self.editor.text()
        return EditRequest(
            edit_id=0,
            document_revision=self.editor.revision(),
            span=span,
            before=text[: span.start],
            selected=text[span.start : span.end],
            after=text[span.end :],
            instruction=instruction,
            options=options,
            language=self.editor.language(),
        )

    @Slot()
    def settle(self) -> None:
        """Look at the whole text: is it the saved one again, and how many words has it."""
        self._settling.stop()
        text = self.editor.text()
        was = self.modified
        self.document.note_text(self.editor.revision(), text)
        self.words = count_words(text)
        self._count_selected(text)
        self.words_changed.emit()
        if self.modified is not was:
            self.title_changed.emit()

    def let_go(self) -> None:
        """Do nothing more: editor and page are about to be destroyed."""
        self._settling.stop()
        self.feed.set_active(False)

    @Slot(int)
    def _note_text(self, revision: int) -> None:
        was = self.modified
        self.document.note_revision(revision)
        self.pristine = False
        self._settling.start()
        self.feed.note_change()
        if not was:
            self.title_changed.emit()
        self.text_changed.emit()

    @Slot(object)
    def _note_selection(self, span: Span) -> None:
        if len(span) or self.selected_words:
            self._settling.start()

    def _count_selected(self, text: str) -> None:
        span = self.editor.selected_span()
        self.selected_words = count_words(text[span.start : span.end])
