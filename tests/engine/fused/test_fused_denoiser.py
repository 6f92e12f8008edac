"""The fused step against the lean forward pass and the sampler that holds all logits."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.canvas import Canvas, CanvasPlan
from engine.denoise import LoopStep, denoise
from engine.fused.denoiser import FusedDenoiser
from engine.model.checkpoint import read_checkpoint
from engine.model.int8 import quantize_int8
from engine.model.lean import LeanDenoiser, make_head
from engine.model.lean_weights import LeanNetwork
from engine.model.loader import load_model
from engine.outcome import Outcome, Reading
from engine.runners_up import find_runners_up, read_runners_up
from engine.sampler import Scratch, apply_pins, token_entropies
from engine.sampling import Sampling
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

CPU = torch.device("cpu")
LENGTH = 16
VOCABULARY = 320
SHAPES = {
    "mixed": TinyShape(layer_types=(SLIDING, FULL, SLIDING, FULL)),
    "narrow": TinyShape(layer_types=(SLIDING, SLIDING, FULL), sliding_window=8),
    "all full": TinyShape(layer_types=(FULL, FULL), full_key_value_heads=2),
}
END = 6


def load(folder: Path, shape: TinyShape, *, residual: float = 1.0) -> LeanNetwork:
    path = make_checkpoint(folder / "tiny", shape, spread=0.3, residual=residual)
    lean = load_model(read_checkpoint(path), CPU, torch.float32).lean
    assert lean is not None
    return lean


def fuse(
    lean: LeanNetwork, *, read_at_once: int = 20, chunk: int = 100, runners_up: bool = True
) -> FusedDenoiser:
    return FusedDenoiser(
        lean,
        device=CPU,
        canvas_length=LENGTH,
        context=1500,
        read_at_once=read_at_once,
        chunk=chunk,
        runners_up=runners_up,
    )


def some_ids(count: int, seed: int) -> torch.Tensor:
    return torch.randint(0, VOCABULARY, (count,), generator=torch.Generator().manual_seed(seed))


def plan(pins: dict[int, int] | None = None) -> CanvasPlan:
    return CanvasPlan(LENGTH, VOCABULARY, (), 0, 1.0, pins or {}, (END,))


def start(number: int = 0, pins: dict[int, int] | None = None) -> Canvas:
    return plan(pins).start(number, torch.Generator().manual_seed(number))


def step(
    fused: FusedDenoiser,
    ids: torch.Tensor,
    conditioning: torch.Tensor | None,
    canvas: Canvas,
    seed: int = 0,
) -> Outcome:
    return fused.refine(
        ids,
        conditioning,
        canvas=canvas,
        temperature=0.7,
        entropy_bound=0.5,
        generator=torch.Generator().manual_seed(seed),
    )


def check(outcome: Outcome, scores: torch.Tensor, canvas: Canvas, rows: torch.Tensor) -> None:
    """Assert that an outcome is what the scores [C, V] give; ``rows`` are scaled embeddings."""
    assert torch.equal(outcome.argmax, scores.argmax(-1))
    scratch = Scratch.like(scores)
    entropies = token_entropies(scores, scratch)
    torch.testing.assert_close(outcome.entropies, entropies, rtol=1e-4, atol=2e-5)
    mean = entropies[canvas.free].mean()
    torch.testing.assert_close(outcome.mean_entropy, mean, rtol=1e-4, atol=2e-5)
    expected = scores.softmax(-1) @ rows
    torch.testing.assert_close(outcome.conditioning, expected, rtol=1e-3, atol=1e-4)
    assert outcome.finite
    rivals = find_runners_up(scratch.shares, outcome.argmax, entropies).flatten().tolist()
    for found, other in zip(Reading.of(outcome).runners_up, read_runners_up(rivals), strict=True):
        assert dict(found) == pytest.approx(dict(other), rel=1e-3)


@pytest.mark.parametrize("embeddings", ["plain", "int8"])
@pytest.mark.parametrize("shape", SHAPES)
def test_steps_find_what_the_lean_pass_finds(tmp_path: Path, shape: str, embeddings: str) -> None:
    """Over prompts longer than a part and than the window, three canvases of two steps, pins."""
    lean = load(tmp_path, SHAPES[shape])
    if embeddings == "int8":
        assert isinstance(lean.embeddings, torch.Tensor)
        lean = replace(lean, embeddings=quantize_int8(lean.embeddings.detach()))
    head = make_head(lean)
    fused, whole = fuse(lean), LeanDenoiser(lean, head)
    rows = head.embeddings * lean.embedding_scale
    for number, (count, pins) in enumerate(((45, {}), (LENGTH, {35: 9, 40: 11}), (3, {}))):
        ids = some_ids(count, number)
        fused.extend(ids)
        whole.extend(ids)
        canvas = start(number, pins)
        scores, conditioning = None, None
        for turn in range(2):
            ids = some_ids(LENGTH, 100 + 10 * number + turn)
            scores = apply_pins(whole.logits(ids, scores).clone() / 0.7, canvas)
            outcome = step(fused, ids, conditioning, canvas)
            check(outcome, scores, canvas, rows)
            conditioning = outcome.conditioning


def test_parts_and_chunks_change_nothing_but_rounding(tmp_path: Path) -> None:
    lean = load(tmp_path, SHAPES["mixed"])
    ids, canvas = some_ids(70, 0), start()
    outcomes = []
    for read_at_once, chunk in ((1000, 400), (7, 16)):
        fused = fuse(lean, read_at_once=read_at_once, chunk=chunk)
        fused.extend(ids)
        outcomes.append(replace(step(fused, canvas.ids, None, canvas)))
    one, other = outcomes
    assert torch.equal(one.argmax, other.argmax)
    torch.testing.assert_close(one.entropies, other.entropies, rtol=1e-4, atol=2e-5)
    torch.testing.assert_close(one.conditioning, other.conditioning, rtol=1e-3, atol=1e-4)


def test_a_cache_that_outgrows_its_bucket_goes_on(tmp_path: Path) -> None:
    """The second prompt does not fit beside the first into the smallest bucket of 1,024."""
    lean = load(tmp_path, SHAPES["narrow"])
    fused, whole = fuse(lean, read_at_once=400), LeanDenoiser(lean, make_head(lean))
    canvas = start()
    for number in range(2):
        ids = some_ids(700, number)
        fused.extend(ids)
        whole.extend(ids)
        step(fused, canvas.ids, None, canvas)
    logits = whole.logits(canvas.ids, None)
    outcome = step(fused, canvas.ids, None, canvas)
    assert torch.equal(outcome.argmax, logits.argmax(-1))


def test_accepted_positions_hold_draws_pinned_ones_their_token_and_others_noise(
    tmp_path: Path,
) -> None:
    fused = fuse(load(tmp_path, SHAPES["mixed"], residual=0.2))
    fused.extend(some_ids(30, 0))
    canvas = start(0, {3: 9, 12: 11})
    outcome = step(fused, canvas.ids, None, canvas, seed=4)
    generator = torch.Generator().manual_seed(4)
    torch.zeros(1, dtype=torch.int64).random_(0, 1 << 62, generator=generator)
    noise = torch.zeros(LENGTH, dtype=torch.int64).random_(0, VOCABULARY, generator=generator)
    left = canvas.free & ~outcome.accepted
    assert 0 < int(outcome.accepted.sum()) < LENGTH - 2
    assert torch.equal(outcome.next_canvas[left], noise[left])
    assert outcome.next_canvas[canvas.pinned].tolist() == [9, 11]
    assert outcome.argmax[canvas.pinned].tolist() == [9, 11]
    assert outcome.entropies[canvas.pinned].tolist() == [0, 0]
    assert not outcome.accepted[canvas.pinned].any()
    assert END not in outcome.argmax[:12].tolist()


def drafts(fused: FusedDenoiser, prompt: torch.Tensor, seed: int) -> list[LoopStep]:
    fused.restart()
    fused.extend(prompt)

    def steps() -> Iterator[LoopStep]:
        return denoise(
            fused,
            plan(),
            Sampling(max_steps=5),
            canvases=2,
            end_ids=(VOCABULARY,),
            generator=torch.Generator().manual_seed(seed),
            cancel=threading.Event(),
        )

    return list(steps())


def test_the_same_request_gives_the_same_drafts_whatever_came_before(tmp_path: Path) -> None:
    fused = fuse(load(tmp_path, SHAPES["narrow"]))
    prompt = some_ids(50, 1)
    first = drafts(fused, prompt, 7)
    other = drafts(fused, some_ids(33, 2), 8)
    assert drafts(fused, prompt, 7) == first
    assert [step.ids for step in other] != [step.ids for step in first]
    assert len(first) == 10


def test_runners_up_can_be_left_off_and_change_nothing_else(tmp_path: Path) -> None:
    lean = load(tmp_path, SHAPES["narrow"], residual=0.2)
    prompt = some_ids(50, 1)
    looked_for = drafts(fuse(lean), prompt, 7)
    left_off = drafts(fuse(lean, runners_up=False), prompt, 7)
    assert any(any(step.runners_up) for step in looked_for)
    assert [replace(step, runners_up=()) for step in looked_for] == left_off


def test_room_that_was_prepared_changes_nothing(tmp_path: Path) -> None:
    lean = load(tmp_path, SHAPES["narrow"])
    prepared = fuse(lean)
    prepared.prepare(1400)
    prompt = some_ids(50, 1)
    expected = [step.ids for step in drafts(fuse(lean), prompt, 7)]
    assert [step.ids for step in drafts(prepared, prompt, 7)] == expected


def test_weights_that_are_not_numbers_are_noticed(tmp_path: Path) -> None:
    lean = load(tmp_path, SHAPES["mixed"])
    fused = fuse(replace(lean, final_norm=torch.full_like(lean.final_norm, torch.nan)))
    fused.extend(some_ids(5, 0))
    canvas = start()
    assert not step(fused, canvas.ids, None, canvas).finite


def test_more_than_the_context_is_refused(tmp_path: Path) -> None:
    fused = fuse(load(tmp_path, SHAPES["mixed"]))
    with pytest.raises(ValueError, match="1501 tokens do not fit into a context of 1500"):
        fused.extend(some_ids(1501, 0))
