"""One edit from the wish to the person's word: idle -> running -> reviewing -> idle.

Knows no widgets, no threads and no document: it reads the document's text through the one
function that it is given, and everything it wants done leaves as a signal.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import count

from PySide6.QtCore import QObject, Signal, Slot

from app.app_events import AppEvent, EditFailed, LoadFailed, ModelReady, RunRecorded
from app.messages import DOCUMENT_CHANGED, edit_problem, loading_note
from app.review import AcceptedEdit, Review, review_draft
from engine.events import Cancelled, DenoiseStep, Draft, ModelLoading, PromptReady
from engine.recording import Recording
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
        span_taken(EditRequest): an edit of ``request.span`` begins; its ``edit_id`` is new.
        request_made(EditRequest): it goes to the engine.
        cancel_wanted(): the engine is to stop.
        prompt_arrived(PromptReady): the prompt stands, the first step follows.
        step_arrived(DenoiseStep): of the edit that runs; stale ones are dropped.
        note_changed(str): what the edit waits for, in words ("" = nothing): the model's load.
        run_recorded(Recording): all steps of the run that is about to end.
        review_started(Review): a draft waits for accept, reject or retry.
        edit_accepted(AcceptedEdit): to be applied to the document as one undo step.
        flow_ended(str): a value of FlowEnd; the state is idle again.
        problem_arose(str): words for the person.
    """

    state_changed = Signal(object)
    span_taken = Signal(object)
    request_made = Signal(object)
    cancel_wanted = Signal()
    prompt_arrived = Signal(object)
    step_arrived = Signal(object)
    note_changed = Signal(str)
    run_recorded = Signal(object)
    review_started = Signal(object)
    edit_accepted = Signal(object)
    flow_ended = Signal(str)
    problem_arose = Signal(str)

    def __init__(
        self,
        text_at: Callable[[Span], str],
        parent: QObject | None = None,
        *,
        edit_ids: Iterator[int] | None = None,
    ) -> None:
        """Make an idle flow.

        Args:
            text_at: returns the document's text at a span as it is now.
            parent: owns the flow.
            edit_ids: gives each edit a new number; flows that listen to one engine share it.
        """
        super().__init__(parent)
        self._text_at = text_at
        self._edit_ids = count(1) if edit_ids is None else edit_ids
        self._state = FlowState.IDLE
        self._request: EditRequest | None = None
        self._review: Review | None = None
        self._recording: Recording | None = None
        self._span: Span | None = None
        self._revision = 0
        self._cancelling = False
        self._note = ""

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
    def recording(self) -> Recording | None:
        """Return all steps of the run whose draft is reviewed, ``None`` where it has none."""
        return self._recording

    @property
    def span(self) -> Span | None:
        """Return where the span stands now, in characters."""
        return self._span

    @property
    def cancelling(self) -> bool:
        """Return whether the person has stopped the run and the engine has not yet answered."""
        return self._cancelling

    def begin(self, request: EditRequest) -> EditRequest | None:
        """Start an edit when idle; otherwise do nothing and return ``None``.

        The flow numbers edits itself: ``request.edit_id`` is replaced by a new one. Returns the
        request as it went out.
        """
        if self._state is not FlowState.IDLE:
            return None
        return self._run(request)

    def propose(self, request: EditRequest, draft: Draft) -> bool:
        """Review a draft that no run of now made, when idle; return whether it is reviewed."""
        if self._state is not FlowState.IDLE:
            return False
        request = self._take(request)
        self._start_review(review_draft(request, replace(draft, edit_id=request.edit_id)))
        return True

    def offer(self, draft: Draft) -> bool:
        """Review another draft of the same edit; return whether there was a review."""
        if self._state is not FlowState.REVIEWING or self._request is None:
            return False
        self._start_review(review_draft(self._request, draft))
        return True

    @Slot(object)
    def handle(self, event: AppEvent) -> None:
        """Take one event of the engine thread; events of other edits are dropped."""
        if self._state is not FlowState.RUNNING or self._request is None:
            return
        if isinstance(event, ModelLoading):
            self._set_note(loading_note(event.stage, event.name))
        elif isinstance(event, ModelReady | LoadFailed):
            # After a failed load the request still meets the engine that was there before, or
            # comes back as EditFailed: either way its own event says how it ends.
            self._set_note("")
        elif event.edit_id == self._request.edit_id:
            self._handle_own(self._request, event)

    def _handle_own(
        self,
        request: EditRequest,
        event: PromptReady | DenoiseStep | RunRecorded | Draft | Cancelled | EditFailed,
    ) -> None:
        """Take an event of the edit that runs."""
        if isinstance(event, DenoiseStep):
            self.step_arrived.emit(event)
        elif isinstance(event, RunRecorded):
            self._recording = event.recording
            self.run_recorded.emit(event.recording)
        elif isinstance(event, PromptReady):
            self._set_note("")
            self.prompt_arrived.emit(event)
        elif isinstance(event, Draft):
            self._start_review(review_draft(request, event))
        elif isinstance(event, EditFailed):
            problem = edit_problem(event.kind, event.message)
            if event.draft is None:
                self._fail(problem.text)
            else:
                self._start_review(review_draft(request, event.draft, problem=problem.happened))
        elif event.draft is not None:
            self._start_review(review_draft(request, event.draft, stopped=True))
        else:
            self._end(FlowEnd.STOPPED)

    @Slot(int, object)
    def note_edit_outside(self, revision: int, span: Span) -> None:
        """The person typed outside the span, which now stands at ``span``."""
        if self._state is not FlowState.IDLE:
            self._revision = revision
            self._span = span

    @Slot()
    def note_edit_inside(self) -> None:
        """The person typed inside the span: stop, keep what was typed, apply nothing."""
        if self._state is FlowState.IDLE:
            return
        if self._state is FlowState.RUNNING and not self._cancelling:
            self.cancel_wanted.emit()
        self._end(FlowEnd.TYPED_INSIDE)

    @Slot()
    def cancel(self) -> bool:
        """Stop the run (Esc); return whether there was one."""
        if self._state is not FlowState.RUNNING:
            return False
        if not self._cancelling:
            self._cancelling = True
            self.cancel_wanted.emit()
        return True

    @Slot()
    def accept(self) -> bool:
        """Accept the draft under review; return whether it was accepted.

        Where the document's text at the span is no longer what was selected, the draft is
        refused through ``problem_arose`` and stays under review.
        """
        review, span = self._review, self._span
        if self._state is not FlowState.REVIEWING or review is None or span is None:
            return False
        if self._text_at(span) != review.request.selected:
            self.problem_arose.emit(DOCUMENT_CHANGED.text)
            return False
        edit = AcceptedEdit(span, review.request.selected, review.draft.text)
        # Idle first: applying the edit changes the document, and the editor must not take that
        # for a person typing inside the span.
        self._forget()
        self.edit_accepted.emit(edit)
        self.flow_ended.emit(FlowEnd.ACCEPTED.value)
        return True

    @Slot()
    def reject(self) -> bool:
        """Reject the draft under review; return whether there was one."""
        if self._state is not FlowState.REVIEWING:
            return False
        self._end(FlowEnd.REJECTED)
        return True

    def retry(self, seed: int) -> EditRequest | None:
        """Ask for another draft of the same edit with ``seed``; ``None`` when not reviewing."""
        request, span = self._request, self._span
        if self._state is not FlowState.REVIEWING or request is None or span is None:
            return None
        options = replace(request.options, seed=seed)
        return self._run(
            replace(request, options=options, span=span, document_revision=self._revision)
        )

    def _run(self, request: EditRequest) -> EditRequest:
        request = self._take(request, FlowState.RUNNING)
        self.request_made.emit(request)
        return request

    def _take(self, request: EditRequest, state: FlowState | None = None) -> EditRequest:
        """Take a span; return the request with its number."""
        request = replace(request, edit_id=next(self._edit_ids))
        self._request = request
        self._review = None
        self._recording = None
        self._span = request.span
        self._revision = request.document_revision
        self._cancelling = False
        if state is not None:
            self._move(state)
        self.span_taken.emit(request)
        return request

    def _start_review(self, review: Review) -> None:
        self._review = review
        self._cancelling = False
        self._set_note("")
        self._move(FlowState.REVIEWING)
        self.review_started.emit(review)

    def _fail(self, words: str) -> None:
        self._forget()
        self.problem_arose.emit(words)
        self.flow_ended.emit(FlowEnd.FAILED.value)

    def _end(self, end: FlowEnd) -> None:
        self._forget()
        self.flow_ended.emit(end.value)

    def _forget(self) -> None:
        """Go back to idle; from here on every event of the old edit is stale."""
        self._request = None
        self._review = None
        self._recording = None
        self._span = None
        self._cancelling = False
        self._set_note("")
        self._move(FlowState.IDLE)

    def _set_note(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.note_changed.emit(note)

    def _move(self, state: FlowState) -> None:
        self._state = state
        self.state_changed.emit(state)
