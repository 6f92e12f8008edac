"""Whether the 26B model would run on cards of several sizes, and in which recipe."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.models.deeds import Wish
from app.models.disk_room import room
from app.models.get_offer import Choices, get_view, read_figures, wish_of
from app.models.large_model import judge_large
from app.models.machine import Machine, Sign, read_machine
from app.models.recipes import best_choice, choice_line, recipe_choices
from tests.app.models.answers import NO_RUNTIME, RTX_5090, doctor, plan

GB = 10**9
PLAIN = Machine((), None, False, True)


def with_card(free: float, total: float) -> Machine:
    return replace(PLAIN, card=(int(free * GB), int(total * GB)))


@pytest.mark.parametrize(
    ("machine", "sign", "words", "recipe"),
    [
        (PLAIN, Sign.BAD, "Would not run here", "balanced"),
        (replace(PLAIN, needs_runtime=True), Sign.CARE, "Cannot be told yet", "balanced"),
        (with_card(32.8, 34.2), Sign.GOOD, "Would run here", "balanced"),
        (with_card(16.5, 17.2), Sign.GOOD, "Would run here", "compact"),
        (with_card(15.9, 17.2), Sign.GOOD, "Would run here", "smallest"),
        (with_card(11.0, 17.2), Sign.CARE, "Too little is free now", "balanced"),
        (with_card(8.0, 8.6), Sign.BAD, "Would not run here", "balanced"),
    ],
)
def test_the_verdict(machine: Machine, sign: Sign, words: str, recipe: str) -> None:
    large = judge_large(machine)
    assert (large.sign, large.words, large.best.name) == (sign, words, recipe)
    assert large.why.endswith(".")
    assert (large.fact.label, large.fact.note) == ("26B model", large.why)


def test_what_it_takes_itself_is_not_counted_against_it() -> None:
    large = judge_large(with_card(11.0, 34.2), running=True)
    assert (large.sign, large.words) == (Sign.GOOD, "Runs now")
    assert large.best.fits


def test_recipes_are_told_by_what_they_take() -> None:
    choices = recipe_choices((int(16.5 * GB), int(17.2 * GB)))
    assert [choice.name for choice in choices] == ["balanced", "compact", "smallest"]
    assert [choice.fits for choice in choices] == [False, True, True]
    sizes = [choice.card_bytes for choice in choices]
    assert sizes == sorted(sizes, reverse=True)
    assert choice_line(choices[0]).endswith("(too much for this one)")
    assert "too much" not in choice_line(choices[1])
    assert best_choice(recipe_choices(None)).name == "balanced"


@pytest.mark.parametrize(
    ("free", "quantize", "remove", "left", "missing"),
    [
        (72, False, False, (72, 20), 0),
        (72, True, False, (72, 20, 5), 0),
        (72, True, True, (72, 20, 5, 57), 0),
        (72, False, True, (72, 20), 0),
        (60, True, True, (60, 8, -7, 45), 7),  # what is removed later helps too late
        (40, False, False, (40, -12), 12),
    ],
)
def test_what_a_disk_has_before_and_after(
    free: int, quantize: bool, remove: bool, left: tuple[int, ...], missing: int
) -> None:
    found = room(free, 52, 15, quantize=quantize, remove_published=remove)
    assert tuple(line.free_bytes for line in found.lines) == left
    assert (found.enough, found.least_missing) == (missing == 0, missing)


def test_what_is_said_of_the_download() -> None:
    figures = read_figures(plan())
    large = judge_large(read_machine(RTX_5090))
    view = get_view(figures, large, Choices(remove_published=True))
    facts = {fact.label: (fact.words, fact.note) for fact in view.facts}
    assert facts["Size"][0] == "About 52.0 GB to download, 15.3 GB in 4 bits"
    assert facts["Licence"] == (
        "Apache 2.0: free to use, also for work",
        "google/diffusiongemma-26B-A4B-it",
    )
    assert facts["Here"] == ("Would run here", "")
    assert facts["Goes to"][0] == "/data/checkpoints/diffusiongemma-26B-A4B-it"
    assert facts["Disk"] == (
        "72.0 GB free now",
        "20.0 GB free once it is downloaded, then 4.7 GB free with the 4-bit model beside it, "
        "then 56.7 GB free without the published files.",
    )
    assert (view.why_not, view.removes, view.recipe) == ("", "52.0 GB", 0)
    assert wish_of(figures, large, Choices()) == Wish(
        repo="google/diffusiongemma-26B-A4B-it",
        place=Path("/data/checkpoints/diffusiongemma-26B-A4B-it"),
        quantize=True,
        recipe="balanced",
        remove_published=False,
    )


def test_a_full_disk_and_an_unknown_machine_are_said_so() -> None:
    view = get_view(read_figures(plan(free=40)), None, Choices(quantize=False))
    assert view.why_not.startswith("There is too little room: 12.0 GB are missing.")
    facts = {fact.label: fact for fact in view.facts}
    assert facts["Disk"].sign is Sign.BAD
    assert "12.0 GB too little once it is downloaded" in facts["Disk"].note
    assert "Looking" in facts["Here"].words
    no_card = get_view(read_figures(plan()), judge_large(read_machine(doctor())), Choices())
    assert "needs an NVIDIA graphics card" in no_card.facts[2].note
    untold = judge_large(read_machine(NO_RUNTIME))
    assert "runtime" in get_view(read_figures(plan()), untold, Choices()).facts[2].note


def test_an_own_recipe_is_kept() -> None:
    figures, large = read_figures(plan()), judge_large(read_machine(RTX_5090))
    choices = Choices(recipe="smallest")
    assert get_view(figures, large, choices).recipe == 2
    assert wish_of(figures, large, choices).recipe == "smallest"


@pytest.mark.parametrize("given", [None, [], {}, plan() | {"nbytes": "many"}])
def test_what_is_no_plan_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match=r"object|no "):
        read_figures(given)
