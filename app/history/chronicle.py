"""Follows the edits of one text and brings each run into the history; knows no widgets.

A run is kept as soon as it has ended, so that a crash during its review loses nothing; what became
of it is added when the edit ends. It learns everything from the flow's signals.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from app.edit_flow import EditFlow, FlowEnd
from app.history.entry import NewRun, Outcome
from app.history.keeper import HistoryKeeper
from app.review import AcceptedEdit, Review
from engine.events import Draft
from engine.recording import Recording
from engine.request import EditRequest


@dataclass(slots=True)
class _Run:
    """A run of the edit that is under way.

    Attributes:
        run_id: its number in the history.
        when: it was asked for, in seconds since 1970.
        request: what was asked.
        original: the document's text at the span then.
        kept: the history has it.
        draft: how it ended, ``None`` before that or without one.
        failed: it broke off.
    """

    run_id: int
    when: float
    request: EditRequest
    original: str
    kept: bool = False
    draft: Draft | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A draft out of the history: which run it is of, and what accepting it makes of that run."""

    run_id: int
    outcome: Outcome


class Chronicle(QObject):
    """Listens to one flow."""

    def __init__(
        self,
        flow: EditFlow,
        text_name: Callable[[], tuple[str, str]],
        keeper: HistoryKeeper,
        parent: QObject | None = None,
    ) -> None:
        """Listen from now on.

        Args:
            flow: the edits.
            text_name: returns the text's file, "" where it has none, and what it is called.
            keeper: keeps the runs.
            parent: owns the chronicle.
        """
        super().__init__(parent)
        self._flow = flow
        self._text_name = text_name
        self._keeper = keeper
        self._runs: dict[int, _Run] = {}  # by the number of the edit
        self._proposals: dict[int, _Proposal] = {}
        self._reviewed: int | None = None  # the edit whose draft was reviewed last
        self._accepted: AcceptedEdit | None = None
        flow.request_made.connect(self._begin)
        flow.run_recorded.connect(self._keep)
        flow.review_started.connect(self._note_review)
        flow.review_changed.connect(self._note_review)
        flow.problem_arose.connect(self._note_problem)
        flow.edit_accepted.connect(self._note_accept)
        flow.flow_ended.connect(self._end)

    def propose(self, run_id: int, request: EditRequest, draft: Draft, outcome: Outcome) -> bool:
        """Offer a draft of an earlier run; return whether it is reviewed now.

        Once it is accepted, the run ``run_id`` has ``outcome``.
        """
        if not self._flow.propose(request, draft) or self._reviewed is None:
            return False
        self._proposals[self._reviewed] = _Proposal(run_id, outcome)
        return True

    def let_go(self) -> None:
        """The text is closed: keep what runs here as stopped."""
        for run in self._runs.values():
            if not run.kept:
                self._add(run, None, Outcome.STOPPED)
        self._forget()

    @Slot(object)
    def _begin(self, request: EditRequest) -> None:
        under_way = self._flow.under_way
        original = request.selected if under_way is None else under_way.original
        run_id = self._keeper.new_id()
        self._runs[request.edit_id] = _Run(run_id, time.time(), request, original)

    @Slot(object)
    def _keep(self, recording: Recording) -> None:
        run = self._runs.get(recording.request.edit_id)
        if run is not None and not run.kept:
            run.draft = recording.draft
            self._add(run, recording)

    @Slot(object)
    def _note_review(self, review: Review) -> None:
        self._reviewed = review.draft.edit_id
        run = self._runs.get(review.draft.edit_id)
        if run is not None and not run.kept:
            run.draft = review.draft
            self._add(run, None)

    @Slot()
    def _note_problem(self) -> None:
        """The newest run broke off, where it has no draft."""
        newest = next(reversed(self._runs.values()), None)
        if newest is not None and newest.draft is None:
            newest.failed = True

    @Slot(object)
    def _note_accept(self, edit: AcceptedEdit) -> None:
        self._accepted = edit

    @Slot(str)
    def _end(self, end: str) -> None:
        for edit_id, run in self._runs.items():
            self._settle(run, self._outcome(edit_id, run, FlowEnd(end)))
        edit, proposal = self._accepted, self._proposals.get(self._reviewed or 0)
        if proposal is not None and edit is not None:
            accepted = proposal.outcome is Outcome.ACCEPTED
            texts = (edit.before, edit.after) if accepted else None
            self._keeper.settle(proposal.run_id, proposal.outcome, texts)
        self._forget()

    def _outcome(self, edit_id: int, run: _Run, end: FlowEnd) -> Outcome:
        if edit_id == self._reviewed and end is FlowEnd.ACCEPTED:
            return Outcome.ACCEPTED
        if edit_id == self._reviewed and end is FlowEnd.REJECTED:
            return Outcome.REJECTED
        if run.draft is not None:
            return Outcome.NOT_TAKEN
        return Outcome.FAILED if run.failed else Outcome.STOPPED

    def _settle(self, run: _Run, outcome: Outcome) -> None:
        if not run.kept:
            self._add(run, None, outcome)
        elif outcome is Outcome.ACCEPTED and self._accepted is not None:
            texts = (self._accepted.before, self._accepted.after)
            self._keeper.settle(run.run_id, outcome, texts)
        else:
            self._keeper.settle(run.run_id, outcome)

    def _add(
        self,
        run: _Run,
        recording: Recording | None,
        outcome: Outcome = Outcome.UNDECIDED,
    ) -> None:
        file, title = self._text_name()
        draft = run.draft
        model = "" if draft is None else draft.model
        made = NewRun(
            run.run_id,
            run.when,
            file,
            title,
            run.request,
            run.original,
            draft,
            outcome,
            model,
        )
        run.kept = self._keeper.add(made, recording)

    def _forget(self) -> None:
        self._runs.clear()
        self._proposals.clear()
        self._reviewed = None
        self._accepted = None
