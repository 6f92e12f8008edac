"""One tab's edit on the screen: from the flow into editor and page, and what is typed back.

It must not know the engine, other tabs or the window's bars.
"""

from PySide6.QtCore import QObject, Signal, Slot

from app.edit_flow import EditFlow, FlowState
from app.editor.editor_view import EditorView
from app.page_feed import PageFeed
from app.review import AcceptedEdit, Review
from app.tab_review import TabReview
from engine.events import DenoiseStep, PromptReady, TokenState
from engine.request import EditRequest, Span

_LEAST_SEEN = 24  # px of a draft: about a line
_LINES_ABOVE = 2


_SURER = 0.2  # nats a token: below, another length is no better, and going there would flicker


class TabRun(QObject):
    """Listens to one flow and one editor.

    Attributes:
        reviewing: shows the review, and takes the person's word on single changes.

    Signals:
        changed(): what the bars show of this edit is different now.
    """

    changed = Signal()

    def __init__(
        self, flow: EditFlow, editor: EditorView, feed: PageFeed, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._flow = flow
        self._editor = editor
        self._feed = feed
        self._step: DenoiseStep | None = None
        self._newest: dict[int, DenoiseStep] = {}  # of each variant
        self._variant = 0  # that is shown
        self._prompt: PromptReady | None = None
        self._note = ""
        self._reduced_motion = False
        self._replaying = False
        self.reviewing = TabReview(flow, editor, self)
        self.reviewing.changed.connect(self.changed)
        flow.span_taken.connect(self._begin)
        flow.prompt_arrived.connect(self._take_prompt)
        flow.step_arrived.connect(self._take_step)
        flow.note_changed.connect(self._take_note)
        flow.review_started.connect(self._take_review)
        flow.review_changed.connect(self._take_review)
        flow.edit_accepted.connect(self._apply)
        flow.flow_ended.connect(self._end)
        editor.span_moved.connect(self._note_moved)
        editor.span_touched.connect(flow.note_edit_inside)

    @property
    def state(self) -> FlowState:
        """Return where the edit stands."""
        return self._flow.state

    @property
    def review(self) -> Review | None:
        """Return the draft under review."""
        return self._flow.review

    @property
    def step(self) -> DenoiseStep | None:
        """Return the newest step of the run, ``None`` before the first."""
        return self._step

    @property
    def variant(self) -> int:
        """Return the number of the variant whose steps are shown, from 0."""
        return self._variant

    def show_variant(self, number: int) -> None:
        """Show the steps of another variant of the run that goes on."""
        self._variant = number
        step = self._newest.get(number)
        if step is not None and self._flow.state is FlowState.RUNNING:
            self._show_step(step)
        self.changed.emit()

    @property
    def prompt(self) -> PromptReady | None:
        """Return what is known of the prompt, ``None`` before it stands."""
        return self._prompt

    @property
    def note(self) -> str:
        """Return what the run waits for, "" for nothing."""
        return self._note

    @property
    def comparing(self) -> bool:
        """Return whether the review shows the comparison with the original."""
        return self.reviewing.comparing

    @property
    def replaying(self) -> bool:
        """Return whether a step of the run that is over stands in place of the review."""
        return self._replaying

    def set_reduced_motion(self, reduced: bool) -> None:
        """Show no steps, only the result."""
        self._reduced_motion = reduced
        self._editor.set_reduced_motion(reduced)

    def set_comparing(self, comparing: bool) -> None:
        """Show the draft against the original, or the draft alone."""
        self.reviewing.set_comparing(comparing)

    def see_draft(self) -> None:
        """Scroll to the draft where nothing of it is in sight."""
        span = self._editor.draft_span()
        if span is None:
            return
        seen = self._editor.span_rect(span).intersected(self._editor.rect())
        if seen.height() < _LEAST_SEEN:
            line = self._editor.text_at(Span(0, span.start)).count("\n")
            self._editor.scroll_to_line(max(0.0, line - _LINES_ABOVE))

    def show_replayed(self, steps: tuple[DenoiseStep, ...], index: int) -> None:
        """Show step ``index`` of the run that is over in place of the review, in the editor."""
        self._editor.show_replayed(steps, index)
        if not self._replaying:
            self._replaying = True
            self.changed.emit()

    def render_replayed(self, step: DenoiseStep) -> None:
        """Show ``step`` of the run that is over in place of the review, on the page."""
        self._render(step.text)

    def end_replay(self) -> None:
        """Show the review again, where there still is one."""
        self._replaying = False
        review = self._flow.review
        if review is not None:
            self.reviewing.show()
            self._take_review(review)

    @Slot(object)
    def _begin(self, request: EditRequest) -> None:
        self._step = None
        self._newest.clear()
        self._variant = 0
        self._prompt = None
        self._editor.begin_draft(request.span)
        self.changed.emit()

    @Slot(object)
    def _take_prompt(self, prompt: PromptReady) -> None:
        self._prompt = prompt
        self.changed.emit()

    @Slot(object)
    def _take_step(self, step: DenoiseStep) -> None:
        self._newest[step.variant] = step
        if self._is_search:
            self._variant = self._surest()
        if step.variant == self._variant:
            self._show_step(step)
            self.changed.emit()

    @property
    def _is_search(self) -> bool:
        """Whether the variants are lengths that are tried for a gap: nobody chose one to see."""
        request = self._flow.request
        return request is not None and not request.selected

    def _surest(self) -> int:
        """Return the variant to show: the one that is sure, unless another is clearly surer."""
        doubts = {number: _doubt(step) for number, step in self._newest.items()}
        surest = min(doubts, key=lambda number: doubts[number])
        here = doubts.get(self._variant)
        return surest if here is None or doubts[surest] < here - _SURER else self._variant

    def _show_step(self, step: DenoiseStep) -> None:
        self._step = step
        self._editor.show_step(step)
        if not self._reduced_motion:
            self._render(step.text)

    @Slot(str)
    def _take_note(self, note: str) -> None:
        self._note = note
        self.changed.emit()

    @Slot(object)
    def _take_review(self, review: Review) -> None:
        self._render(review.text, finished=True)
        self.changed.emit()

    def _render(self, draft: str, *, finished: bool = False) -> None:
        span = self._editor.draft_span()
        if span is not None:
            self._feed.show_draft(span, draft, finished=finished)

    @Slot(object)
    def _note_moved(self, span: Span) -> None:
        self._flow.note_edit_outside(self._editor.revision(), span)
        self._feed.move_draft(span)

    @Slot(object)
    def _apply(self, edit: AcceptedEdit) -> None:
        # The draft ends with it: without the draft, and not yet with its text, a text could end
        # above the foot of the view and be scrolled.
        self._editor.apply_edit(edit)

    @Slot(str)
    def _end(self, _reason: str) -> None:
        self._editor.end_draft()
        self._feed.clear_draft()
        self._step = None
        self.changed.emit()


def _doubt(step: DenoiseStep) -> float:
    """Return how badly a filling fits, in nats; where nobody knows, how unsure its tokens are."""
    if step.misfit:
        return step.misfit
    free = [token.entropy for token in step.tokens if token.state is not TokenState.PINNED]
    return sum(free) / max(1, len(free))
