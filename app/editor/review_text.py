"""The text with a draft under review in it: what is shown of it, and whose caret is the one.

The document is never changed from here: what is typed into the draft leaves as a signal, and comes
back as the next step of the review. While the caret is in the draft the document's own caret waits
where it was. It must not know keys, files, flows or the engine.
"""

from PySide6.QtCore import QElapsedTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.editor.draft_map import DraftMap
from app.editor.draft_pad import DraftPad
from app.editor.text_edit import TextEdit
from app.review import Review


class ReviewText(TextEdit):
    """One text with the draft in it, and which of the two has the caret.

    Signals:
        draft_typed(str): what would be accepted now, as the person has typed it.
    """

    draft_typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.pad = DraftPad()
        self._reviewing = False
        self._text = ""  # what the review would accept
        self._entering = False
        self._moved = QElapsedTimer()
        self.cursorPositionChanged.connect(self._keep_out)
        self.updateRequest.connect(self._blink)

    @property
    def reviewing(self) -> bool:
        """Whether what is shown in the span's place can be typed into."""
        return self._reviewing and self.draft.anchor is not None

    @property
    def in_draft(self) -> bool:
        """Whether the caret stands in the draft."""
        return self.draft.typing is not None

    def begin_run(self, start: int, end: int) -> None:
        """A run of a span begins: where it begins in a review, that can still be typed into."""
        self._reviewing = self.reviewing
        typing = self.draft.typing
        self.draft.begin(start, end)
        self.draft.set_typing(typing if self.reviewing else None)

    def show_review(self, review: Review, comparing: bool, current: int | None) -> None:
        """Show a step of a review; a caret that stands in the span goes into the draft."""
        first = not self.reviewing
        typed = self.draft.typing
        self._reviewing = True
        self._text = review.text
        self.draft.show_review(review, comparing, current)
        self.pad.show_text(review.text)
        if typed is not None:
            self.draft.set_typing(self.pad.places)
        elif first:
            self._keep_out()

    def end_review(self) -> None:
        """Show the document's own text again."""
        self._reviewing = False
        self.draft.end()

    def select(self, start: int, end: int) -> None:
        """Select in the document: its caret is the one, wherever it was before."""
        self.draft.set_typing(None)
        super().select(start, end)
        self._keep_out()

    def enter_draft(self, place: int, *, selecting: bool = False) -> None:
        """Put the caret into the draft, at ``place`` in UTF-16 units, and onto the screen."""
        self._put_into(place, selecting=selecting)
        self.reveal(self.places.draft_caret())

    def _put_into(self, place: int, *, selecting: bool = False) -> None:
        self.pad.move_to(place, selecting=selecting and self.in_draft)
        self._show_pad()

    def leave_draft(self, way: int = 0) -> None:
        """Give the caret back to the document, at the span's end or beginning for 1 or -1."""
        anchor = self.draft.anchor
        self.draft.set_typing(None)
        if way and anchor is not None:
            self._entering = True
            self._move_to(anchor.end if way > 0 else anchor.start, selecting=False)
            self._entering = False
        self.viewport().update()

    def take_pad(self) -> None:
        """Tell what has been typed into the draft and show its caret."""
        text = self.pad.text
        if text != self._text:
            self.draft_typed.emit(text)
            if self.reviewing:
                self.pad.show_text(self._text)  # as it was taken, or was not
        if self.reviewing:
            self._show_pad()
            self.reveal(self.places.draft_caret())

    def shown_caret(self) -> int | None:
        """Return where the caret is shown; one that has just moved in a draft does not blink."""
        shown = super().shown_caret()
        half = QApplication.cursorFlashTime() // 2
        fresh = self._moved.isValid() and not self._moved.hasExpired(half)
        if shown is None and self.in_draft and fresh and self.hasFocus():
            return self.textCursor().position()
        return shown

    def _show_pad(self) -> None:
        """Show the caret where the pad has it."""
        self._moved.start()
        self.draft.set_typing(self.pad.places)
        self.viewport().update()

    @Slot()
    def _keep_out(self) -> None:
        """A caret of the document that came into the span goes into the draft; a selection not."""
        anchor = self.draft.anchor
        if anchor is None or not self.reviewing or self._entering:
            return
        self.draft.set_typing(None)  # whoever moves the document's caret wants that one
        cursor = self.textCursor()
        low, high, place = cursor.selectionStart(), cursor.selectionEnd(), cursor.position()
        if (low, high) == (anchor.start, anchor.end):  # or at a gap, where nothing is selected
            self._put_into(self.pad.length)
        elif anchor.start < place < anchor.end:
            if low >= anchor.start and high <= anchor.end:
                where = DraftMap(anchor.text, self.pad.text).to_draft(place - anchor.start)
                self._put_into(where)
            else:  # all of the span or nothing is selected
                self._move_to(anchor.end if low < anchor.start else anchor.start, selecting=True)

    @Slot()
    def _blink(self) -> None:
        if self.in_draft:
            caret = self.places.draft_caret().translated(self.contentOffset().x(), 0)
            self.viewport().update(caret.toAlignedRect().adjusted(-2, 0, 2, 0))
