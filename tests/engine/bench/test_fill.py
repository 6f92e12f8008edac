"""Fillings are compared with what was taken out."""

import pytest

from engine.bench.cases import Case
from engine.bench.fill import cut_filling, gaps_of, measure_fills, score
from engine.events import Draft


def case(selected: str, target: str) -> Case:
    return Case("fill", "Fill the gap", "markdown", selected, target)


def draft(text: str) -> Draft:
    return Draft(1, text, 3, 0.5, True, True, 0, 2, "Tiny", 1, 0)


CASE = case("The ___ fox runs.", "The quick brown fox runs.")


def test_a_case_with_a_mark_is_a_gap() -> None:
    other = [("no mark", "no mark"), ("A ___ b.", "Something else."), ("a___b", "a b")]
    found = gaps_of([CASE, *[case(selected, target) for selected, target in other]])
    assert [(gap.before, gap.missing, gap.after) for gap in found] == [
        ("The ", "quick brown", " fox runs.")
    ]


@pytest.mark.parametrize(
    ("text", "filling"),
    [
        ("The quick brown fox runs.", "quick brown"),
        ("The red fox ran.", "red"),
        ("The red ox.", ""),
        ("The", ""),
    ],
)
def test_the_filling_is_cut_out_of_the_whole_text(text: str, filling: str) -> None:
    assert cut_filling(gaps_of([CASE])[0], text) == filling


def test_the_filling_ends_before_all_of_the_text_behind_it() -> None:
    twice = gaps_of([case("He ___ the cat and the dog.", "He saw the cat and the dog.")])[0]
    assert cut_filling(twice, "He saw the cat and the dog.") == "saw"
    assert cut_filling(twice, "He saw the cat and the cow.") == "saw"
    assert cut_filling(gaps_of([case("So ___.", "So it is.")])[0], "So it is.") == "it is"


def test_the_scores() -> None:
    gaps = gaps_of([CASE, CASE])
    found = score(gaps, [("quick brown", 1.0), ("quick red", 3.0)])
    assert (found.n, found.exact, found.first_word, found.words) == (2, 0.5, 1.0, 1.0)
    assert found.cer == pytest.approx(5 / 22, abs=0.05)
    assert found.seconds == 2.0


def test_both_ways_are_measured() -> None:
    done: list[int] = []
    scores = measure_fills(
        gaps_of([CASE]),
        lambda _: draft("quick brown"),
        lambda _: draft("The red fox runs."),
        done.append,
    )
    assert (scores["search"].exact, scores["prompt alone"].exact) == (1.0, 0.0)
    assert done == [1]
