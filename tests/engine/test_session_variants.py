"""Several drafts of one request: each is the one that its seed gives alone, to the last bit."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.corrections import Corrections
from engine.errors import OutOfMemoryError
from engine.events import Cancelled, DenoiseStep, Draft, EngineEvent, PromptReady
from engine.model.checkpoint import read_checkpoint
from engine.model.lean import LeanDenoiser
from engine.model.loader import load_model
from engine.model.tokenizer_file import load_tokenizer
from engine.presets import starter_presets
from engine.prompt import load_template
from engine.request import EditRequest, SamplingOptions, Span
from engine.session import Engine
from tests.engine.session_stage import (
    SELECTED,
    SETTINGS,
    count_passes,
    draft_of,
    make_request,
    run,
    steps_of,
)
from tests.tiny_checkpoint import make_checkpoint

LONG = " ".join([SELECTED] * 6)
SENTENCE = (
    "The editor keep every draft beside the text, so nothing is lost when you change you mind."
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(
        tmp_path_factory.mktemp("variants") / "wild", spread=0.7, settings=SETTINGS
    )


@pytest.fixture(scope="module")
def wild(folder: Path) -> Engine:
    """Return an engine that changes its mind at every step, up to the cap."""
    return Engine.load(folder, device="cpu")


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine whose canvases converge."""
    path = tmp_path_factory.mktemp("variants") / "steady"
    made = make_checkpoint(path, spread=0.7, residual=0.2, settings=SETTINGS)
    return Engine.load(made, device="cpu")


@pytest.fixture(scope="module")
def fused(folder: Path) -> Engine:
    """Return an engine on the denoiser that a model in 4 bits has on a GPU."""
    checkpoint = read_checkpoint(folder)
    model = replace(load_model(checkpoint, torch.device("cpu"), torch.float32), head=None)
    template = load_template(checkpoint.template)
    return Engine(checkpoint, model, load_tokenizer(checkpoint), template)


