"""Runs that end early or never begin: cancelled, abandoned, broken, refused."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.errors import (
    EmptyInstructionError,
    EmptySpanError,
    EngineError,
    NonFiniteLogitsError,
    PinnedSpanError,
    SpanTooLargeError,
)
from engine.events import Cancelled, DenoiseStep, PromptReady
from engine.request import EditRequest, Span
from engine.session import Engine
from tests.engine.session_stage import (
    SELECTED,
    SETTINGS,
    count_passes,
    make_request,
    run,
    steps_of,
    without_seconds,
)
from tests.tiny_checkpoint import change_tensors, make_checkpoint


@pytest.fixture(scope="module")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine that changes its mind at every step, up to the cap."""
    folder = tmp_path_factory.mktemp("stops") / "wild"
    return Engine.load(make_checkpoint(folder, spread=0.7, settings=SETTINGS), device="cpu")


def test_pins_behind_the_last_canvas_are_refused(wild: Engine) -> None:
    long = " ".join([SELECTED] * 6)
    request = replace(make_request(long, max_canvases=1), pinned=(Span(len(long) - 3, len(long)),))
    with pytest.raises(PinnedSpanError, match="more canvases"):
        run(wild, request)


def test_after_cancel_no_step_is_computed(wild: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = count_passes(monkeypatch, "logits")
    cancel = threading.Event()
    events = []
    for event in wild.edit(make_request(max_steps=6), cancel):
        events.append(event)
        if isinstance(event, DenoiseStep) and event.step == 2:
            cancel.set()
    assert calls == [2]
    last = events[-1]
    assert isinstance(last, Cancelled)
    assert last.edit_id == 7
    assert last.draft is not None
    assert last.draft.steps == 2
    assert last.draft.text == steps_of(events)[-1].text
    assert not last.draft.converged


def test_cancel_before_the_start_computes_nothing(
    wild: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = count_passes(monkeypatch, "extend")
    cancel = threading.Event()
    cancel.set()
    assert list(wild.edit(make_request(), cancel)) == [Cancelled(7, None)]
    assert calls == [0]


def test_cancel_after_the_prompt(wild: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = count_passes(monkeypatch, "logits")
    cancel = threading.Event()
    events = []
    for event in wild.edit(make_request(), cancel):
        events.append(event)
        cancel.set()
    assert [type(event) for event in events] == [PromptReady, Cancelled]
    assert calls == [0]


def test_a_run_without_a_step_is_no_cancel(wild: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.passes.denoise", lambda *_, **__: iter(()))
    with pytest.raises(EngineError, match="Tiny computed no step"):
        run(wild, make_request())


def test_the_engine_is_ready_again_after_an_abandoned_run(wild: Engine) -> None:
    request = make_request(seed=2, max_steps=3)
    whole = run(wild, request)
    events = wild.edit(request, threading.Event())
    next(events)
    next(events)
    del events
    assert without_seconds(run(wild, request)) == without_seconds(whole)


def test_not_a_number_is_named(tmp_path: Path) -> None:
    folder = make_checkpoint(tmp_path / "bad", settings=SETTINGS)
    change_tensors(folder, {"model.decoder.norm.weight": torch.full((32,), torch.nan)})
    engine = Engine.load(folder, device="cpu")
    with pytest.raises(NonFiniteLogitsError, match="step 1 of canvas 1"):
        run(engine, make_request())


def test_too_large_a_span_is_refused_before_anything_is_computed(
    wild: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = count_passes(monkeypatch, "extend")
    with pytest.raises(SpanTooLargeError, match=r"has 15,999 characters.* words\): select less"):
        run(wild, make_request("the dog " * 2000))
    with pytest.raises(SpanTooLargeError, match="no room"):
        run(wild, make_request(max_canvases=64))
    assert calls == [0]


def test_a_large_span_gives_up_room_for_growth_first(wild: Engine) -> None:
    """Twice its length does not fit behind the prompt, once does."""
    selected = "x" * 400
    assert steps_of(run(wild, make_request(selected, max_steps=1)))


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (make_request(" \n\t"), EmptySpanError),
        (replace(make_request(), instruction="  "), EmptyInstructionError),
        (replace(make_request(), pinned=(Span(0, 999),)), PinnedSpanError),
    ],
)
def test_requests_that_cannot_be_carried_out(
    wild: Engine, request_: EditRequest, error: type[Exception]
) -> None:
    with pytest.raises(error):
        run(wild, request_)
