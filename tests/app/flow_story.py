"""A flow over a document that a test can change, and everything that the flow says."""

from PySide6.QtCore import QObject, Slot

from app.edit_flow import EditFlow, FlowState
from app.review import AcceptedEdit, Review
from engine.events import DenoiseStep, PromptReady
from engine.request import EditRequest
from tests.app.fake_engine import make_draft, make_request

SIGNALS = (
    "state_changed",
    "request_made",
    "cancel_wanted",
    "prompt_arrived",
    "step_arrived",
    "note_changed",
    "review_started",
    "edit_accepted",
    "flow_ended",
    "problem_arose",
)


class Story(QObject):
    """Everything that a flow says, in order."""

    def __init__(self, flow: EditFlow) -> None:
        super().__init__()
        self.lines: list[tuple[str, object]] = []
        self._flow = flow
        for name in SIGNALS:
            getattr(flow, name).connect(getattr(self, f"on_{name}"))

    @Slot(object)
    def on_state_changed(self, state: FlowState) -> None:
        assert state is self._flow.state
        self.lines.append(("state", state))

    @Slot(object)
    def on_request_made(self, request: EditRequest) -> None:
        self.lines.append(("request", request))

    @Slot()
    def on_cancel_wanted(self) -> None:
        self.lines.append(("cancel", None))

    @Slot(object)
    def on_prompt_arrived(self, event: PromptReady) -> None:
        self.lines.append(("prompt", event))

    @Slot(object)
    def on_step_arrived(self, step: DenoiseStep) -> None:
        self.lines.append(("step", step))

    @Slot(str)
    def on_note_changed(self, note: str) -> None:
        self.lines.append(("note", note))

    @Slot(object)
    def on_review_started(self, review: Review) -> None:
        self.lines.append(("review", review))

    @Slot(object)
    def on_edit_accepted(self, edit: AcceptedEdit) -> None:
        assert self._flow.state is FlowState.IDLE
        self.lines.append(("accepted", edit))

    @Slot(str)
    def on_flow_ended(self, reason: str) -> None:
        assert self._flow.state is FlowState.IDLE
        self.lines.append(("ended", reason))

    @Slot(str)
    def on_problem_arose(self, words: str) -> None:
        self.lines.append(("problem", words))

    def names(self) -> list[str]:
        return [name for name, _ in self.lines]

    def last(self, name: str) -> object:
        return [value for said, value in self.lines if said == name][-1]


class Desk:
    """A flow over a document that a test can change."""

    def __init__(self) -> None:
        self.text = "xxxxteh cat\nend\n"
        self.flow = EditFlow(lambda span: self.text[span.start : span.end])
        self.story = Story(self.flow)

    def stands(self, state: FlowState) -> bool:
        return self.flow.state is state

    def begin(self) -> int:
        request = self.flow.begin(make_request())
        assert request is not None
        return request.edit_id

    def review(self) -> int:
        edit_id = self.begin()
        self.flow.handle(make_draft(edit_id))
        assert self.stands(FlowState.REVIEWING)
        return edit_id
