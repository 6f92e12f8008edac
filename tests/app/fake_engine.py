"""A stand-in for the engine: gives the events that a test asks for, and waits at gates."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.events import (
    Cancelled,
    DenoiseStep,
    Draft,
    EngineEvent,
    ModelLoading,
    PromptReady,
    TokenState,
    TokenView,
)
from engine.model_info import ModelInfo
from engine.request import EditRequest, SamplingOptions, Span
from tests.patience import PROCESS

INFO = ModelInfo(
    name="fake",
    folder=Path("/nowhere"),
    parameters=1,
    weight_bytes=2,
    canvas_length=8,
    context_length=64,
    device="cpu",
    device_name="none",
    dtype="bfloat16",
    taught_only=True,
)


def make_request(selected: str = "teh cat", *, edit_id: int = 0, start: int = 4) -> EditRequest:
    """Return a request for ``selected`` at ``start``."""
    return EditRequest(
        edit_id=edit_id,
        document_revision=1,
        span=Span(start, start + len(selected)),
        before="x" * start,
        selected=selected,
        after="\nend\n",
        instruction="Fix spelling",
        options=SamplingOptions(seed=1),
    )


def make_draft(
    edit_id: int, text: str = "the cat", *, converged: bool = True, turn_closed: bool = True
) -> Draft:
    """Return a draft of three steps."""
    return Draft(
        edit_id=edit_id,
        text=text,
        steps=3,
        seconds=0.5,
        converged=converged,
        turn_closed=turn_closed,
        seed=1,
        tokens=2,
        model="fake",
        canvases=1,
        corrections=0,
    )


def make_step(edit_id: int, step: int, text: str = "the cat") -> DenoiseStep:
    """Return the step number ``step`` of 48."""
    tokens = (TokenView(0, len(text), 0.1, TokenState.ACCEPTED),)
    return DenoiseStep(edit_id, 0, step, 48, 0.8, text, tokens, 0.01 * step)


class FakeEngine:
    """Yields ``steps`` steps, each after the gate lets it, then a draft; polls its cancel."""

    def __init__(self, steps: int = 3) -> None:
        self.steps = steps
        self.gate = threading.Semaphore(0)
        self.gated = False
        self.error: Exception | None = None
        self.threads: set[int] = set()
        self.edits: list[int] = []
        self.info = INFO

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        self.threads.add(threading.get_ident())
        self.edits.append(request.edit_id)
        yield PromptReady(request.edit_id, 12, 8, 48, 4, 5)
        for step in range(1, self.steps + 1):
            if self.gated:
                assert self.gate.acquire(timeout=PROCESS)
            if self.error is not None:
                raise self.error
            yield make_step(request.edit_id, step)
            if cancel.is_set():
                yield Cancelled(request.edit_id, make_draft(request.edit_id, converged=False))
                return
        yield make_draft(request.edit_id)


def loader_of(
    engine: FakeEngine,
) -> Callable[[Path, Callable[[ModelLoading], None], threading.Event], FakeEngine]:
    """Return a loader that hands out ``engine``."""

    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> FakeEngine:
        del stop
        on_loading(ModelLoading(folder.name, "weights", 0.5))
        return engine

    return load
