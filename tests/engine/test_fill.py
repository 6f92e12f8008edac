"""An empty selection is a gap: its length is searched, and the text behind it judges."""

import math
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.denoise import LoopStep
from engine.errors import (
    EmptySpanError,
    NoSurroundingsError,
    OutOfMemoryError,
    PinnedSpanError,
    StrokeError,
)
from engine.events import Cancelled, DenoiseStep, Draft, PromptReady
from engine.fill import (
    KEPT,
    PRUNE_AT,
    FillSearch,
    Gap,
    as_prompted,
    coarse_lengths,
    fine_lengths,
    read_gap,
)
from engine.model.checkpoint import read_checkpoint
from engine.model.lean import LeanDenoiser
from engine.model.loader import load_model
from engine.model.tokenizer_file import load_tokenizer
from engine.plain_tokenizer import PlainTokenizer
from engine.plan.fit import DeviceMemory
from engine.plan.memory_plan import Place
from engine.prompt import load_template
from engine.request import EditRequest, SamplingOptions, Span, Stroke
from engine.session import Engine
from tests.engine.session_stage import (
    SETTINGS,
    count_passes,
    draft_of,
    run,
    steps_of,
    without_seconds,
)
from tests.tiny_checkpoint import TURN_END, TinyShape, make_checkpoint

CANVAS = 32
BEFORE, AFTER = "the quick brown ", " over the lazy dog"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fill")
    return make_checkpoint(
        root / "wild", TinyShape(canvas_length=CANVAS), spread=0.7, settings=SETTINGS
    )


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    return Engine.load(folder, device="cpu")


@pytest.fixture(scope="module")
def fused(folder: Path) -> Engine:
    """Return an engine on the denoiser that a model in 4 bits has on a GPU."""
    checkpoint = read_checkpoint(folder)
    model = replace(load_model(checkpoint, torch.device("cpu"), torch.float32), head=None)
    template = load_template(checkpoint.template)
    return Engine(checkpoint, model, load_tokenizer(checkpoint), template)


def gap_request(
    before: str = BEFORE, after: str = AFTER, *, instruction: str = "", steps: int | None = 3
) -> EditRequest:
    place = Span(len(before), len(before))
    options = SamplingOptions(seed=4, max_steps=steps)
    return EditRequest(7, 3, place, before, "", after, instruction, options)


def test_lengths_double_and_then_close_in() -> None:
    assert coarse_lengths(63) == (1, 2, 4, 8, 16, 32)
    assert coarse_lengths(64)[-1] == 64
    assert fine_lengths(8, (1, 2, 4, 8, 16), 40) == (6, 10, 12)
    assert fine_lengths(2, (1, 2, 4), 40) == (3,)
    assert fine_lengths(1, (1, 2), 40) == ()
    assert fine_lengths(32, (16, 32), 40) == (24, 40)


def test_the_canvas_holds_the_text_on_both_sides(folder: Path) -> None:
    tokenizer = PlainTokenizer(load_tokenizer(read_checkpoint(folder)))
    gap, passage = read_gap(gap_request(), tokenizer, CANVAS, TURN_END)
    assert gap.tail[-1] == TURN_END
    assert list(gap.head) == tokenizer.encode(passage.head)
    assert passage.head
    assert len(gap.head) + len(gap.tail) + gap.room == CANVAS
    prompted = as_prompted(gap_request(), passage, "taught")
    assert prompted.selected == f"{passage.head} ___{passage.tail}"
    assert prompted.instruction == "Fill the gap"
    assert prompted.before + passage.head == BEFORE.rstrip()
    worded = as_prompted(gap_request(instruction="a colour"), passage, "instruct")
    assert "___" in worded.instruction
    assert worded.instruction.endswith(". a colour")


def test_the_draft_is_the_filling_alone(engine: Engine) -> None:
    events = run(engine, gap_request())
    assert isinstance(events[0], PromptReady)
    draft = draft_of(events)
    assert draft.text
    assert not draft.text[0].isspace()
    assert not draft.text[-1].isspace()
    assert draft.seed == 4
    last = [step for step in steps_of(events) if step.variant == draft.variant][-1]
    assert last.text == draft.text
    texts = [draft.text, *[other.text for other in draft.others]]
    assert len(set(texts)) == len(texts)
    assert len({other.tokens for other in (draft, *draft.others)}) == len(texts)
    misfits = {step.variant: step.misfit for step in steps_of(events)}
    assert min(misfits.values()) == misfits[draft.variant]
    for step in steps_of(events):
        assert step.turn_closed
        ends = [0, *(token.end for token in step.tokens)]
        assert [token.start for token in step.tokens] == ends[:-1]
        assert ends[-1] == len(step.text)


def test_words_do_not_touch_where_no_blank_is(engine: Engine) -> None:
    draft = draft_of(run(engine, gap_request("the quick", "dog")))
    for text in (draft.text, *[other.text for other in draft.others]):
        if text[-1].isalnum():
            raise AssertionError(f"{text!r} runs into the dog")
        assert "  " not in (text[:2].replace("\n", ""), text[-2:])


def test_the_same_request_gives_the_same_draft(engine: Engine) -> None:
    first, second = (run(engine, gap_request()) for _ in range(2))
    assert without_seconds(first[:-1]) == without_seconds(second[:-1])
    texts = [
        [draft.text, *[other.text for other in draft.others]]
        for draft in (draft_of(first), draft_of(second))
    ]
    assert texts[0] == texts[1]


