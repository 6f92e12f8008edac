"""How a canvas starts: noise, strength, several canvases, pins."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.canvas import CanvasPlan

VOCABULARY = 1000
END, PAD = 6, 0


def make_plan(
    source: tuple[int, ...] = (),
    strength: float = 1.0,
    length: int = 16,
    pins: dict[int, int] | None = None,
    strengths: dict[int, float] | None = None,
) -> CanvasPlan:
    return CanvasPlan(
        length, VOCABULARY, (*source, END), PAD, strength, pins or {}, (END,), strengths or {}
    )


def start(plan: CanvasPlan, number: int = 0, seed: int = 0) -> torch.Tensor:
    return plan.start(number, torch.Generator().manual_seed(seed)).ids


def test_full_strength_is_the_noise_of_generate() -> None:
    ours, theirs = torch.Generator().manual_seed(3), torch.Generator().manual_seed(3)
    canvas = make_plan((9, 9, 9)).start(0, ours)
    assert torch.equal(canvas.ids[None], torch.randint(0, VOCABULARY, (1, 16), generator=theirs))
    assert torch.equal(ours.get_state(), theirs.get_state())


@given(
    strength=st.floats(0.01, 0.99),
    length=st.integers(4, 200),
    filled=st.floats(0, 1),
    seed=st.integers(0, 1000),
)
def test_that_share_of_the_positions_is_noise(
    strength: float, length: int, filled: float, seed: int
) -> None:
    source = tuple(range(100, 100 + int(filled * (length - 1))))
    plan = make_plan(source, strength, length)
    expected = [*source, END] + [PAD] * (length - len(source) - 1)
    changed = sum(a != b for a, b in zip(start(plan, seed=seed).tolist(), expected, strict=True))
    renoised = max(1, round(strength * length))
    # Noise may draw the very token that stood there.
    assert renoised - 6 <= changed <= renoised


def test_which_positions_are_noise_hangs_on_the_seed() -> None:
    plan = make_plan(tuple(range(100, 115)), 0.3)
    assert torch.equal(start(plan, seed=1), start(plan, seed=1))
    assert not torch.equal(start(plan, seed=1), start(plan, seed=2))


def test_a_long_source_goes_on_in_the_next_canvas() -> None:
    source = tuple(range(100, 140))
    plan = make_plan(source, 0.07)
    whole = [token for number in range(4) for token in start(plan, number).tolist()]
    expected = [*source, END] + [PAD] * (64 - 41)
    assert sum(a != b for a, b in zip(whole, expected, strict=True)) <= 4


@pytest.mark.parametrize("strength", [1.0, 0.2])
def test_pins_stand_in_the_canvas_that_they_belong_to(strength: float) -> None:
    plan = make_plan(tuple(range(100, 140)), strength, pins={3: 103, 20: 120})
    first = plan.start(0, torch.Generator().manual_seed(0))
    second = plan.start(1, torch.Generator().manual_seed(0))
    third = plan.start(2, torch.Generator().manual_seed(0))
    assert first.ids[3] == 103
    assert first.pinned.nonzero().flatten().tolist() == [3]
    assert second.ids[4] == 120
    assert second.pinned.nonzero().flatten().tolist() == [4]
    assert not third.has_pins
    # The text may not end before the last pin, wherever that stands.
    assert [first.open_until, second.open_until, third.open_until] == [16, 4, 0]
    assert torch.equal(first.free, ~first.pinned)


@given(
    general=st.floats(0.01, 1.0),
    levels=st.lists(st.sampled_from([0.05, 0.3, 0.7, 1.0, None]), min_size=1, max_size=40),
    pinned=st.sets(st.integers(0, 39), max_size=6),
    seed=st.integers(0, 1000),
)
def test_of_each_strength_its_share_is_noise(
    general: float, levels: list[float | None], pinned: set[int], seed: int
) -> None:
    length = 40
    source = tuple(range(2000, 2000 + len(levels)))  # noise is below VOCABULARY
    pins = {place: source[place] for place in pinned if place < len(source)}
    strengths = {
        place: level
        for place, level in enumerate(levels)
        if level is not None and place not in pins
    }
    plan = make_plan(source, general, length, pins, strengths)
    ids = start(plan, seed=seed).tolist()
    assert all(ids[place] == token for place, token in pins.items())
    for level in set(strengths.values()) - {general}:  # what stands behind the source has that
        members = [place for place in strengths if strengths[place] == level]
        noisy = sum(ids[place] != source[place] for place in members)
        assert noisy == max(1, round(level * len(members)))


def test_beside_strokes_all_is_noise_at_full_strength() -> None:
    source = tuple(range(2000, 2016))
    ids = start(make_plan(source, strengths=dict.fromkeys(range(4, 12), 0.25))).tolist()
    kept = [place for place in range(16) if ids[place] == source[place]]
    assert len(kept) == 6
    assert set(kept) <= set(range(4, 12))


def test_a_canvas_without_strokes_takes_the_numbers_it_always_took() -> None:
    source = tuple(range(100, 140))
    for strength in (1.0, 0.4):
        plain = make_plan(source, strength)
        painted = make_plan(source, strength, strengths=dict.fromkeys(range(10), 0.2))
        assert not torch.equal(start(plain, 0), start(painted, 0))
        assert torch.equal(start(plain, 1), start(painted, 1))


def test_strokes_hang_on_the_seed_alone() -> None:
    plan = make_plan(tuple(range(100, 115)), 0.6, strengths=dict.fromkeys(range(8), 0.3))
    assert torch.equal(start(plan, seed=1), start(plan, seed=1))
    assert not torch.equal(start(plan, seed=1), start(plan, seed=2))
