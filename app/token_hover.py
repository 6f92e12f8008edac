"""Shows the story of the token that a person points at, in a draft that runs or is reviewed.

It must not know the engine and no bars.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from app.edit_flow import EditFlow, FlowState
from app.editor.editor_view import EditorView
from app.panels.token_card import TokenCard
from app.review import find_changes
from app.theme import Theme
from app.token_story import TokenStory, story_at
from engine.events import DenoiseStep

_GRACE_MS = 250  # for the mouse to reach the card
_REFRESH_MS = 150  # a story is read anew no faster while steps come


class TokenHover(QObject):
    """One card over one editor."""

    def __init__(self, editor: EditorView, flow: EditFlow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._flow = flow
        self._hover = editor.draft_steps.hover
        self._card = TokenCard(editor)
        self._story: TokenStory | None = None
        self._place = 0  # in the draft as it is shown
        self._start = 0  # of the token there
        self._leaving = QTimer(self, singleShot=True, interval=_GRACE_MS)
        self._leaving.timeout.connect(self._close_unless_used)
        self._hover.rested.connect(self._open)
        self._hover.moved_on.connect(self._start_leaving)
        self._hover.draft_changed.connect(self._note_change)
        self._refreshing = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._refreshing.timeout.connect(self._refresh)
        flow.state_changed.connect(lambda _state: self.close())
        self._card.closed.connect(self._give_back)
        self._card.left.connect(self._start_leaving)
        self._card.neighbour_asked.connect(self._go)
        self._card.runner_up_chosen.connect(self._take)

    @property
    def card(self) -> TokenCard:
        """Return the card."""
        return self._card

    def set_theme(self, theme: Theme) -> None:
        """Show the card in the colours of ``theme``."""
        self._card.set_theme(theme)

    def toggle(self) -> bool:
        """Open the card at the caret and give it the keyboard, or close it.

        Return whether there is a token of a draft at the caret, or was a card.
        """
        if self._card.isVisible() and self._card.hasFocus():
            self._give_back()
            return True
        place = self._hover.caret_place()
        if place is None or not self._show(place):
            return False
        self._card.setFocus()
        return True

    @Slot()
    def close(self) -> None:
        """Take the card away."""
        self._leaving.stop()
        if self._card.isVisible():
            had = self._card.hasFocus()
            self._card.hide()
            if had:
                self._editor.setFocus()

    @Slot(int)
    def _open(self, place: int) -> None:
        if not self._card.hasFocus():
            self._leaving.stop()
            if not self._show(place):
                self._card.hide()

    @Slot()
    def _start_leaving(self) -> None:
        if self._card.isVisible() and not self._leaving.isActive():
            self._leaving.start()

    @Slot()
    def _close_unless_used(self) -> None:
        if not self._card.hasFocus() and not self._card.underMouse():
            self._card.hide()

    @Slot()
    def _give_back(self) -> None:
        self._card.hide()
        self._editor.setFocus()

    @Slot()
    def _note_change(self) -> None:
        if self._card.isVisible() and not self._refreshing.isActive():
            self._refreshing.start()

    @Slot()
    def _refresh(self) -> None:
        """Another step or draft is shown: tell what is there now."""
        if self._card.isVisible() and not self._show(self._place):
            self.close()

    @Slot(int)
    def _go(self, way: int) -> None:
        """Show the token beside the one that is shown."""
        if self._story is not None:
            self._show(self._start + len(self._story.text) if way > 0 else self._start - 1)

    @Slot(str)
    def _take(self, text: str) -> None:
        """Put a runner-up in the token's place, as one step of the review."""
        story, review = self._story, self._flow.review
        if story is None or review is None:
            return
        end = self._start + len(story.text)
        self._give_back()
        self._flow.amend(review.text[: self._start] + text + review.text[end:])

    def _show(self, place: int) -> bool:
        """Show the token at ``place`` of the draft on the screen; return whether there is one."""
        steps = self._steps()
        shown = self._hover.text()
        if not steps or not 0 <= place < len(shown):
            return False
        there = place_before(steps[-1].text, shown, place)
        story = None if there is None else story_at(steps, there)
        if story is None or there is None:
            return False
        start = place - (there - story.start)
        if shown[start : start + len(story.text)] != story.text:
            return False
        first = len(story.text) - len(story.text.lstrip())
        last = max(first + 1, len(story.text.rstrip()))
        rect = self._hover.rect_of(start + first, start + last)
        if not rect.isValid() or not rect.intersects(self._editor.rect()):
            return False
        self._story, self._place, self._start = story, place, start
        # A replay shows what was known at its step.
        over = self._flow.state is FlowState.REVIEWING and not self._editor.draft_steps.seen
        self._card.show_story(story, over=over, takes=over)
        self._card.place_at(rect, self._editor.rect())
        self._card.show()
        self._card.raise_()
        return True

    def _steps(self) -> Sequence[DenoiseStep]:
        """Return the steps up to what is shown: all of a run that is over, or those seen."""
        recording, review = self._flow.recording, self._flow.review
        seen = self._editor.draft_steps.seen
        if seen or review is None or recording is None:
            return seen
        return [step for step in recording.steps if step.variant == review.draft.variant]


def place_before(ran: str, shown: str, place: int) -> int | None:
    """Return where character ``place`` of ``shown`` stands in the text that the run ended with.

    ``None`` for what the run did not write: the person typed it, or left the original there.
    """
    if ran == shown:
        return place
    shift = 0
    for change in find_changes(ran, shown):
        start = change.start + shift
        if place < start:
            break
        if place < start + len(change.added):
            return None
        shift += len(change.added) - len(change.removed)
    return place - shift
