"""The text with a draft under review in it, which can be typed into like any other text.

The document is never changed from here: what is typed into the draft leaves as a signal, and comes
back as the next step of the review. While the caret is in the draft the document's own caret waits
where it was. It must not know files, flows or the engine.
"""

from PySide6.QtCore import QElapsedTimer, QPointF, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from app.editor.draft_map import DraftMap
from app.editor.draft_pad import DraftPad
from app.editor.edit_commands import press_for
from app.editor.text_edit import FAR, SIDEWAYS, VERTICAL, TextEdit
from app.review import Review

_Command = QKeySequence.StandardKey
_INTO = {  # commands that reach into a draft from its beginning, and from its end
    1: (
        _Command.MoveToNextChar,
        _Command.MoveToNextWord,
        _Command.Delete,
        _Command.DeleteEndOfWord,
        _Command.DeleteEndOfLine,
    ),
    -1: (
        _Command.MoveToPreviousChar,
        _Command.MoveToPreviousWord,
        _Command.DeleteStartOfWord,
        _Command.Backspace,
    ),
}
_OUT = {  # commands that leave a draft at its end, and at its beginning
    1: (_Command.MoveToNextChar, _Command.MoveToNextWord),
    -1: (_Command.MoveToPreviousChar, _Command.MoveToPreviousWord),
}
_FAR_OUT = {
    1: (_Command.MoveToNextPage, _Command.MoveToEndOfDocument),
    -1: (_Command.MoveToPreviousPage, _Command.MoveToStartOfDocument),
}
_EDGE = 6.0  # px that stay between what is revealed and the view's upper or lower edge


class ReviewEdit(TextEdit):
    """One text that a person edits, and the draft in it.

    Signals:
        draft_typed(str): what would be accepted now, as the person has typed it.
        undo_asked(), redo_asked(): a step back or forth, of the review or of the document.
    """

    draft_typed = Signal(str)
    undo_asked = Signal()
    redo_asked = Signal()

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

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys where the caret is: in the draft, or in the document."""
        if not self.reviewing:
            super().keyPressEvent(event)
        elif self.in_draft or self._goes_in(event):
            self._press_in_draft(event)
        else:
            super().keyPressEvent(event)

    def _take_step(self, event: QKeyEvent) -> bool:
        if not self.reviewing:
            return super()._take_step(event)
        for command, asked in ((_Command.Undo, self.undo_asked), (_Command.Redo, self.redo_asked)):
            if event.matches(command):
                asked.emit()
                return True
        return False

    def _goes_in(self, event: QKeyEvent) -> bool:
        """Put the caret into the draft where a key at one of its ends reaches into it."""
        anchor, cursor = self.draft.anchor, self.textCursor()
        if anchor is None or cursor.hasSelection():
            return False
        ends = {1: anchor.start, -1: anchor.end}
        for way, commands in _INTO.items():
            if cursor.position() == ends[way] and _is_one_of(event, commands):
                self.enter_draft(0 if way > 0 else self.pad.length)
                return True
        return False

    def _press_in_draft(self, event: QKeyEvent) -> None:
        if self._take_step(event):
            event.accept()
            return
        way = self._way_out(event)
        if way:
            self.leave_draft(way)
            super().keyPressEvent(event)
            return
        event.accept()
        if not (self._take_move(event) or self._take_break(event)):
            self.pad.keyPressEvent(event)
        if self.in_draft:
            self.take_pad()

    def _way_out(self, event: QKeyEvent) -> int:
        """Return whether the key leaves the draft at its end (1), its beginning (-1), or not."""
        anchor, place = self.pad.places
        for way, commands in _FAR_OUT.items():
            if _is_one_of(event, commands):
                return way
        ends = {1: self.pad.length, -1: 0}
        for way, commands in _OUT.items():
            if anchor == place == ends[way] and _is_one_of(event, commands):
                return way
        if event.matches(_Command.SelectAll) and abs(anchor - place) == self.pad.length:
            return 1
        return 0

    def _take_move(self, event: QKeyEvent) -> bool:
        """Move by lines as they are on the screen."""
        caret = self.places.draft_caret()
        offset = self.contentOffset().x()
        for command, (way, selecting) in VERTICAL.items():
            if event.matches(command):
                x = caret.left() + offset if self._wanted_x is None else self._wanted_x
                step = way * self.text_layout.line_height()
                self._go(QPointF(x, caret.center().y() + step), way, selecting)
                self._wanted_x = x
                return True
        self._wanted_x = None
        for command, (way, selecting) in SIDEWAYS.items():
            if event.matches(command):
                self._go(QPointF(way * FAR, caret.center().y()), way, selecting)
                return True
        return False

    def _go(self, point: QPointF, way: int, selecting: bool) -> None:
        """Go to ``point`` of the viewport; a selection stays in the draft."""
        inside = self.places.in_draft(point)
        place = None if inside is None else self.draft.places.place_at(inside)
        if place is not None:
            self.pad.move_to(place, selecting=selecting)
        elif selecting:
            self.pad.move_to(self.pad.length if way > 0 else 0, selecting=True)
        else:
            self.leave_draft()
            self._move_to(self.places.position_at(point), selecting=False)
            self.reveal_caret()

    def _take_break(self, event: QKeyEvent) -> bool:
        """Break and indent lines as in the document."""
        press = press_for(event)
        anchor = self.draft.anchor
        if press is None or anchor is None:
            return False
        around = self.textCursor()
        around.setPosition(anchor.start)
        cursor = self.pad.textCursor()
        press(cursor, self._language_at(around))
        self.pad.setTextCursor(cursor)
        return True

    def _move_line(self, way: int, selecting: bool) -> bool:
        """Move up or down into the draft where that is what is on the screen."""
        if not self.reviewing or selecting or not self._near_draft(way):
            return super()._move_line(way, selecting)
        caret = self.places.caret_rect(self.textCursor().position())
        x = caret.left() if self._wanted_x is None else self._wanted_x
        point = QPointF(x, caret.center().y() + way * self.text_layout.line_height())
        inside = self.places.in_draft(point)
        place = None if inside is None else self.draft.places.place_at(inside)
        if place is None:
            return super()._move_line(way, selecting)
        self.enter_draft(place)
        self._wanted_x = x
        return True


def _is_one_of(event: QKeyEvent, commands: tuple[QKeySequence.StandardKey, ...]) -> bool:
    return any(event.matches(command) for command in commands)
