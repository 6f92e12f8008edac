"""The text around the span that fits a budget; `test_prompt.py` covers it inside a prompt."""

import pytest

from engine.context_window import Surroundings, fit_surroundings


def encode(text: str) -> list[int]:
    return [ord(character) for character in text]


@pytest.mark.parametrize("budget", [-100, -1, 0])
def test_without_a_budget_nothing_is_kept_and_the_search_ends(budget: int) -> None:
    kept = fit_surroundings("one\ntwo\n", "\nthree", encode, budget)
    assert kept == Surroundings((), (), 0, 0)


def test_lines_that_take_more_together_are_dropped_one_by_one() -> None:
    def greedy(text: str) -> list[int]:
        return [0] * len(text) * (1 + text.count("\n"))

    kept = fit_surroundings("aaa\nbbb\nccc\n", "", greedy, 12)
    assert len(kept.before_ids) <= 12
    assert kept.before_characters == len("ccc\n")
