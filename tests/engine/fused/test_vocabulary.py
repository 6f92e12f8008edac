"""One pass over the vocabulary in chunks against softmax and the rest over all of it at once."""

import pytest
import torch

from engine.fused.philox import random_bits, waiting_times
from engine.fused.vocabulary import Findings, read_vocabulary
from engine.model.int8 import dequantize_int8, quantize_int8
from engine.model.nf4 import dequantize_nf4, quantize_nf4
from engine.model.weight import Weight
from engine.sampler import Scratch, token_entropies
from tests.engine.fused.tally_stage import SOFT_CAP, Stage, make_stage

CHUNKS = [4, 12, 48, 64]


def find(stage: Stage, chunk: int, embeddings: Weight | None = None) -> Findings:
    return read_vocabulary(
        stage.hidden,
        stage.embeddings if embeddings is None else embeddings,
        stage.inputs,
        soft_cap=SOFT_CAP,
        chunk=chunk,
    )


def check(found: Findings, scores: torch.Tensor, embeddings: torch.Tensor, stage: Stage) -> None:
    """Assert that all that was found is what the scores [C, V] give."""
    assert torch.equal(found.tally.argmax, scores.argmax(-1))
    entropies = token_entropies(scores, Scratch.like(scores))
    torch.testing.assert_close(found.tally.entropies(), entropies, rtol=1e-5, atol=2e-6)
    expected = scores.softmax(-1) @ embeddings
    torch.testing.assert_close(found.expected, expected, rtol=1e-4, atol=1e-5)
    race = scores - waiting_times(random_bits(stage.inputs.key, *_sizes(scores))).log()
    assert torch.equal(found.tally.drawn, race.argmax(-1))
    assert found.tally.finite()


def _sizes(scores: torch.Tensor) -> tuple[int, int, int]:
    return scores.shape[0], 0, scores.shape[1]


@pytest.mark.parametrize("spread", [0.01, 1.5, 4.0])
@pytest.mark.parametrize("chunk", CHUNKS)
def test_chunks_give_what_the_whole_gives(chunk: int, spread: float) -> None:
    stage = make_stage(spread=spread)
    check(find(stage, chunk), stage.scores(), stage.embeddings, stage)


@pytest.mark.parametrize("chunk", CHUNKS)
def test_int8_rows_are_read_as_the_numbers_that_they_stand_for(chunk: int) -> None:
    stage = make_stage()
    rows = quantize_int8(stage.embeddings)
    plain = Stage(stage.hidden, dequantize_int8(rows, torch.float32), stage.inputs)
    check(find(stage, chunk, rows), plain.scores(), plain.embeddings, stage)


def test_nf4_rows_too() -> None:
    stage = make_stage()
    rows = quantize_nf4(stage.embeddings)
    plain = Stage(stage.hidden, dequantize_nf4(rows, torch.float32), stage.inputs)
    check(find(stage, 12, rows), plain.scores(), plain.embeddings, stage)


def test_a_sure_position_has_an_entropy_of_almost_nothing() -> None:
    """What is left is the sum over the other tokens, not the rounding of large scores."""
    stage = make_stage()
    stage.embeddings[20] = stage.hidden[2]
    stage.inputs.temperature.fill_(0.4)
    tally = find(stage, 12).tally
    entropies = torch.distributions.Categorical(logits=stage.scores().double()).entropy()
    assert entropies[2] < 1e-3
    assert tally.entropies()[2].item() == pytest.approx(entropies[2].item(), rel=1e-2, abs=1e-9)


def test_of_equal_scores_the_first_token_counts() -> None:
    stage = make_stage()
    stage.embeddings[[9, 10, 33]] = stage.hidden[1]
    assert find(stage, 48).tally.argmax[1] == 9
    assert find(stage, 12).tally.argmax[1] == 9


@pytest.mark.parametrize("chunk", CHUNKS)
def test_forbidden_tokens_are_never_found_where_the_text_is_open(chunk: int) -> None:
    """All of the first twelve are forbidden: a chunk may hold nothing that is allowed."""
    stage = make_stage()
    stage.inputs.forbidden[:12] = True
    stage.inputs.open_until.fill_(4)
    scores = stage.scores()
    scores[:4, :12] = -torch.inf
    check(find(stage, chunk), scores, stage.embeddings, stage)


@pytest.mark.parametrize("place", [0, 20, 49])
def test_what_is_not_a_number_is_noticed_wherever_it_is(place: int) -> None:
    stage = make_stage()
    stage.embeddings[place, 3] = torch.nan
    assert not find(stage, 12).tally.finite()


def test_in_bfloat16_the_expected_embedding_is_of_rounded_scores() -> None:
    """As transformers carries them from step to step."""
    stage = make_stage()
    hidden, rows = stage.hidden.bfloat16(), stage.embeddings.bfloat16()
    logits = (hidden @ rows.t()).float()
    scores = (logits / SOFT_CAP).tanh() * SOFT_CAP / 0.7
    coarse = Stage(hidden, rows, stage.inputs)
    found = find(coarse, 12)
    assert torch.equal(found.tally.argmax, scores.argmax(-1))
    rounded = scores.bfloat16().float().softmax(-1) @ rows.float()
    exact = scores.softmax(-1) @ rows.float()
    off = (found.expected.float() - rounded).abs().max()
    assert off < 0.03
    assert (exact - rounded).abs().max() > 2 * off
