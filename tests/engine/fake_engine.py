"""An engine without a model: it answers at once with what a test tells it to."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from engine.events import (
    Cancelled,
    DenoiseStep,
    Draft,
    DraftPiece,
    EngineEvent,
    ModelLoading,
    PromptReady,
    TokenState,
    TokenView,
)
from engine.model_info import ModelInfo
from engine.request import EditRequest


class FakeEngine:
    """Answers with ``answer(request)`` after two steps, and remembers what it was asked.

    ``at_step`` is called before each step, with its number and the request's cancel event.
    """

    def __init__(
        self,
        answer: Callable[[EditRequest], str] = lambda request: request.selected.upper(),
        *,
        taught_only: bool = True,
        turn_closed: bool = True,
        converged: bool = True,
        variants: int = 1,
        pieces: tuple[DraftPiece, ...] = (),
        at_step: Callable[[int, threading.Event], None] = lambda _step, _cancel: None,
    ) -> None:
        self.requests: list[EditRequest] = []
        self.loaded: list[Path] = []
        self.adapter: Path | None = None
        self._answer = answer
        self._taught_only = taught_only
        self._ends = (converged, turn_closed)
        self._variants = variants
        self._pieces = pieces
        self._at_step = at_step

    def load(
        self,
        folder: Path,
        on_loading: Callable[[ModelLoading], None],
        *,
        adapter: Path | None = None,
    ) -> "FakeEngine":
        self.loaded.append(folder)
        self.adapter = adapter
        on_loading(ModelLoading("Fake", "weights", 0.5))
        on_loading(ModelLoading("Fake", "ready", 1.0))
        return self

    @property
    def info(self) -> ModelInfo:
        folder = self.loaded[-1]
        return ModelInfo("Fake", folder, 1, 2, 8, 64, "cpu", "CPU", "bfloat16", self._taught_only)

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        self.requests.append(request)
        text = self._answer(request)
        yield PromptReady(request.edit_id, 9, 8, 12, 0, 0)
        draft = None
        for number in (1, 2):
            self._at_step(number, cancel)
            if cancel.is_set():
                yield Cancelled(request.edit_id, draft)
                return
            shown = text if number == 2 else text[:1]
            token = TokenView(0, len(shown), 0.25, TokenState.ACCEPTED)
            yield DenoiseStep(request.edit_id, 0, number, 12, 0.5, shown, (token,), number / 8)
            seed = request.options.seed
            draft = Draft(
                request.edit_id, shown, number, number / 8, *self._ends, seed, 1, "Fake", 1, 0
            )
        assert draft is not None
        others = [
            replace(draft, variant=number, seed=draft.seed + number)
            for number in range(1, self._variants)
        ]
        yield replace(draft, others=tuple(others), pieces=self._pieces)