@pytest.fixture(params=[1, 2, 4], ids=lambda count: f"{count} threads")
def threads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let torch have so many threads: from two on, the variants run at the same time."""
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield
    torch.set_num_threads(before)


def with_variants(request: EditRequest, count: int) -> EditRequest:
    return replace(request, options=replace(request.options, variants=count))


def single(request: EditRequest, variant: int) -> EditRequest:
    options = replace(request.options, variants=1, seed=request.options.seed + variant)
    return replace(request, options=options)


def stripped(step: DenoiseStep) -> DenoiseStep:
    return replace(step, seconds=0.0, variant=0)


def plain(draft: Draft) -> Draft:
    return replace(draft, seconds=0.0, variant=0, others=())


def drafts_of(events: list[EngineEvent]) -> list[Draft]:
    """Return the drafts of all variants in the order of their numbers."""
    best = draft_of(events)
    return sorted((best, *best.others), key=lambda draft: draft.variant)


def check_each_alone(engine: Engine, request: EditRequest) -> None:
    """Compare every step, with its entropies and states, and every draft."""
    events = run(engine, request)
    drafts = drafts_of(events)
    assert [draft.variant for draft in drafts] == list(range(request.options.variants))
    for number, draft in enumerate(drafts):
        alone = run(engine, single(request, number))
        mine = [step for step in steps_of(events) if step.variant == number]
        assert [stripped(step) for step in mine] == [stripped(step) for step in steps_of(alone)]
        assert plain(draft) == plain(draft_of(alone))


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(
    "request_",
    [
        make_request(seed=1, max_steps=5),
        make_request(LONG, seed=3, max_steps=3),
        make_request(LONG, seed=5, max_steps=4, strength=0.4),
        replace(make_request(SELECTED + " 😀", seed=7, max_steps=4), pinned=(Span(4, 8),)),
    ],
    ids=["one canvas", "several canvases", "from the text", "pinned"],
)
def test_each_variant_is_the_run_of_its_own_seed(wild: Engine, request_: EditRequest) -> None:
    check_each_alone(wild, with_variants(request_, 3))


@pytest.mark.usefixtures("threads")
def test_each_variant_stops_by_itself(steady: Engine) -> None:
    request = with_variants(make_request(seed=1, max_canvases=2), 4)
    check_each_alone(steady, request)
    drafts = drafts_of(run(steady, request))
    assert any(draft.converged for draft in drafts)
    assert len({draft.steps for draft in drafts}) > 1


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("threads", [2], indirect=True)
@pytest.mark.parametrize(
    "request_",
    [make_request(seed=1, max_steps=3), make_request(LONG, seed=3, max_steps=2)],
    ids=["one canvas", "several canvases"],
)
def test_the_same_on_the_fused_denoiser(fused: Engine, request_: EditRequest) -> None:
    check_each_alone(fused, with_variants(request_, 3))


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(
    ("text", "preset", "steps"),
    [(SENTENCE, 0, 8), (SENTENCE, 1, 3), (" ".join([SENTENCE] * 7), 0, 1)],
    ids=["eight steps", "other words", "several canvases"],
)
def test_the_same_with_the_starter(
    starter_engine: Engine, text: str, preset: int, steps: int
) -> None:
    chosen = starter_presets()[preset]
    options = SamplingOptions(seed=11, strength=chosen.strength, max_steps=steps, variants=2)
    check_each_alone(
        starter_engine,
        EditRequest(1, 0, Span(0, len(text)), "", text, "", chosen.instruction, options),
    )


def test_the_prompt_is_read_once(wild: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = count_passes(monkeypatch, "extend")
    passes = count_passes(monkeypatch, "logits")
    events = run(wild, with_variants(make_request(max_steps=3, max_canvases=1), 4))
    assert reads == [1]
    assert passes == [12]
    assert [type(event) for event in events] == [PromptReady, *[DenoiseStep] * 12, Draft]
    assert [step.variant for step in steps_of(events)] == [0, 1, 2, 3] * 3


def test_the_best_comes_first_and_corrections_are_counted_for_each(wild: Engine) -> None:
    events = run(wild, with_variants(make_request(seed=3, max_steps=6), 3))
    for draft in drafts_of(events):
        corrections = Corrections()
        for step in steps_of(events):
            if step.variant == draft.variant:
                corrections = corrections.after(step)
        assert draft.corrections == corrections.count > 0
        assert draft.seed == 3 + draft.variant


@pytest.mark.usefixtures("threads")
def test_after_cancel_no_variant_takes_a_step(
    wild: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = count_passes(monkeypatch, "logits")
    cancel = threading.Event()
    events, computed = [], 0
    for event in wild.edit(with_variants(make_request(max_steps=6), 3), cancel):
        events.append(event)
        if isinstance(event, DenoiseStep) and (event.step, event.variant) == (2, 2):
            cancel.set()
            computed = passes[0]
    assert passes == [computed] == [6]
    last = events[-1]
    assert isinstance(last, Cancelled)
    assert last.draft is not None
    assert [last.draft.steps, *[draft.steps for draft in last.draft.others]] == [2, 2, 2]


def test_cancel_in_the_middle_of_a_round(wild: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one, the other variants do not even take the step of this round."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    passes = count_passes(monkeypatch, "logits")
    cancel = threading.Event()
    events = []
    for event in wild.edit(with_variants(make_request(max_steps=6), 3), cancel):
        events.append(event)
        if isinstance(event, DenoiseStep) and (event.step, event.variant) == (2, 0):
            cancel.set()
    torch.set_num_threads(before)
    assert passes == [4]
    last = events[-1]
    assert isinstance(last, Cancelled)
    assert last.draft is not None
    drafts = sorted((last.draft, *last.draft.others), key=lambda draft: draft.variant)
    assert [draft.steps for draft in drafts] == [2, 1, 1]


@pytest.mark.usefixtures("threads")
def test_memory_that_runs_out_leaves_the_best_so_far(
    wild: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = LeanDenoiser.logits
    calls = [0]

    def failing(denoiser: LeanDenoiser, *args: torch.Tensor) -> torch.Tensor:
        calls[0] += 1
        if calls[0] > 4:
            raise torch.OutOfMemoryError("no room")
        return original(denoiser, *args)

    request = with_variants(make_request(max_steps=6), 2)
    with monkeypatch.context() as patch:
        patch.setattr(LeanDenoiser, "logits", failing)
        with pytest.raises(OutOfMemoryError, match="fewer variants") as caught:
            run(wild, request)
    best = caught.value.draft
    assert best is not None
    assert {best.variant, *[draft.variant for draft in best.others]} == {0, 1}
    assert best.steps == 2
    assert caught.value.__context__ is None
    # And the engine goes on.
    check_each_alone(wild, request)
