"""Keeps editor and page at the same source line; knows nothing else of either."""

from PySide6.QtCore import QEvent, QObject, Slot

from app.editor.editor_view import EditorView
from app.preview.page_view import PageView


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

    @Slot(float)
    def _follow_editor(self, line: float) -> None:
        # The editor tells of every scroll, of the one that follows the page too.
        self._line = line
        if not self._page_leads and self._page.isVisible():
            self._page.scroll_to_line(line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring a page that was hidden to where the text is by now."""
        if watched is self._page and event.type() is QEvent.Type.Show:
            self._page.scroll_to_line(self._line)
        return super().eventFilter(watched, event)

    @Slot(float)
    def _follow_page(self, line: float) -> None:
        self._page_leads = True
        self._editor.scroll_to_line(line)
        self._page_leads = False
