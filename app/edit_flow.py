"""One edit from the wish to the person's word: idle -> running -> reviewing -> idle.

Knows no widgets, no threads and no document: it reads the document's text through the one
function that it is given, and everything it wants done leaves as a signal.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from PySide6.QtCore import QObject, Signal, Slot

from app.app_events import EditEvent, EditFailed, LoadEvent, LoadFailed, ModelReady, RunRecorded
from app.messages import edit_problem, loading_note
from app.next_request import Ground, asked_again, asked_more
from app.review import Review, Turn, follow, review_draft
from app.review_flow import FlowEnd, FlowState, ReviewFlow
from app.review_steps import ReviewSteps
from app.variants import in_order
from engine.events import DenoiseStep, Draft, ModelLoading, PromptReady
from engine.request import EditRequest, SamplingOptions, Span

__all__ = ["EditFlow", "FlowEnd", "FlowState"]


class EditFlow(ReviewFlow):
    """The life of one edit at a time.

    What can be done to a draft under review stands in ``ReviewFlow``. A run can begin in a review
    (``follow_up``, ``retry``): the review waits meanwhile, its draft becomes one step more of it,
    and where the run brings none the review comes back as it was.

    Signals:
        span_taken(EditRequest): an edit of ``request.span`` begins; its ``edit_id`` is new.
        request_made(EditRequest): it goes to the engine.
        cancel_wanted(): the engine is to stop.
        prompt_arrived(PromptReady): the prompt stands, the first step follows.
        step_arrived(DenoiseStep): of the edit that runs; stale ones are dropped.
        note_changed(str): what the edit waits for, in words ("" = nothing): the model's load.
        run_recorded(Recording): all steps of the run that is about to end.
    """

    span_taken = Signal(object)
    request_made = Signal(object)
    cancel_wanted = Signal()
    prompt_arrived = Signal(object)
    step_arrived = Signal(object)
    note_changed = Signal(str)
    run_recorded = Signal(object)

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
        super().__init__(text_at, parent)
        self._edit_ids = count(1) if edit_ids is None else edit_ids
        self._turns: tuple[Turn, ...] = ()  # before the one that runs
        self._cancelling = False
        self._note = ""

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
        others = tuple(replace(other, edit_id=request.edit_id) for other in draft.others)
        draft = in_order(replace(draft, edit_id=request.edit_id, others=others))
        self._start_review(ReviewSteps(review_draft(request, draft)))
        return True

    @property
    def turns(self) -> tuple[str, ...]:
        """Return the instructions so far, the oldest first; one that runs is the last."""
        if self._state is FlowState.RUNNING and self._request is not None:
            return (*(turn.instruction for turn in self._turns), self._request.instruction)
        return () if self.review is None else self.review.instructions

    def follow_up(
        self, instruction: str, options: SamplingOptions, *, in_pieces: bool = False
    ) -> EditRequest | None:
        """Ask for something more of the draft under review; ``None`` when not reviewing.

        The request rewrites the text that the review would accept now, in the place of the same
        span: there the document still holds the original. Returns it as it went out.
        """
        review, span = self.review, self._span
        if review is None or span is None:
            return None
        ground = self._ground(span)
        return self.follow_with(
            asked_more(review, ground, instruction, options, in_pieces=in_pieces)
        )

    def follow_with(self, request: EditRequest) -> EditRequest | None:
        """Make ``request`` the next turn of the review, as it is; ``None`` when not reviewing."""
        review, span = self.review, self._span
        if review is None or span is None:
            return None
        self._turns = review.turns
        return self._run(replace(request, span=span, document_revision=self._revision))

    @Slot(object)
    def handle(self, event: EditEvent | LoadEvent) -> None:
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

    def _handle_own(self, request: EditRequest, event: EditEvent) -> None:
        """Take an event of the edit that runs."""
        if isinstance(event, DenoiseStep):
            self.step_arrived.emit(event)
        elif isinstance(event, RunRecorded):
            self._recordings[event.edit_id] = event.recording
            self.run_recorded.emit(event.recording)
        elif isinstance(event, PromptReady):
            self._set_note("")
            self.prompt_arrived.emit(event)
        elif isinstance(event, Draft):
            self._take_draft(request, event)
        elif isinstance(event, EditFailed):
            problem = edit_problem(event.kind, event.message)
            if event.draft is None or self._turns:
                self._fail(problem.text)
            else:
                self._take_draft(request, event.draft, problem=problem.happened)
        elif event.draft is None:
            self._stop()
        elif self._turns:
            self._stop(self._reviewed(request, event.draft, stopped=True))
        else:
            self._take_draft(request, event.draft, stopped=True)

    def _take_draft(
        self, request: EditRequest, draft: Draft, *, stopped: bool = False, problem: str = ""
    ) -> None:
        """Review ``draft``: the first step of a review, or one step more."""
        review = self._reviewed(request, in_order(draft), stopped=stopped, problem=problem)
        steps = self._steps
        self._start_review(ReviewSteps(review) if steps is None else steps.then(review))

    def _reviewed(
        self, request: EditRequest, draft: Draft, *, stopped: bool = False, problem: str = ""
    ) -> Review:
        under_way = self.under_way
        if under_way is None:
            return review_draft(request, draft, stopped=stopped, problem=problem)
        return follow(
            under_way, request, draft, turns=self._turns, stopped=stopped, problem=problem
        )

    def _stop(self, stopped: Review | None = None) -> None:
        """End the run without its draft: back to the review that it began in, if any.

        There ``stopped`` can still be looked at: it is the step that can be done again.
        """
        if self._steps is None:
            self._end(FlowEnd.STOPPED)
        else:
            steps = self._steps.sealed()
            self._start_review(steps if stopped is None else steps.with_future(stopped))

    @Slot(int, object)
    def note_edit_outside(self, revision: int, span: Span) -> None:
        """The person typed outside the span, which now stands at ``span``."""
        if self._state is not FlowState.IDLE:
            self._revision = revision
            self._span = span
            self.seal()  # what was typed into the draft before is older than this

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

    def retry(self, seed: int) -> EditRequest | None:
        """Ask for another draft of the same turn with ``seed``; ``None`` when not reviewing."""
        review, span = self.review, self._span
        if review is None or span is None:
            return None
        self._turns = review.turns[:-1]
        return self._run(asked_again(review, self._ground(span), seed))

    def amend(self, text: str) -> bool:
        """Make ``text`` what would be accepted; a run that began in the review is given up."""
        if self._state is FlowState.RUNNING and self._steps is not None:
            if not self._cancelling:
                self.cancel_wanted.emit()
            self._stop()
        return super().amend(text)

    def _ground(self, span: Span) -> Ground:
        return Ground(self._revision, span, self._text_at)

    def _run(self, request: EditRequest) -> EditRequest:
        request = self._take(request, FlowState.RUNNING)
        self.request_made.emit(request)
        return request

    def _take(self, request: EditRequest, state: FlowState | None = None) -> EditRequest:
        """Take a span; return the request with its number."""
        request = replace(request, edit_id=next(self._edit_ids))
        self._request = request
        self._span = request.span
        self._revision = request.document_revision
        self._cancelling = False
        if state is not None:
            self._move(state)
        self.span_taken.emit(request)
        return request

    def _start_review(self, steps: ReviewSteps) -> None:
        self._rest()
        super()._start_review(steps)

    def _fail(self, words: str) -> None:
        if self._steps is None:
            self._forget()
        else:
            self._stop()
        self.problem_arose.emit(words)
        if self._state is FlowState.IDLE:
            self.flow_ended.emit(FlowEnd.FAILED.value)

    def _forget(self) -> None:
        self._rest()
        super()._forget()

    def _rest(self) -> None:
        """Nothing runs any more."""
        self._turns = ()
        self._cancelling = False
        self._set_note("")

    def _set_note(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.note_changed.emit(note)
