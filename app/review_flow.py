"""The review of an edit: what the person does to a draft, step by step, until they accept it.

Knows no widgets, no threads, no engine and no document: it reads the document's text through the
one function that it is given, and everything it wants done leaves as a signal.
"""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, Slot

from app.messages import DOCUMENT_CHANGED
from app.review import AcceptedEdit, Review, follow
from app.review_moves import amend, decide, decide_all, decide_some, typing_between
from app.review_steps import ReviewSteps
from engine.events import Draft
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
    REJECTED = "rejected"  # or accepted with nothing taken
    STOPPED = "stopped"  # by the person, before the first step
    TYPED_INSIDE = "typed inside"
    FAILED = "failed"


class ReviewFlow(QObject):
    """The part of a flow that a person steers once there is a draft.

    Every step goes to one of the signals: ``review_started`` when a draft begins to wait (a run
    has ended, or a run over a review was given up), ``review_changed`` for every other one.

    Signals:
        state_changed(FlowState): after the move, before the signal that says why.
        review_started(Review): a draft waits for the person's word.
        review_changed(Review): the review under way stands at another step.
        edit_accepted(AcceptedEdit): to be applied to the document as one undo step.
        flow_ended(str): a value of FlowEnd; the state is idle again.
        problem_arose(str): words for the person.
    """

    state_changed = Signal(object)
    review_started = Signal(object)
    review_changed = Signal(object)
    edit_accepted = Signal(object)
    flow_ended = Signal(str)
    problem_arose = Signal(str)

    def __init__(self, text_at: Callable[[Span], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text_at = text_at
        self._state = FlowState.IDLE
        self._request: EditRequest | None = None
        # Kept while a run goes on that began in a review: there is a way back.
        self._steps: ReviewSteps | None = None
        self._recordings: dict[int, Recording] = {}
        self._span: Span | None = None
        self._revision = 0

    @property
    def state(self) -> FlowState:
        """Return where the edit stands."""
        return self._state

    @property
    def request(self) -> EditRequest | None:
        """Return the request that runs, or whose draft is reviewed."""
        return self._request

    @property
    def review(self) -> Review | None:
        """Return the draft that waits for the person's word."""
        reviewing = self._state is FlowState.REVIEWING and self._steps is not None
        return self._steps.present if reviewing and self._steps is not None else None

    @property
    def under_way(self) -> Review | None:
        """Return the review that a run began in, or that is looked at now."""
        return None if self._steps is None else self._steps.present

    @property
    def typed_into(self) -> bool:
        """Return whether the person has typed into a draft of the review, in any step of it."""
        steps = self._steps
        return steps is not None and any(each.edited for each in (steps.present, *steps.past))

    @property
    def recording(self) -> Recording | None:
        """Return all steps of the run whose draft is reviewed, ``None`` where it has none."""
        return None if self._request is None else self._recordings.get(self._request.edit_id)

    @property
    def span(self) -> Span | None:
        """Return where the span stands now, in characters."""
        return self._span

    @property
    def steps_done(self) -> int:
        """Return how many steps of the review ``undo`` can take back."""
        return 0 if self._steps is None else len(self._steps.past)

    @property
    def steps_undone(self) -> int:
        """Return how many steps of the review ``redo`` can do again."""
        return 0 if self._steps is None else len(self._steps.future)

    # Steps of the review

    def decide(self, index: int, *, taken: bool) -> bool:
        """Take change number ``index``, from 0, or leave the original there.

        Return whether there is such a change; one that is decided so already makes no step.
        """
        steps = self._steps_now()
        if steps is None or not 0 <= index < len(steps.present.changes):
            return False
        return self._take_step(steps, decide(steps.present, index, taken=taken))

    def decide_some(self, numbers: range, *, taken: bool) -> bool:
        """Take the changes of those numbers, from 0, or leave the original there, as one step.

        Return whether there was a review that has them.
        """
        steps = self._steps_now()
        if steps is None or not numbers or numbers.stop > len(steps.present.changes):
            return False
        return self._take_step(steps, decide_some(steps.present, numbers, taken=taken))

    def decide_all(self, *, taken: bool) -> bool:
        """Take every change, or leave the whole original; return whether there was a review."""
        steps = self._steps_now()
        if steps is None:
            return False
        return self._take_step(steps, decide_all(steps.present, taken=taken))

    def amend(self, text: str) -> bool:
        """Make ``text`` what would be accepted: the person has typed into the draft.

        Letters typed one behind another make one step. Return whether there was a review.
        """
        steps = self._steps_now()
        if steps is None:
            return False
        typing = typing_between(steps.present.text, text)
        if typing.removed or typing.added:
            self._move_to(steps.typed(amend(steps.present, text), typing))
        return True

    def offer(self, draft: Draft) -> bool:
        """Review another draft of the same turn; return whether there was a review.

        One that was offered before comes back with what was decided and typed then.
        """
        steps = self._steps_now()
        if steps is None:
            return False
        known = steps.last_of(draft)
        offered = follow(steps.present, steps.present.request, draft) if known is None else known
        return self._take_step(steps, offered)

    @Slot()
    def undo(self) -> bool:
        """Take the last step of the review back; return whether there was one."""
        steps = self._steps_now()
        if steps is None or not steps.past:
            return False
        self._move_to(steps.back())
        return True

    def back_to_turn(self, number: int) -> bool:
        """Go back to how the review stood at the end of a turn, from 0; return whether it did."""
        steps = self._steps_now()
        if steps is None or not 0 <= number < len(steps.present.turns) - 1:
            return False
        self._move_to(steps.back_to_turn(number))
        return True

    @Slot()
    def redo(self) -> bool:
        """Do the step again that was taken back last; return whether there was one."""
        steps = self._steps_now()
        if steps is None or not steps.future:
            return False
        self._move_to(steps.again())
        return True

    @Slot()
    def seal(self) -> None:
        """What is typed into the draft next is a step of its own."""
        if self._steps is not None:
            self._steps = self._steps.sealed()

    # Its end

    @Slot()
    def accept(self) -> bool:
        """Accept what is taken of the draft under review; return whether the review is over.

        Where nothing is taken the document stays as it is, without an undo step: that is the end
        of a rejected draft. Where the document's text at the span is no longer what was selected,
        the draft is refused through ``problem_arose`` and stays under review.
        """
        review, span = self.review, self._span
        if review is None or span is None:
            return False
        if self._text_at(span) != review.original:
            self.problem_arose.emit(DOCUMENT_CHANGED.text)
            return False
        if review.text == review.original:
            return self.reject()
        edit = AcceptedEdit(span, review.original, review.text)
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

    def _steps_now(self) -> ReviewSteps | None:
        """Return the steps of the review that is looked at, if one is."""
        return self._steps if self._state is FlowState.REVIEWING else None

    def _take_step(self, steps: ReviewSteps, review: Review) -> bool:
        if review != steps.present:
            self._move_to(steps.then(review))
        return True

    def _move_to(self, steps: ReviewSteps) -> None:
        self._steps = steps
        self._request = steps.present.request
        self.review_changed.emit(steps.present)

    def _start_review(self, steps: ReviewSteps) -> None:
        self._steps = steps
        self._request = steps.present.request
        self._move(FlowState.REVIEWING)
        self.review_started.emit(steps.present)

    def _end(self, end: FlowEnd) -> None:
        self._forget()
        self.flow_ended.emit(end.value)

    def _forget(self) -> None:
        """Go back to idle; from here on every event of the old edit is stale."""
        self._request = None
        self._steps = None
        self._recordings = {}
        self._span = None
        self._move(FlowState.IDLE)

    def _move(self, state: FlowState) -> None:
        self._state = state
        self.state_changed.emit(state)
