"""Tokens are drawn with the probabilities that the reference gives them.

The numbers are functions of fixed keys: a test either always passes or always fails. The bounds
are what chance would exceed in one of ten thousand other choices of keys.
"""

import math

import torch

from engine.fused.tally import Chunk, Tally, count_in_plain
from tests.engine.fused.tally_stage import SOFT_CAP, Stage, make_stage

STEPS = 40
SAME = 500


def draw(stage: Stage, chunk: int) -> torch.Tensor:
    """Draw tokens in many steps: int64 [steps, C]."""
    logits = stage.logits()
    drawn = []
    for step in range(STEPS):
        tally = Tally.start(logits.shape[0], logits.device)
        inputs = stage.keyed(1_000_003 * step + 17)
        for first in range(0, logits.shape[1], chunk):
            part = Chunk(logits[:, first : first + chunk], None, first)
            count_in_plain(tally, part, inputs, SOFT_CAP)
        drawn.append(tally.drawn)
    return torch.stack(drawn)


def same_positions(spread: float, vocabulary: int) -> Stage:
    """Return a stage whose positions all have one distribution."""
    stage = make_stage(SAME, vocabulary, spread=spread)
    stage.hidden.copy_(stage.hidden[:1].expand(SAME, -1))
    return stage


def chi_square(counts: torch.Tensor, shares: torch.Tensor) -> tuple[float, int]:
    """Return Pearson's statistic and its degrees of freedom; rare tokens count as one."""
    expected = shares * counts.sum()
    common = expected >= 8
    observed = torch.cat((counts[common], counts[~common].sum()[None])).double()
    predicted = torch.cat((expected[common], expected[~common].sum()[None]))
    kept = predicted > 0
    statistic = ((observed - predicted)[kept] ** 2 / predicted[kept]).sum().item()
    return statistic, int(kept.sum()) - 1


def critical(freedom: int) -> float:
    """Return what chi-square exceeds once in ten thousand (E. Wilson and M. Hilferty, 1931)."""
    part = 2 / (9 * freedom)
    return float(freedom * (1 - part + 3.719 * math.sqrt(part)) ** 3)


def test_tokens_come_as_often_as_softmax_says() -> None:
    """20,000 draws each, from flat, middling and steep distributions."""
    for spread, vocabulary in ((0.05, 24), (0.3, 60), (1.0, 24)):
        stage = same_positions(spread, vocabulary)
        shares = stage.scores()[0].double().softmax(-1)
        counts = draw(stage, 8).flatten().bincount(minlength=vocabulary)
        statistic, freedom = chi_square(counts, shares)
        assert freedom >= 4
        assert statistic < critical(freedom)


def test_draws_would_be_told_from_a_slightly_warmer_distribution() -> None:
    """The test above is able to fail: a temperature off by a tenth is far outside its bound."""
    stage = same_positions(0.3, 60)
    warmer = (stage.scores()[0].double() / 1.1).softmax(-1)
    statistic, freedom = chi_square(draw(stage, 16).flatten().bincount(minlength=60), warmer)
    assert statistic > critical(freedom)


def test_positions_and_steps_draw_independently() -> None:
    """Neighbours, in the canvas or in time, agree as often as independent draws do."""
    stage = same_positions(0.3, 60)
    agreement = stage.scores()[0].double().softmax(-1).square().sum().item()
    drawn = draw(stage, 60)
    for one, other in ((drawn[:, 1:], drawn[:, :-1]), (drawn[1:], drawn[:-1])):
        pairs = one.numel()
        share = (one == other).double().mean().item()
        deviation = math.sqrt(agreement * (1 - agreement) / pairs)
        # Neighbouring pairs share a draw, which widens the spread a little.
        assert abs(share - agreement) < 6 * deviation


def test_what_is_drawn_does_not_depend_on_the_chunks() -> None:
    stage = same_positions(0.3, 60)
    assert torch.equal(draw(stage, 60), draw(stage, 12))
