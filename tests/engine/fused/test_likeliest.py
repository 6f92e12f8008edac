"""Runners-up of a pass in chunks against those of all probabilities at once."""

from dataclasses import fields, replace

import pytest
import torch

from engine.fused.decide import decide
from engine.fused.likeliest import KEPT, keep_plain
from engine.fused.likeliest_kernel import launch_keep
from engine.fused.tally import Chunk
from engine.fused.vocabulary import Findings, read_vocabulary
from engine.model.int8 import dequantize_int8, quantize_int8
from engine.model.weight import Weight
from engine.outcome import Reading
from engine.runners_up import Rivals, find_runners_up, read_runners_up
from engine.sampler import Scratch, token_entropies
from tests.engine.fused.tally_stage import DEVICE, SOFT_CAP, Stage, make_stage, moved, moved_chunk

CHUNKS = [4, 12, 48, 64]


def find(
    stage: Stage, chunk: int, embeddings: Weight | None = None, *, runners_up: bool = True
) -> Findings:
    return read_vocabulary(
        stage.hidden,
        stage.embeddings if embeddings is None else embeddings,
        stage.inputs,
        soft_cap=SOFT_CAP,
        chunk=chunk,
        runners_up=runners_up,
    )


def found(findings: Findings) -> tuple[Rivals, ...]:
    assert findings.runners_up is not None
    return read_runners_up(findings.runners_up.flatten().tolist())


def searched(scores: torch.Tensor) -> tuple[Rivals, ...]:
    """Return what the sampler finds that holds all scores [C, V]."""
    scratch = Scratch.like(scores)
    entropies = token_entropies(scores, scratch)
    numbers = find_runners_up(scratch.shares, scores.argmax(-1), entropies)
    return read_runners_up(numbers.flatten().tolist())


def compare(mine: tuple[Rivals, ...], others: tuple[Rivals, ...]) -> None:
    for one, other in zip(mine, others, strict=True):
        assert [token for token, _ in one] == [token for token, _ in other]
        shares = [share for _, share in other]
        assert [share for _, share in one] == pytest.approx(shares, rel=1e-4)


@pytest.mark.parametrize("spread", [0.01, 0.5, 1.5, 4.0])
@pytest.mark.parametrize("chunk", CHUNKS)
def test_chunks_find_what_the_whole_finds(chunk: int, spread: float) -> None:
    stage = make_stage(spread=spread)
    compare(found(find(stage, chunk)), searched(stage.scores()))


def test_some_have_three_some_fewer_and_some_none() -> None:
    """The comparison above is not one of nothing with nothing."""
    counts = {
        len(rivals)
        for spread in (0.5, 1.5, 4.0)
        for rivals in found(find(make_stage(spread=spread), 12))
    }
    assert {0, 1, 3} <= counts


def test_int8_rows_with_their_scales() -> None:
    stage = make_stage(spread=0.5)
    rows = quantize_int8(stage.embeddings)
    plain = Stage(stage.hidden, dequantize_int8(rows, torch.float32), stage.inputs)
    compare(found(find(stage, 12, rows)), searched(plain.scores()))


@pytest.mark.parametrize("chunk", CHUNKS)
def test_forbidden_tokens_are_none(chunk: int) -> None:
    """All of the first twelve are forbidden: a chunk may hold nothing that is allowed."""
    stage = make_stage(spread=0.5)
    stage.inputs.forbidden[:12] = True
    stage.inputs.open_until.fill_(4)
    scores = stage.scores()
    scores[:4, :12] = -torch.inf
    compare(found(find(stage, chunk)), searched(scores))


def test_beside_a_pinned_token_there_is_none() -> None:
    stage = make_stage(spread=0.5)
    stage.inputs.pinned[2] = True
    rivals = found(find(stage, 12))
    assert rivals[2] == ()
    assert all(rivals[place] for place in range(6) if place != 2)


def test_of_equal_scores_the_argmax_is_left_out() -> None:
    """The first is the argmax; more than can be kept are equal, in one chunk and in several."""
    stage = make_stage(spread=1.0)
    equal = [5, 6, 7, 9, 10, 33]
    stage.embeddings[equal] = stage.hidden[1] * 2
    for chunk in CHUNKS:
        rivals = found(find(stage, chunk))[1]
        tokens = [token for token, _ in rivals]
        assert len(set(tokens)) == 3
        assert set(tokens) <= set(equal[1:])


def test_nothing_else_changes() -> None:
    """To the last bit; the reading holds them behind what it held before."""
    stage = make_stage()
    findings, without = find(stage, 12), find(stage, 12, runners_up=False)
    assert without.runners_up is None
    for field in fields(findings.tally):
        assert torch.equal(getattr(findings.tally, field.name), getattr(without.tally, field.name))
    assert torch.equal(findings.expected, without.expected)
    assert torch.equal(findings.fits, without.fits)
    readings = [
        Reading.of(decide(each.tally, each.expected, each.expected, stage.inputs, each.runners_up))
        for each in (findings, without)
    ]
    assert readings[0].runners_up == found(findings)
    assert replace(readings[0], runners_up=()) == readings[1]


def test_what_is_not_a_number_is_no_runner_up() -> None:
    stage = make_stage()
    stage.embeddings[20, 3] = torch.nan
    assert found(find(stage, 12)) == ((),) * 6


@pytest.mark.parametrize("chunk", [16, 32, 64])
@pytest.mark.parametrize("spread", [0.1, 1.5, 4.0])
def test_the_kernel_keeps_what_torch_keeps(spread: float, chunk: int) -> None:
    """With scales and forbidden tokens; the last chunk has but two tokens."""
    stage = make_stage(spread=spread)
    stage.inputs.forbidden[3:30:2] = True
    stage.inputs.open_until.fill_(3)
    scales = torch.rand(50, generator=torch.Generator().manual_seed(0)) + 0.5
    logits = stage.logits()
    for first in range(0, 50, chunk):
        part = Chunk(logits[:, first : first + chunk], scales[first : first + chunk], first)
        size = (logits.shape[0], KEPT)
        kept = torch.full(size, -torch.inf), torch.zeros(size, dtype=torch.int64)
        keep_plain(*kept, part, stage.inputs, SOFT_CAP)
        scores, tokens = (torch.zeros_like(each, device=DEVICE) for each in kept)
        launch_keep(scores, tokens, moved_chunk(part), moved(stage.inputs), SOFT_CAP)
        torch.testing.assert_close(scores.cpu(), kept[0], rtol=1e-4, atol=2e-5)
        there = kept[0].isfinite()
        assert torch.equal(tokens.cpu()[there], kept[1][there])


def test_the_kernel_takes_the_first_of_equal_scores() -> None:
    stage = make_stage(spread=1.0)
    stage.embeddings[[5, 6, 9, 33, 40]] = stage.hidden[1] * 2
    scores = torch.zeros(6, KEPT, device=DEVICE)
    tokens = torch.zeros(6, KEPT, dtype=torch.int64, device=DEVICE)
    whole = moved_chunk(Chunk(stage.logits(), None, 0))
    launch_keep(scores, tokens, whole, moved(stage.inputs), SOFT_CAP)
    assert tokens[1].tolist() == [5, 6, 9, 33]
