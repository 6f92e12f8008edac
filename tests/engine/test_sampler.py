"""One step of sampling on made-up logits, held against torch's own distributions."""

import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.canvas import Canvas, CanvasPlan
from engine.outcome import Outcome
from engine.sampler import (
    Scratch,
    accept,
    accept_in_place,
    draw_tokens,
    sample_step,
    token_entropies,
)

LENGTH = 12
VOCABULARY = 40


def plan(pins: dict[int, int] | None = None, forbidden: tuple[int, ...] = ()) -> CanvasPlan:
    return CanvasPlan(LENGTH, VOCABULARY, (), 0, 1.0, pins or {}, forbidden)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def make_logits(seed: int, spread: float = 4.0) -> torch.Tensor:
    return torch.randn(LENGTH, VOCABULARY, generator=seeded(seed)) * spread


def step(
    logits: torch.Tensor, canvas: Canvas, seed: int = 0, bound: float = 0.5, heat: float = 1.0
) -> Outcome:
    return sample_step(logits.clone(), heat, canvas, entropy_bound=bound, generator=seeded(seed))


@given(seed=st.integers(0, 10_000), spread=st.floats(0.1, 30.0))
def test_entropies_equal_categorical(seed: int, spread: float) -> None:
    scores = make_logits(seed, spread)
    expected = torch.distributions.Categorical(logits=scores).entropy()
    assert torch.equal(token_entropies(scores, Scratch.like(scores)), expected)


@pytest.mark.parametrize("shape", [(5, 7), (128, 2048), (3, 1_000_000)])
def test_draws_equal_multinomial_and_leave_the_generator_where_it_does(
    shape: tuple[int, int],
) -> None:
    scores = torch.randn(shape, generator=seeded(1)) * 5
    ours, theirs = seeded(2), seeded(2)
    for _ in range(3):
        wanted = torch.rand(shape[0], generator=seeded(3)) < 0.7
        drawn = draw_tokens(scores, scores.argmax(dim=-1), wanted, ours, Scratch.like(scores))
        expected = torch.multinomial(scores.softmax(-1), 1, generator=theirs).squeeze(-1)
        assert torch.equal(drawn[wanted], expected[wanted])
        assert torch.equal(ours.get_state(), theirs.get_state())


@given(seed=st.integers(0, 10_000), spread=st.floats(0.01, 80.0))
def test_draws_equal_multinomial_for_sure_and_unsure_rows(seed: int, spread: float) -> None:
    scores = make_logits(seed, spread)
    wanted = torch.ones(LENGTH, dtype=torch.bool)
    drawn = draw_tokens(scores, scores.argmax(dim=-1), wanted, seeded(seed), Scratch.like(scores))
    expected = torch.multinomial(scores.softmax(-1), 1, generator=seeded(seed)).squeeze(-1)
    assert torch.equal(drawn, expected)


@given(
    entropies=st.lists(st.floats(0, 5, width=32), min_size=1, max_size=20),
    bound=st.floats(0.01, 6.0),
)
def test_acceptance_follows_the_bound(entropies: list[float], bound: float) -> None:
    values = torch.tensor(entropies)
    accepted = accept(values, torch.ones_like(values, dtype=torch.bool), bound)
    kept = sorted(values[accepted].tolist())
    left = values[~accepted].tolist()
    # The one of lowest entropy is always accepted: the sum less the largest is then zero.
    assert kept
    assert max(kept) <= min(left, default=math.inf)
    assert sum(kept[:-1]) <= bound + 1e-4
    if left:
        assert sum(kept) > bound - 1e-4


@given(
    entropies=st.lists(
        st.tuples(st.sampled_from([0.0, 0.1, 0.1, 0.25, 2.0, 5.5]), st.booleans()), max_size=20
    ),
    bound=st.sampled_from([0.05, 0.1, 0.2, 1.0, 6.0]),
)
def test_acceptance_in_place_is_the_same(entropies: list[tuple[float, bool]], bound: float) -> None:
    values = torch.tensor([value for value, _ in entropies])
    free = torch.tensor([kept for _, kept in entropies], dtype=torch.bool)
    found = accept_in_place(values, free, torch.tensor([bound]))
    assert torch.equal(found, accept(values, free, bound))


