"""Undo steps that leave the text on the screen where it is; knows no files, flows or engine.

Qt scrolls to the caret whenever it undoes, by whole lines, even where the caret is in sight. Here
the text stays, and only a change that nobody would see is brought onto the screen.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor

from app.editor.replace_plan import ReplacePlan
from app.editor.text_surface import TextSurface
from engine.request import Span


@dataclass(frozen=True, slots=True)
class _Accepted:
    """An edit that was accepted: where it began, what it replaced, the units that it put there."""

    start: int
    before: str
    length: int


class UndoSteps:
    """Makes, undoes and redoes the steps of one text."""

    def __init__(self, surface: TextSurface) -> None:
        self._surface = surface
        # By the undo steps that there were right after the edit.
        self._accepted: dict[int, _Accepted] = {}
        self._changed = (0, 0)
        surface.document().contentsChange.connect(self._note_change)

    def replace(self, span: Span, after: str) -> None:
        """Replace ``span`` as one step; where a draft stands for it, that goes in the same breath.

        The caret stays where the person is typing; where it was in the span it goes to the new
        text's end.
        """
        surface = self._surface
        before = surface.content.text[span.start : span.end]
        start, end = surface.content.to_units(span)
        cursor = surface.textCursor()
        inside = cursor.selectionStart() < end and cursor.selectionEnd() > start
        inside = inside or start <= cursor.position() <= end
        anchor = surface.draft.anchor
        with surface.held_still(start, end):
            if anchor is not None and (anchor.start, anchor.end) == (start, end):
                surface.draft.end()
            _, new_end = surface.content.replace(span, after)
            if inside:
                cursor.setPosition(new_end)
                surface.setTextCursor(cursor)
        steps = surface.document().availableUndoSteps()
        self._accepted[steps] = _Accepted(start, before, new_end - start)

    def replace_all(self, plan: ReplacePlan) -> None:
        """Carry out ``plan`` as one step; caret, selection and the lines on top stay."""
        surface = self._surface
        content, cursor = surface.content, surface.textCursor()
        typing = surface.draft.typing  # a caret in the draft stays there
        old = content.to_code_point(cursor.anchor()), content.to_code_point(cursor.position())
        with surface.held_still():
            content.replace_all(plan, cursor.position())
            anchor, position = content.to_units(Span(*map(plan.moved, old)))
            cursor.setPosition(anchor)
            cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            surface.setTextCursor(cursor)
        surface.draft.set_typing(typing)
        self._accepted.pop(surface.document().availableUndoSteps(), None)

    def back(self) -> None:
        """Undo one step; after an accepted edit, select again what it had replaced."""
        surface = self._surface
        accepted = self._accepted.get(surface.document().availableUndoSteps())
        if accepted is None:
            self._step(surface.undo)
        else:
            end = accepted.start + accepted.length
            self._step(lambda: self._take_back(accepted), (accepted.start, end))

    def again(self) -> None:
        """Do again what was undone last."""
        self._step(self._surface.redo)

    def _take_back(self, accepted: _Accepted) -> None:
        surface = self._surface
        surface.undo()
        first = surface.content.to_code_point(accepted.start)
        span = Span(first, first + len(accepted.before))
        if surface.content.text[span.start : span.end] == accepted.before:
            start, end = surface.content.to_units(span)
            cursor = surface.textCursor()
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            surface.setTextCursor(cursor)

    def _step(self, take: Callable[[], None], around: tuple[int, int] | None = None) -> None:
        """Let Qt ``take`` a step; ``around``: what it replaces, where that is known."""
        self._changed = (0, 0)
        with self._surface.held_still(*(around or ())):
            take()
        if not self._surface.places.in_sight(*self._changed):
            self._surface.show_place(self._changed[0])

    def _note_change(self, position: int, _removed: int, added: int) -> None:
        last = self._surface.document().characterCount() - 1
        self._changed = (position, min(position + added, last))
