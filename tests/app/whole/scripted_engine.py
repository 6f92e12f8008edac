"""An engine that does what a test orders, and the loader that hands it over."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from app.gentle_import import LoadAbandonedError
from engine.errors import DeviceLostError, OutOfMemoryError
from engine.events import (
    Cancelled,
    DenoiseStep,
    Draft,
    DraftPiece,
    EngineEvent,
    ModelLoading,
    PieceEnd,
    PromptReady,
    TokenState,
    TokenView,
)
from engine.model_info import ModelInfo
from engine.request import EditRequest, Span
from tests.app.fake_engine import INFO
from tests.patience import PROCESS

_PARTS = "\x1f"  # between the texts of variants


class ScriptedEngine:
    """Gives the step or the draft that the test asks for next, and polls its cancel between."""

    def __init__(self) -> None:
        self.requests: list[EditRequest] = []
        self.info: ModelInfo = INFO
        self.away = threading.Event()
        self.come_back = threading.Event()  # from foreign code that asks for no cancel
        self._orders: SimpleQueue[tuple[str, str]] = SimpleQueue()
        self._errors: SimpleQueue[BaseException] = SimpleQueue()

    def step(self, text: str) -> None:
        """Let the engine give one more step."""
        self._orders.put(("step", text))

    def draft(self, text: str) -> None:
        """Let the engine give its draft."""
        self._orders.put(("draft", text))

    def variant_steps(self, *texts: str) -> None:
        """Let the engine give one more step of each variant."""
        self._orders.put(("variant steps", _PARTS.join(texts)))

    def variant_drafts(self, best: int, *texts: str) -> None:
        """Let the engine give a draft a variant, of which number ``best`` is the best."""
        self._orders.put(("variant drafts", _PARTS.join((str(best), *texts))))

    def pieces_draft(self, *starts: int) -> None:
        """Let the engine give a draft in capitals, in pieces of the selection from there."""
        self._orders.put(("pieces", _PARTS.join(map(str, starts))))

    def draft_at_cap(self, text: str) -> None:
        """Let the steps run out before the draft settled and the model ended it."""
        self._orders.put(("cap", text))

    def run_short(self) -> None:
        """Let the memory run out."""
        self._orders.put(("short", ""))

    def fail(self, message: str) -> None:
        """Let the engine break."""
        self._orders.put(("fail", message))

    def break_with(self, error: BaseException) -> None:
        """Let the engine raise ``error``; the loss of a graphics card brings the draft so far."""
        self._errors.put(error)
        self._orders.put(("error", ""))

    def hang(self) -> None:
        """Let the engine go where no cancel is seen, until ``come_back``."""
        self._orders.put(("hang", ""))
        assert self.away.wait(PROCESS)

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Follow the orders; a cancel is seen within some milliseconds."""
        self.requests.append(request)
        yield PromptReady(request.edit_id, 12, 8, 48, 4, 5)
        step, best = 0, None
        while True:
            order = self._next(cancel)
            if order is None:
                yield Cancelled(request.edit_id, best)
                return
            kind, text = order
            if kind == "hang":
                self.away.set()
                self.come_back.wait(PROCESS)
                continue
            self._break(kind, text, best)
            step += kind in ("step", "variant steps")
            if kind == "variant steps":
                for number, part in enumerate(text.split(_PARTS)):
                    yield replace(make_step(request.edit_id, step, part), variant=number)
                continue
            if kind == "pieces":
                yield _in_pieces(request, [int(part) for part in text.split(_PARTS)], step)
                return
            if kind == "variant drafts":
                yield _best_of(request, text.split(_PARTS), step)
                return
            draft = make_draft(request, text, step)
            best = replace(draft, converged=False)
            if kind == "draft":
                yield draft
                return
            if kind == "cap":
                yield replace(best, turn_closed=False)
                return
            yield make_step(request.edit_id, step, text)

    def _break(self, kind: str, text: str, best: Draft | None) -> None:
        """Raise what was ordered, if that is the order."""
        if kind == "fail":
            raise RuntimeError(text)
        if kind == "short":
            raise OutOfMemoryError("memory ran out", best)
        if kind == "error":
            error = self._errors.get()
            if isinstance(error, DeviceLostError):
                error.draft = best
            raise error

    def _next(self, cancel: threading.Event) -> tuple[str, str] | None:
        while not cancel.is_set():
            if not self._orders.empty():
                return self._orders.get()
            cancel.wait(0.005)
        return None


def _best_of(request: EditRequest, parts: list[str], steps: int) -> Draft:
    """Return the draft whose number is the first part, with the others behind it."""
    seed = request.options.seed
    drafts = [
        replace(make_draft(request, text, steps), variant=number, seed=seed + number)
        for number, text in enumerate(parts[1:])
    ]
    best = drafts.pop(int(parts[0]))
    return replace(best, others=tuple(drafts))


def _in_pieces(request: EditRequest, starts: list[int], steps: int) -> Draft:
    """Return the selection in capitals as a draft in pieces; no length changes."""
    ends = [*starts[1:], len(request.selected)]
    spans = [Span(start, end) for start, end in zip(starts, ends, strict=True)]
    pieces = tuple(DraftPiece(span, span, PieceEnd.REFINED) for span in spans)
    return replace(make_draft(request, request.selected.upper(), steps), pieces=pieces)


def make_step(edit_id: int, step: int, text: str) -> DenoiseStep:
    """Return a step whose first half is settled."""
    half = len(text) // 2
    tokens = (
        TokenView(0, half, 0.01, TokenState.ACCEPTED),
        TokenView(half, len(text), 2.0, TokenState.FREE),
    )
    return DenoiseStep(edit_id, 0, step, 48, 0.7, text, tokens, 0.1 * step)


def make_draft(request: EditRequest, text: str, steps: int) -> Draft:
    """Return the draft that ends a run."""
    seed = request.options.seed
    return Draft(request.edit_id, text, steps, 0.4, True, True, seed, 3, "fake", 1, 0)


class LoaderOf:
    """A loader that waits until the test lets the model be ready."""

    def __init__(self, engine: ScriptedEngine) -> None:
        self.engine = engine
        self.ready = threading.Event()
        self.error: BaseException | None = None
        self.folders: list[Path] = []  # that were loaded

    def __call__(
        self,
        folder: Path,
        on_loading: Callable[[ModelLoading], None],
        stop: threading.Event,
    ) -> ScriptedEngine:
        """Give the engine once it is ready; leave at once when the program ends."""
        self.folders.append(folder)
        on_loading(ModelLoading(folder.name, "weights", 0.5))
        while not self.ready.wait(0.005):
            if stop.is_set():
                raise LoadAbandonedError
        if self.error is not None:
            raise self.error
        return self.engine
