"""The tokens that a step nearly chose, held against a plain search of every row."""

import threading
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.canvas import CanvasPlan
from engine.events import DenoiseStep, TokenState
from engine.outcome import Outcome, Reading
from engine.runners_up import LEAST, MOST, Rivals, find_runners_up, read_runners_up
from engine.sampler import sample_step
from engine.session import Engine
from tests.bench.generate import make_request

LENGTH = 12
VOCABULARY = 40


def step(logits: torch.Tensor, heat: float = 1.0, pins: dict[int, int] | None = None) -> Outcome:
    generator = torch.Generator().manual_seed(0)
    plan = CanvasPlan(LENGTH, VOCABULARY, (), 0, 1.0, pins or {}, ())
    canvas = plan.start(0, generator)
    return sample_step(logits.clone(), heat, canvas, entropy_bound=0.5, generator=generator)


def make_logits(seed: int, spread: float) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(LENGTH, VOCABULARY, generator=generator) * spread


def searched(shares: torch.Tensor) -> tuple[Rivals, ...]:
    """Return the runners-up of each row by sorting all of it."""
    found = []
    for row in shares.tolist():
        order = sorted(range(len(row)), key=lambda token: -row[token])
        likely = [(token, row[token]) for token in order[1 : MOST + 1] if row[token] >= LEAST]
        found.append(tuple(likely))
    return tuple(found)


@given(seed=st.integers(0, 10_000), spread=st.floats(0.1, 30.0), heat=st.floats(0.3, 2.0))
def test_they_are_the_likeliest_after_the_argmax(seed: int, spread: float, heat: float) -> None:
    """Of the distribution that the step draws from; a sure row is passed over for good reason."""
    logits = make_logits(seed, spread)
    reading = Reading.of(step(logits, heat))
    expected = searched((logits / heat).softmax(-1))
    for found, wanted in zip(reading.runners_up, expected, strict=True):
        assert [token for token, _ in found] == [token for token, _ in wanted]
        shares = [share for _, share in wanted]
        assert [share for _, share in found] == pytest.approx(shares, rel=1e-5)


def test_a_row_at_the_threshold_has_one() -> None:
    shares = torch.tensor([[1 - LEAST, LEAST + 1e-6, 0.0], [1 - LEAST / 2, LEAST / 2, 0.0]])
    entropies = torch.distributions.Categorical(probs=shares).entropy()
    found = find_runners_up(shares, shares.argmax(-1), entropies)
    first, second = read_runners_up(found.flatten().tolist())
    assert [token for token, _ in first] == [1]
    assert second == ()


def test_a_large_vocabulary_is_searched_some_rows_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shares = make_logits(4, 1.5).softmax(-1)
    entropies = torch.distributions.Categorical(probs=shares).entropy()
    whole = find_runners_up(shares, shares.argmax(-1), entropies)
    monkeypatch.setattr("engine.runners_up._AT_ONCE", 3 * VOCABULARY)
    assert torch.equal(find_runners_up(shares, shares.argmax(-1), entropies), whole)
    assert all(read_runners_up(whole.flatten().tolist()))


def test_a_pinned_position_has_none() -> None:
    reading = Reading.of(step(make_logits(1, 0.5), pins={3: 7}))
    assert reading.runners_up[3] == ()
    assert all(reading.runners_up[place] for place in range(LENGTH) if place != 3)


def test_a_vocabulary_smaller_than_their_number() -> None:
    shares = torch.full((1, 2), 0.5)
    found = find_runners_up(shares, torch.tensor([0]), torch.tensor([0.69]))
    assert read_runners_up(found.flatten().tolist()) == (((1, 0.5),),)


def test_nothing_else_of_a_step_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    with_them = step(make_logits(2, 2.0))
    monkeypatch.setattr("engine.sampler.find_runners_up", lambda *_: None)
    without = step(make_logits(2, 2.0))
    assert torch.equal(with_them.next_canvas, without.next_canvas)
    assert torch.equal(with_them.conditioning, without.conditioning)
    assert replace(Reading.of(with_them), runners_up=()) == Reading.of(without)


def test_a_run_of_the_starter_model_tells_them(starter_engine: Engine) -> None:
    steps = [
        event
        for event in starter_engine.edit(make_request(3), threading.Event())
        if isinstance(event, DenoiseStep)
    ]
    first = steps[0]
    unsure = [token for token in first.tokens if token.entropy > 1.0]
    assert unsure
    assert all(token.runners_up for token in unsure)
    for event in steps:
        for token in event.tokens:
            shares = [runner.probability for runner in token.runners_up]
            assert shares == sorted(shares, reverse=True)
            assert all(LEAST <= share <= 0.5 for share in shares)
            assert token.state is not TokenState.PINNED or not shares
    assert any(runner.text.isalpha() for token in first.tokens for runner in token.runners_up)
