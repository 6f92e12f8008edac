"""Requests become events: order, content, pins, strength, and parity end to end."""

import dataclasses
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.corrections import Corrections
from engine.draft_text import TokenPieces, spell
from engine.events import DenoiseStep, Draft, ModelLoading, PromptReady, TokenState
from engine.model.checkpoint import read_checkpoint
from engine.model.loader import compute_dtype, load_model
from engine.model.tokenizer_file import load_tokenizer
from engine.plain_tokenizer import PlainTokenizer
from engine.prompt import build_prompt, load_template
from engine.request import Span
from engine.sampling import Sampling
from engine.session import Engine
from tests.engine.session_stage import (
    SELECTED,
    SETTINGS,
    draft_of,
    make_request,
    run,
    steps_of,
    without_seconds,
)
from tests.reference_run import Wish, reference_drafts
from tests.tiny_checkpoint import EOS, TOOL_RESPONSE, TURN_END, TinyShape, make_checkpoint

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("session")
    return {
        # Changes its mind at every step, up to the cap.
        "wild": make_checkpoint(root / "wild", spread=0.7, settings=SETTINGS),
        # Converges.
        "steady": make_checkpoint(root / "steady", spread=0.7, residual=0.2, settings=SETTINGS),
    }


@pytest.fixture(scope="module")
def wild(folders: dict[str, Path]) -> Engine:
    return Engine.load(folders["wild"], device="cpu")


@pytest.fixture(scope="module")
def steady(folders: dict[str, Path]) -> Engine:
    return Engine.load(folders["steady"], device="cpu")


def test_events_come_in_order(wild: Engine) -> None:
    events = run(wild, make_request(max_steps=3, max_canvases=1))
    kinds = [type(event) for event in events]
    assert kinds == [PromptReady, DenoiseStep, DenoiseStep, DenoiseStep, Draft]
    ready = events[0]
    assert isinstance(ready, PromptReady)
    assert ready.edit_id == 7
    assert (ready.canvas_length, ready.step_cap) == (16, 3)
    assert ready.prompt_tokens > 50
    assert ready.before_characters == len("the quick fox\n")
    assert ready.after_characters == len("\nover there")
    steps = steps_of(events)
    assert [(step.canvas, step.step, step.step_cap) for step in steps] == [
        (0, 1, 3), (0, 2, 3), (0, 3, 3),
    ]  # fmt: skip
    assert all(step.edit_id == 7 for step in steps)
    draft = draft_of(events)
    assert (draft.edit_id, draft.steps, draft.seed, draft.model) == (7, 3, 0, "Tiny")
    assert draft.text == steps[-1].text
    assert draft.turn_closed == steps[-1].turn_closed
    assert not draft.converged
    assert 0.0 < steps[0].seconds <= steps[1].seconds <= steps[2].seconds <= draft.seconds


def test_every_steps_tokens_cover_its_text(wild: Engine) -> None:
    request = make_request("  the lazy dog jumps\n", max_steps=4, max_canvases=3)
    for step in steps_of(run(wild, request)):
        ends = [0, *(token.end for token in step.tokens)]
        assert [token.start for token in step.tokens] == ends[:-1]
        assert ends[-1] == len(step.text)
        assert step.text.startswith("  ")
        assert step.text.endswith("\n")


def test_a_steady_model_converges(steady: Engine) -> None:
    draft = draft_of(run(steady, make_request(seed=1, max_canvases=1)))
    assert draft.converged
    assert draft.steps < 12


def test_the_same_request_gives_the_same_events(wild: Engine) -> None:
    request = make_request(seed=5, max_steps=3)
    first, second = run(wild, request), run(wild, request)
    assert without_seconds(first) == without_seconds(second)
    other = run(wild, make_request(seed=6, max_steps=3))
    assert draft_of(first).text != draft_of(other).text


def test_the_strength_changes_the_start(steady: Engine) -> None:
    """A model that repeats its canvas shows what the canvas started from."""

    def first_text(strength: float) -> str:
        events = run(steady, make_request(strength=strength, max_steps=1, seed=4))
        return steps_of(events)[0].text

    assert len(set(first_text(0.1)) & set(SELECTED)) > len(set(first_text(1.0)) & set(SELECTED))
    assert "lazy" in first_text(0.1) or "dog" in first_text(0.1)


def test_a_long_span_takes_several_canvases(wild: Engine) -> None:
    long = " ".join([SELECTED] * 6)
    steps = steps_of(run(wild, make_request(long, max_steps=1, seed=3)))
    assert [step.canvas for step in steps][:3] == [0, 1, 2]
    # Each shows the drafts of the canvases before it as they were left.
    assert steps[2].text.startswith(steps[1].text.rstrip("\ufffd"))
    assert len(steps[2].tokens) > len(steps[1].tokens) > len(steps[0].tokens)


