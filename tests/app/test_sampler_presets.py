"""Sampler presets: what they change, and the words that they are kept as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sampler_presets import NUMBERS, OWN, PRESETS, Numbers, Sampler, numbers_of, with_number
from app.sampler_text import parse_sampler, sampler_text
from engine.request import SamplingOptions
from engine.sampling import Sampling

USUAL = Sampling()
OPTIONS = SamplingOptions(seed=7, strength=0.5, variants=2)


def test_balanced_is_the_checkpoint_itself() -> None:
    assert Sampler().apply(OPTIONS, USUAL) == OPTIONS


def test_fast_and_careful_change_the_checkpoints_own_numbers() -> None:
    for checkpoint in (USUAL, Sampling(entropy_bound=0.5, confidence_threshold=0.02)):
        fast = checkpoint.with_options(Sampler("fast").apply(OPTIONS, checkpoint))
        careful = checkpoint.with_options(Sampler("careful").apply(OPTIONS, checkpoint))
        assert fast.entropy_bound > checkpoint.entropy_bound > careful.entropy_bound
        assert fast.max_steps < checkpoint.max_steps < careful.max_steps
        assert fast.confidence_threshold > careful.confidence_threshold


def test_seed_strength_and_variants_stay() -> None:
    options = Sampler("fast").apply(OPTIONS, USUAL)
    assert (options.seed, options.strength, options.variants) == (7, 0.5, 2)


def test_no_checkpoint_makes_a_preset_leave_the_ranges() -> None:
    odd = Sampling(max_steps=500, entropy_bound=40.0, confidence_threshold=0.0001)
    for name in PRESETS:
        numbers_of(name, odd)


NUMBER = {
    kind.name: st.none()
    | (
        st.floats(kind.least, kind.most).map(lambda value: float(f"{value:.4g}"))
        if kind.decimals
        else st.integers(int(kind.least), int(kind.most))
    )
    for kind in NUMBERS
}


@given(st.fixed_dictionaries(NUMBER))
def test_own_numbers_come_back_from_their_words(values: dict[str, float | None]) -> None:
    numbers = Numbers()
    for name, value in values.items():
        numbers = with_number(numbers, name, value)
    sampler = Sampler(OWN, numbers)
    back = parse_sampler(sampler_text(sampler))
    assert back == (sampler if numbers != Numbers() else Sampler())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "fast, balanced, careful"),
        ("quick", "fast, balanced, careful"),
        ("max_steps", "fast, balanced, careful"),
        ("max_steps=0", "from 1 to 512"),
        ("max_steps=2.5", "whole number"),
        ("entropy_bound=nan", "from 0.001"),
        ("t_min=warm", "needs a number"),
        ("seed=3", "the numbers are"),
    ],
)
def test_other_words_are_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_sampler(text)


def test_a_preset_has_no_numbers_of_its_own() -> None:
    with pytest.raises(ValueError, match="no numbers"):
        Sampler("fast", Numbers(max_steps=3))


def test_every_number_says_its_unit_and_what_it_does() -> None:
    for kind in NUMBERS:
        assert kind.unit
        assert kind.what.endswith(".")
