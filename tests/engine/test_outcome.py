"""What a step gives, as plain values."""

import pytest
import torch

from engine.canvas import CanvasPlan
from engine.outcome import Reading, Stability
from engine.sampler import sample_step

LENGTH = 12


def test_a_reading_is_the_outcome_in_plain_values() -> None:
    generator = torch.Generator().manual_seed(0)
    canvas = CanvasPlan(LENGTH, 40, (), 0, 1.0, {2: 17}, ()).start(0, generator)
    logits = torch.randn(LENGTH, 40, generator=generator) * 4
    outcome = sample_step(logits, 1.0, canvas, entropy_bound=0.5, generator=generator)
    reading = Reading.of(outcome)
    assert list(reading.ids) == outcome.argmax.tolist()
    assert list(reading.accepted) == outcome.accepted.tolist()
    assert reading.entropies == pytest.approx(outcome.entropies.clamp(min=0.0).tolist(), abs=0)
    assert reading.mean_entropy == outcome.mean_entropy.item()
    assert reading.finite
    assert str(reading.entropies[2]) == "0.0"


def test_stability_counts_equal_canvases() -> None:
    one, two = (1, 2), (1, 3)
    state = Stability()
    counts = []
    for ids in (one, one, one, two, two):
        state = state.after(ids)
        counts.append(state.unchanged)
    assert counts == [0, 1, 2, 0, 1]
