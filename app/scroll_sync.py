"""Keeps editor and page at the same source line, and at the same draft; knows nothing else."""

from PySide6.QtCore import QEvent, QObject, Slot

from app.editor.editor_view import EditorView
from app.preview.page_view import PageView

_SAME = 1e-6  # lines


class ScrollSync(QObject):
    """The side that the person scrolls leads; the other follows and does not answer."""

    def __init__(self, editor: EditorView, page: PageView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._page = page
        self._page_leads = False
        self._line = 0.0
        page.installEventFilter(self)
        editor.top_line_changed.connect(self._follow_editor)
        page.top_line_changed.connect(self._follow_page)
        page.draft_came.connect(self._show_draft)
        page.resized.connect(self._show_draft)  # a drawer may cover what stood at the foot

    @Slot(float)
    def _follow_editor(self, line: float) -> None:
        # The editor tells of every scroll, of the one that follows the page too, and of its place
        # when its text has changed: where that is the same line, the page keeps its own place.
        moved = abs(line - self._line) > _SAME
        self._line = line
        if moved and not self._page_leads and self._page.isVisible():
            self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring a page that was hidden to where the text is by now."""
        if watched is self._page and event.type() is QEvent.Type.Show:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        self._page.scroll_to_line(self._line)
        self._show_draft()

    @Slot()
    def _show_draft(self) -> None:
        """Let the page show the draft while the editor does.

        With the same line on top it may stand below the page's foot, where pictures, headings or
        only the larger letters take more room than in the text.
        """
        span = self._editor.draft_span()
        if span is None:
            return
        shown = self._editor.span_rect(span)
        if shown.intersects(self._editor.rect()):
            self._page.show_draft(float(shown.top()))

    @Slot(float)
    def _follow_page(self, line: float) -> None:
        self._page_leads = True
        self._editor.scroll_to_line(line)
        self._page_leads = False
