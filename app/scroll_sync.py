"""Keeps editor and page at the same source line; knows nothing else of either."""

import time

from PySide6.QtCore import QObject, Slot

from app.editor.editor_view import EditorView
from app.preview.page_view import PageView

_HOLD_S = 0.25


class ScrollSync(QObject):
    """The side that the person scrolls leads; the other follows and does not answer.

    Following makes that side report its own new top line, perhaps some events later: for a
    moment after a lead such reports are taken for echoes.
    """

    def __init__(self, editor: EditorView, page: PageView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._page = page
        self._leader: QObject | None = None
        self._until = 0.0
        editor.top_line_changed.connect(self._follow_editor)
        page.top_line_changed.connect(self._follow_page)

    @Slot(float)
    def _follow_editor(self, line: float) -> None:
        if self._take_lead(self._editor) and self._page.isVisible():
            self._page.scroll_to_line(line)

    @Slot(float)
    def _follow_page(self, line: float) -> None:
        if self._take_lead(self._page):
            self._editor.scroll_to_line(line)

    def _take_lead(self, side: QObject) -> bool:
        now = time.monotonic()
        if self._leader is not side and now < self._until:
            return False
        self._leader = side
        self._until = now + _HOLD_S
        return True