def test_only_free_positions_count() -> None:
    entropies = torch.tensor([0.0, 3.0, 0.2, 0.1, 0.0])
    free = torch.tensor([False, True, True, True, False])
    assert accept(entropies, free, 0.25).tolist() == [False, False, True, True, False]
    # Were the pinned zeros counted, nothing would change; were a pinned 9.0 counted, it would.
    entropies[0] = 9.0
    assert accept(entropies, free, 0.25).tolist() == [False, False, True, True, False]


def test_accepted_positions_hold_draws_and_others_noise() -> None:
    logits = make_logits(3, 6.0)
    canvas = plan().start(0, seeded(0))
    outcome = step(logits, canvas, seed=5)
    generator = seeded(5)
    drawn = torch.multinomial(logits.softmax(-1), 1, generator=generator).squeeze(-1)
    noise = torch.randint(0, VOCABULARY, (LENGTH,), generator=generator)
    assert 0 < int(outcome.accepted.sum()) < LENGTH
    assert torch.equal(outcome.next_canvas, torch.where(outcome.accepted, drawn, noise))
    assert torch.equal(outcome.argmax, logits.argmax(-1))


def test_the_same_generator_state_gives_the_same_outcome() -> None:
    canvas = plan().start(0, seeded(0))
    first, second = (step(make_logits(1), canvas, seed=9).next_canvas for _ in range(2))
    other = step(make_logits(1), canvas, seed=10).next_canvas
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_temperature_divides_the_logits() -> None:
    canvas = plan().start(0, seeded(0))
    cool = step(make_logits(1), canvas, heat=0.5)
    assert torch.equal(cool.conditioning, make_logits(1) / 0.5)
    assert cool.mean_entropy < step(make_logits(1), canvas, heat=2.0).mean_entropy


def test_pinned_positions_hold_their_token_in_every_tensor() -> None:
    pins = {2: 17, 7: 3}
    canvas = plan(pins).start(0, seeded(0))
    outcome = step(make_logits(4), canvas)
    for position, token in pins.items():
        assert canvas.ids[position] == token
        assert outcome.next_canvas[position] == token
        assert outcome.argmax[position] == token
        assert outcome.entropies[position] == 0.0
        assert not outcome.accepted[position]
        assert outcome.conditioning[position].softmax(-1)[token] == 1.0


def test_mean_entropy_is_of_the_free_positions_alone() -> None:
    logits = make_logits(4)
    outcome = step(logits, plan({0: 1, 1: 2, 2: 3}).start(0, seeded(0)))
    alone = torch.distributions.Categorical(logits=logits[3:]).entropy().mean()
    assert outcome.mean_entropy.item() == pytest.approx(alone.item(), rel=1e-6)


def test_pins_do_not_change_what_other_positions_draw() -> None:
    """Pinned positions take their random numbers too, so a pin moves nothing else."""
    logits = make_logits(4, 9.0)
    bare = step(logits, plan().start(0, seeded(0)), bound=100.0)
    pinned = step(logits, plan({5: 1}).start(0, seeded(0)), bound=100.0)
    others = torch.arange(LENGTH) != 5
    assert torch.equal(bare.next_canvas[others], pinned.next_canvas[others])


def test_the_text_may_not_end_before_a_pinned_token() -> None:
    logits = make_logits(4)
    logits[:, 6] = 50.0
    outcome = step(logits, plan({5: 1}, forbidden=(6,)).start(0, seeded(0)))
    assert 6 not in outcome.argmax[:5].tolist()
    assert outcome.argmax[6:].tolist() == [6] * (LENGTH - 6)


def test_scratch_changes_nothing() -> None:
    canvas = plan().start(0, seeded(0))
    scratch = Scratch.like(make_logits(0))
    for seed in range(3):
        fresh = step(make_logits(seed), canvas, seed=seed)
        again = sample_step(
            make_logits(seed),
            1.0,
            canvas,
            entropy_bound=0.5,
            generator=seeded(seed),
            scratch=scratch,
        )
        assert torch.equal(fresh.next_canvas, again.next_canvas)
        assert torch.equal(fresh.entropies, again.entropies)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_logit_that_is_not_finite_is_noticed(bad: float) -> None:
    logits = make_logits(0)
    canvas = plan().start(0, seeded(0))
    assert step(logits, canvas).finite
    logits[3, 5] = bad
    assert not step(logits, canvas).finite


def test_without_pins_the_masks_cost_nothing() -> None:
    canvas = plan(forbidden=(1,)).start(0, seeded(0))
    assert not canvas.has_pins
    assert replace(canvas, ids=canvas.ids).open_until == 0
    assert torch.equal(step(make_logits(0), canvas).conditioning, make_logits(0))
