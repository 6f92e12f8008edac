"""The keys where a draft is under review: each goes to the draft or to the document.

A draft can be typed into like any other text. It must not know files, flows or the engine.
"""

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.editor.edit_commands import press_for
from app.editor.review_text import ReviewText
from app.editor.text_edit import FAR, SIDEWAYS, VERTICAL

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


class ReviewEdit(ReviewText):
    """One text that a person edits, and the draft in it.

    Signals:
        undo_asked(), redo_asked(): a step back or forth, of the review or of the document.
    """

    undo_asked = Signal()
    redo_asked = Signal()

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