def test_the_fused_denoiser_judges_alike(engine: Engine, fused: Engine) -> None:
    """One step on the same noise: the same lengths fit best, but for rounding."""
    found = []
    for each in (engine, fused):
        draft = draft_of(run(each, gap_request(steps=1)))
        found.append([draft.tokens, *[other.tokens for other in draft.others]])
    assert found[0][0] in found[1][:3]


def test_white_space_alone_is_still_no_gap(engine: Engine) -> None:
    with pytest.raises(EmptySpanError):
        run(engine, replace(gap_request(), selected=" ", instruction="Fill the gap"))


def test_without_any_text_around_there_is_nothing_to_go_by(engine: Engine) -> None:
    with pytest.raises(NoSurroundingsError, match="write something"):
        run(engine, gap_request(" \n", "\n"))


@pytest.mark.parametrize(("before", "after"), [("", AFTER), (BEFORE, ""), (BEFORE, "\n")])
def test_one_side_is_enough(engine: Engine, before: str, after: str) -> None:
    assert draft_of(run(engine, gap_request(before, after, steps=1))).text


def test_a_long_text_is_trimmed_to_what_fits(engine: Engine) -> None:
    events = run(engine, gap_request(BEFORE * 300, AFTER * 300, steps=1))
    assert draft_of(events).text


def test_after_cancel_no_length_takes_a_step(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = count_passes(monkeypatch, "logits")
    reads = count_passes(monkeypatch, "extend")
    cancel = threading.Event()
    events = []
    for event in engine.edit(gap_request(), cancel):
        events.append(event)
        if isinstance(event, DenoiseStep) and event.step == 1 and event.variant == 1:
            cancel.set()
    last = events[-1]
    assert isinstance(last, Cancelled)
    assert isinstance(last.draft, Draft)
    assert reads == [1]
    assert passes[0] <= len(coarse_lengths(CANVAS))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, AFTER),
        ("", AFTER),
        (BEFORE, ""),
        ("the qu", "ick fox"),
        (BEFORE * 300, AFTER * 300),
    ],
)
def test_the_prompt_tells_how_much_of_both_sides_the_model_sees(
    engine: Engine, before: str, after: str
) -> None:
    ready = run(engine, gap_request(before, after, steps=1))[0]
    assert isinstance(ready, PromptReady)
    if len(before) < 100:
        seen = (ready.before_characters, ready.after_characters)
        assert seen == (len(before), len(after))
    else:
        assert 10 < ready.before_characters < len(before)
        assert 10 < ready.after_characters < len(after)


def test_what_is_pinned_or_painted_of_no_selection_is_refused(engine: Engine) -> None:
    with pytest.raises(PinnedSpanError):
        run(engine, replace(gap_request(), pinned=(Span(0, 3),)))
    with pytest.raises(StrokeError):
        run(engine, replace(gap_request(), strokes=(Stroke(Span(0, 3), 0.5),)))


def test_a_wish_for_many_canvases_does_not_matter(engine: Engine) -> None:
    request = gap_request(steps=1)
    many = replace(request, options=replace(request.options, max_canvases=50))
    assert draft_of(run(engine, many)).text == draft_of(run(engine, request)).text


def test_memory_that_runs_out_is_told_without_advice_to_select_less(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> torch.Tensor:
        raise torch.OutOfMemoryError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(LeanDenoiser, "logits", failing)
        with pytest.raises(OutOfMemoryError, match="first step: close other programs") as caught:
            run(engine, gap_request())
    assert caught.value.draft is None
    assert draft_of(run(engine, gap_request())).text
    little = DeviceMemory(Place.CPU, 1000, 10_000)
    monkeypatch.setattr("engine.passes.device_memory", lambda _: little)
    with pytest.raises(OutOfMemoryError, match="free: close other programs"):
        run(engine, gap_request())


def step_of(variant: int, step: int, fits: tuple[float, ...]) -> LoopStep:
    zeros, no = (0.0,) * len(fits), (False,) * len(fits)
    ids = tuple(range(len(fits)))
    return LoopStep(0, step, 0.5, ids, zeros, no, no, False, False, (), variant, fits)


def test_what_fits_badly_is_dropped_and_the_best_is_closed_in_on() -> None:
    gap = Gap((1,), (2, 3), "a ", " b", room=16)
    search = FillSearch(gap)
    lengths = search.next_round()
    assert lengths == (1, 2, 4, 8, 16)
    for variant, length in enumerate(lengths):
        misfit = abs(length - 4.0)
        fits = [0.0] * 20
        fits[1 + length : 3 + length] = [-misfit, -misfit]
        assert search.misfit(step_of(variant, PRUNE_AT, tuple(fits))) == pytest.approx(misfit)
    assert search.finished == {3, 4}
    assert len(lengths) - len(search.finished) == KEPT
    assert search.next_round() == (3, 5, 6)
    assert search.next_round() == ()


def test_lengths_are_dropped_where_the_longest_has_stopped_before() -> None:
    search = FillSearch(Gap((1,), (2,), "a ", " b", room=16))
    lengths = search.next_round()
    for step, count in ((PRUNE_AT - 1, 5), (PRUNE_AT, 4)):
        for variant, length in enumerate(lengths[:count]):
            fits = [0.0] * 20
            fits[1 + length] = -float(length)
            search.misfit(step_of(variant, step, tuple(fits)))
        search.finished.add(len(lengths) - 1)
    assert search.finished == {3, 4}


def test_without_a_judgement_the_surer_filling_is_better() -> None:
    gap = Gap((1,), (2,), "", "", room=8)
    sure = replace(step_of(0, 1, (0.0,) * 4), fits=(), entropies=(0.0, 0.5, 0.7, 0.0))
    assert math.isclose(gap.misfit(sure, 2), 0.6)