def test_the_draft_tells_its_canvases_and_what_was_corrected(wild: Engine) -> None:
    long = " ".join([SELECTED] * 6)
    events = run(wild, make_request(long, max_steps=6, seed=3))
    corrections = Corrections()
    for step in steps_of(events):
        corrections = corrections.after(step)
        assert step.corrections == corrections.count
    draft = draft_of(events)
    assert draft.canvases == steps_of(events)[-1].canvas + 1 > 1
    assert draft.corrections == corrections.count > 0


def test_the_number_of_canvases_can_be_bounded(wild: Engine) -> None:
    long = " ".join([SELECTED] * 6)
    for bound in (1, 2):
        steps = steps_of(run(wild, make_request(long, max_steps=1, seed=3, max_canvases=bound)))
        assert max(step.canvas for step in steps) == bound - 1


@pytest.mark.parametrize("strength", [1.0, 0.4])
@pytest.mark.parametrize("seed", range(3))
def test_pinned_text_is_in_every_step_to_the_byte(wild: Engine, strength: float, seed: int) -> None:
    selected = " the `naïve` dog, 😀 and a fox jumps over\n"
    spans = tuple(
        Span(selected.index(part), selected.index(part) + len(part))
        for part in ("`naïve`", "😀", "over")
    )
    request = replace(
        make_request(selected, strength=strength, seed=seed, max_steps=4), pinned=spans
    )
    events = run(wild, request)
    for step in steps_of(events):
        pinned = "".join(
            step.text[token.start : token.end]
            for token in step.tokens
            if token.state is TokenState.PINNED
        )
        if step.canvas == max(each.canvas for each in steps_of(events)):
            assert pinned == " `naïve`😀over\n"
    assert "`naïve`" in draft_of(events).text
    assert "😀" in draft_of(events).text


def test_the_model_is_described(wild: Engine, folders: dict[str, Path]) -> None:
    info = wild.info
    assert (info.name, info.folder) == ("Tiny", folders["wild"])
    assert (info.canvas_length, info.context_length) == (16, 1024)
    assert info.device == "cpu"
    assert info.device_name
    assert info.taught_only
    assert info.parameters > 10_000
    assert info.weight_bytes == info.parameters * compute_dtype(CPU).itemsize
    assert info.dtype == str(compute_dtype(CPU)).removeprefix("torch.")


def test_loading_tells_how_far_it_is(folders: dict[str, Path]) -> None:
    heard: list[ModelLoading] = []
    Engine.load(folders["wild"], device="cpu", on_loading=heard.append)
    assert [event.stage for event in heard] == ["config", "weights", "first step", "ready"]
    assert [event.fraction for event in heard] == sorted(event.fraction for event in heard)
    assert heard[-1] == ModelLoading("Tiny", "ready", 1.0)


def test_a_run_leaves_torch_as_it_was(wild: Engine) -> None:
    state = torch.get_rng_state()
    threads = torch.get_num_threads()
    for _ in wild.edit(make_request(max_steps=2), threading.Event()):
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()
        assert torch.get_num_threads() == threads
    assert torch.equal(state, torch.get_rng_state())


def test_events_hold_no_tensors(wild: Engine) -> None:
    for event in run(wild, make_request(max_steps=2)):
        for value in dataclasses.asdict(event).values():
            assert isinstance(value, bool | int | float | str | list | tuple)


@pytest.mark.parametrize("seed", range(3))
def test_an_edit_shows_what_generate_drafts(folders: dict[str, Path], seed: int) -> None:
    """Parity from the request on: prompt, loop and text together."""
    folder = folders["wild"]
    checkpoint = read_checkpoint(folder)
    tokenizer = load_tokenizer(checkpoint)
    request = make_request(seed=seed, max_steps=4, max_canvases=2)
    prompt = build_prompt(
        request, PlainTokenizer(tokenizer), load_template("taught"), context_tokens=48
    )
    ends = (EOS, TURN_END, TOOL_RESPONSE)
    model = load_model(checkpoint, CPU, compute_dtype(CPU))
    wish = Wish(prompt.ids, 2, ends, replace(checkpoint.sampling, max_steps=4), seed)
    drafts = reference_drafts(model.network, wish)
    steps = steps_of(run(Engine.load(folder, device="cpu"), request))
    assert [step.temperature for step in steps[:4]] == [
        Sampling(max_steps=4).schedule().temperature(number) for number in range(1, 5)
    ]
    pieces = TokenPieces(tokenizer)
    before: tuple[int, ...] = ()
    for step, draft in zip(steps, drafts, strict=True):
        if step.canvas == 1 and not before:
            before = drafts[3]
        ids = before + draft
        length = next((place for place, token in enumerate(ids) if token in ends), len(ids))
        spelling = spell(pieces, ids[:length])
        expected = spelling.text + ("\ufffd" if spelling.pending else "")
        assert step.text == expected.strip()


def test_a_canvas_shorter_than_the_source_still_holds_a_draft(tmp_path: Path) -> None:
    folder = make_checkpoint(tmp_path / "short", TinyShape(canvas_length=4), settings=SETTINGS)
    engine = Engine.load(folder, device="cpu")
    events = run(engine, make_request(max_steps=1))
    assert max(step.canvas for step in steps_of(events)) > 1
