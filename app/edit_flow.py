"""One edit from the wish to the person's word: idle -> running -> reviewing -> idle.

Knows no widgets, no threads and no document: it reads the document's text through the one
function that it is given, and everything it wants done leaves as a signal.
"""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, Slot

from app.app_events import AppEvent
from app.review import Review
from engine.request import EditRequest, Span


class FlowState(StrEnum):
    """Where an edit stands."""

    IDLE = "idle"
    RUNNING = "running"
    REVIEWING = "reviewing"


class FlowEnd(StrEnum):
    """Why an edit ended; ``flow_ended`` carries one of these values."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    STOPPED = "stopped"  # by the person, before the first step
    TYPED_INSIDE = "typed inside"
    FAILED = "failed"


class EditFlow(QObject):
    """The life of one edit at a time.

    Signals:
        state_changed(FlowState): after the move, before the signal that says why.
        request_made(EditRequest): goes to the engine; its ``edit_id`` is new.
        cancel_wanted(): the engine is to stop.
        prompt_arrived(PromptReady): the prompt stands, the first step follows.
        step_arrived(DenoiseStep): of the edit that runs; stale ones are dropped.
        note_changed(str): what the edit waits for, in words ("" = nothing): the model's load.
        review_started(Review): a draft waits for accept, reject or retry.
        edit_accepted(AcceptedEdit): to be applied to the document as one undo step.
        flow_ended(str): a value of FlowEnd; the state is idle again.
        problem_arose(str): words for the person.
    """

    state_changed = Signal(object)
    request_made = Signal(object)
    cancel_wanted = Signal()
    prompt_arrived = Signal(object)
    step_arrived = Signal(object)
    note_changed = Signal(str)
    review_started = Signal(object)
    edit_accepted = Signal(object)
    flow_ended = Signal(str)
    problem_arose = Signal(str)

    def __init__(self, text_at: Callable[[Span], str], parent: QObject | None = None) -> None:
        """Make an idle flow; ``text_at`` returns the document's text at a span as it is now."""
        super().__init__(parent)
        self._text_at = text_at
        self._state = FlowState.IDLE
        self._request: EditRequest | None = None
        self._review: Review | None = None
        self._span: Span | None = None

    @property
    def state(self) -> FlowState:
        """Return where the edit stands."""
        return self._state

    @property
    def request(self) -> EditRequest | None:
        """Return the request that runs or is reviewed."""
        return self._request

    @property
    def review(self) -> Review | None:
        """Return the draft that waits for the person's word."""
        return self._review

    @property
    def span(self) -> Span | None:
        """Return where the span stands now, in characters."""
        return self._span

    @property
    def cancelling(self) -> bool:
        """Return whether the person has stopped the run and the engine has not yet answered."""
        raise NotImplementedError

    def begin(self, request: EditRequest) -> EditRequest | None:
        """Start an edit when idle; otherwise do nothing and return ``None``.

        The flow numbers edits itself: ``request.edit_id`` is replaced by a new one. Returns the
        request as it went out.
        """
        raise NotImplementedError

    @Slot(object)
    def handle(self, event: AppEvent) -> None:
        """Take one event of the engine thread; events of other edits are dropped."""
        raise NotImplementedError

    @Slot(int, object)
    def note_edit_outside(self, revision: int, span: Span) -> None:
        """The person typed outside the span, which now stands at ``span``."""
        raise NotImplementedError

    @Slot()
    def note_edit_inside(self) -> None:
        """The person typed inside the span: stop, keep what was typed, apply nothing."""
        raise NotImplementedError

    @Slot()
    def cancel(self) -> bool:
        """Stop the run (Esc); return whether there was one."""
        raise NotImplementedError

    @Slot()
    def accept(self) -> bool:
        """Accept the draft under review; return whether it was accepted.

        Where the document's text at the span is no longer what was selected, the draft is
        refused through ``problem_arose`` and stays under review.
        """
        raise NotImplementedError

    @Slot()
    def reject(self) -> bool:
        """Reject the draft under review; return whether there was one."""
        raise NotImplementedError

    def retry(self, seed: int) -> EditRequest | None:
        """Ask for another draft of the same edit with ``seed``; ``None`` when not reviewing."""
        raise NotImplementedError
