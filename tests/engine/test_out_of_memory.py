"""Memory that runs out in the middle of a run: the draft so far is kept, the engine goes on."""

import threading
import weakref
from collections.abc import Iterator

import pytest
import torch

from engine.errors import NonFiniteLogitsError, OutOfMemoryError
from engine.events import DenoiseStep, Draft, EngineEvent, PromptReady
from engine.model.lean import LeanDenoiser
from engine.model.memory import Shortage, is_out_of_memory, until_device_fails
from engine.request import EditRequest
from engine.session import Engine
from tests.engine.session_stage import SETTINGS, make_request, run, steps_of, without_seconds
from tests.tiny_checkpoint import make_checkpoint

SHORT = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine that runs every canvas up to the step cap."""
    folder = tmp_path_factory.mktemp("memory") / "wild"
    return Engine.load(make_checkpoint(folder, spread=0.7, settings=SETTINGS), device="cpu")


class Fault:
    """Lets a denoiser's method fail at one call, and knows the denoiser that it failed in."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, method: str, at: int, error: Exception = SHORT
    ) -> None:
        self.calls = 0
        self.denoiser: weakref.ref[LeanDenoiser] | None = None
        original = getattr(LeanDenoiser, method)

        def failing(denoiser: LeanDenoiser, *args: object) -> object:
            self.calls += 1
            if self.calls == at:
                self.denoiser = weakref.ref(denoiser)
                # A new one each time: one that was raised before keeps what it was raised in.
                raise type(error)(*error.args)
            return original(denoiser, *args)

        monkeypatch.setattr(LeanDenoiser, method, failing)


def run_short(engine: Engine, request: EditRequest) -> tuple[list[EngineEvent], OutOfMemoryError]:
    """Return the events up to the error, and the error."""
    told: list[EngineEvent] = []

    def listen() -> None:
        for event in engine.edit(request, threading.Event()):
            told.append(event)

    with pytest.raises(OutOfMemoryError) as caught:
        listen()
    return told, caught.value


@pytest.mark.parametrize(
    "error",
    [SHORT, MemoryError(), RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory")],
)
def test_the_run_ends_with_the_draft_of_its_last_step(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    Fault(monkeypatch, "logits", 4, error)
    events, raised = run_short(engine, make_request(max_steps=6))
    steps = steps_of(events)
    assert [step.step for step in steps] == [1, 2, 3]
    assert not any(isinstance(event, Draft) for event in events)
    assert raised.draft is not None
    assert (raised.draft.text, raised.draft.steps) == (steps[-1].text, 3)
    assert not raised.draft.converged
    assert "Tiny: memory ran out after step 3: select less" in str(raised)
    assert (str(error) or "MemoryError") in str(raised)


def test_a_second_canvas_that_finds_no_room_leaves_the_first(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    Fault(monkeypatch, "extend", 2)
    events, raised = run_short(engine, make_request(max_steps=2, max_canvases=4))
    assert raised.draft is not None
    assert raised.draft.text == steps_of(events)[-1].text
    assert not raised.draft.turn_closed


@pytest.mark.parametrize(("method", "before"), [("extend", []), ("logits", [PromptReady])])
def test_without_a_step_there_is_no_draft(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, method: str, before: list[type]
) -> None:
    Fault(monkeypatch, method, 1)
    events, raised = run_short(engine, make_request())
    assert [type(event) for event in events] == before
    assert raised.draft is None
    assert "before the first step" in str(raised)


def test_the_next_request_gives_what_it_would_have_given(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = make_request(seed=5, max_steps=3)
    wanted = without_seconds(run(engine, request))
    with monkeypatch.context() as patch:
        Fault(patch, "logits", 2)
        run_short(engine, make_request(max_steps=6))
    assert without_seconds(run(engine, request)) == wanted


def test_what_the_run_held_is_free_while_the_error_is_looked_at(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied: list[bool] = []
    fault = Fault(monkeypatch, "logits", 3)

    def note() -> None:
        emptied.append(fault.denoiser is not None and fault.denoiser() is None)

    monkeypatch.setattr(torch.cuda, "empty_cache", note)
    _, raised = run_short(engine, make_request(max_steps=6))
    assert emptied == [True]
    assert raised.__context__ is None


def test_other_errors_are_passed_on_as_they_are(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    Fault(monkeypatch, "logits", 2, NonFiniteLogitsError("step 2"))
    with pytest.raises(NonFiniteLogitsError, match=r"^step 2$"):
        run(engine, make_request())
    Fault(monkeypatch, "logits", 1, RuntimeError("shapes do not fit"))
    with pytest.raises(RuntimeError, match="shapes"):
        run(engine, make_request())


@pytest.mark.parametrize(
    ("error", "lack"),
    [
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"), True),
        (RuntimeError("CUDA error: out of memory"), True),
        (RuntimeError("Triton Error [CUDA]: out of memory"), True),
        (OSError("Cannot allocate memory (os error 12)"), True),
        (RuntimeError("CUDA error: an illegal memory access was encountered"), False),
        (ValueError("not enough memory"), False),
    ],
)
def test_a_lack_of_memory_is_told_apart(error: Exception, lack: bool) -> None:
    assert is_out_of_memory(error) is lack


def test_items_before_a_shortage_are_passed_on() -> None:
    def numbers() -> Iterator[int]:
        yield 1
        raise MemoryError

    assert list(until_device_fails(iter([1, 2]))) == [1, 2]
    assert list(until_device_fails(numbers())) == [1, Shortage("MemoryError")]


def test_a_step_is_an_event_before_memory_ends(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever watches has seen what the draft offers."""
    Fault(monkeypatch, "logits", 2)
    events, raised = run_short(engine, make_request())
    last = events[-1]
    assert isinstance(last, DenoiseStep)
    assert raised.draft is not None
    assert last.text == raised.draft.text


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_memory_that_ran_out_is_given_back_to_the_gpu() -> None:
    free_before, _ = torch.cuda.mem_get_info()

    def greedy() -> Iterator[int]:
        held = []
        while True:
            held.append(torch.empty(2**30, dtype=torch.uint8, device="cuda"))
            yield len(held)

    last = list(until_device_fails(greedy()))[-1]
    assert isinstance(last, Shortage)
    free_after, _ = torch.cuda.mem_get_info()
    assert free_after > free_before - 2**28
