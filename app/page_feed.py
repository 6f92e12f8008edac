"""Brings one editor's text to its page: typing a moment later, a draft's steps at once.

It must not know flows, documents or files.
"""

import time

from PySide6.QtCore import QObject, QTimer, Slot

from app.editor.editor_view import EditorView
from app.preview.page_view import PageView
from engine.request import Span

# Just behind the paint of the key: that is the longest time before the next one.
_WAIT_MS = 15
_SHARE = 4  # after a slow render, typing gets this many times as long before the next


class PageFeed(QObject):
    """The one writer of a page. A page that is not shown is only brought up to date on demand."""

    def __init__(self, editor: EditorView, page: PageView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._page = page
        self._stale = True
        self._active = False
        self._draft: tuple[Span, str, bool] | None = None
        self._rendered_span: Span | None = None  # the draft's place in the text that is rendered
        self._waiting = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._waiting.timeout.connect(self.flush)

    @Slot()
    def note_change(self) -> None:
        """The text has changed: render it in a moment."""
        self._stale = True
        if self._active:
            self._waiting.start()

    def set_active(self, active: bool) -> None:
        """The page is shown, or not any more."""
        self._active = active
        if active:
            self.flush()
        else:
            self._waiting.stop()

    @Slot()
    def flush(self) -> None:
        """Bring the page up to date now, if it is shown."""
        self._waiting.stop()
        if not self._active:
            return
        if self._stale:
            began = time.perf_counter()
            self._stale = False
            self._page.set_source(self._editor.text(), self._editor.language())
            took = round((time.perf_counter() - began) * 1000)
            self._waiting.setInterval(max(_WAIT_MS, _SHARE * took))
        if self._draft is not None:
            span, text, finished = self._draft
            self._rendered_span = span
            self._page.set_draft(span, text, finished=finished)

    def show_draft(self, span: Span, text: str, *, finished: bool = False) -> None:
        """Render ``text`` in place of ``span`` of the editor's text as it is now.

        A ``finished`` draft is shown just as it will look when it is accepted; in any other one
        the marks that are still open are closed.
        """
        self._draft = (span, text, finished)
        if self._waiting.isActive() and self._rendered_span is not None and not finished:
            # A person is typing elsewhere: the step is shown in the text as it was rendered last,
            # since reading and rendering the new one now would hold up the keys.
            self._page.set_draft(self._rendered_span, text)
        else:
            self.flush()

    def move_draft(self, span: Span) -> None:
        """The draft's span stands elsewhere now; the page follows with the text."""
        if self._draft is not None:
            self._draft = (span, *self._draft[1:])

    def clear_draft(self) -> None:
        """Render the text as it is again."""
        if self._draft is not None:
            self._draft = self._rendered_span = None
            # A draft that was accepted is in the text by now: the page must not show the old
            # text in between.
            self.flush()
            self._page.clear_draft()
