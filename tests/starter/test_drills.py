"""Drills: the same edits as the tasks', with several changes a text."""

import random

import pytest

from drills import DRILLS, drill_words
from material import Pair
from tasks import TASKS, generate
from tasks_code import parses
from tests.starter.task_draws import CORPUS


def draws(task: str, count: int = 60) -> list[Pair]:
    """Return pairs of a drill, those that the material has no room for left out."""
    rng = random.Random(5)
    maker = DRILLS[task][1]
    pairs = (maker(rng, CORPUS, 200) for _ in range(count * 20))
    return [pair for pair in pairs if pair is not None][:count]


def test_drills_belong_to_tasks() -> None:
    assert set(DRILLS) <= set(TASKS)
    assert all(0 < share < 1 for share, _ in DRILLS.values())


@pytest.mark.parametrize("task", DRILLS)
def test_a_drill_changes_its_text_and_fits_its_task(task: str) -> None:
    pairs = draws(task)
    assert len(pairs) == 60
    assert sum(pair.selected != pair.target for pair in pairs) > 45
    example = generate(random.Random(1), CORPUS, task, 240, DRILLS[task][1])
    assert example.task == task


def test_a_row_of_words_keeps_their_number_and_misspells_most() -> None:
    rng = random.Random(2)
    pairs = [pair for _ in range(50) if (pair := drill_words(rng, CORPUS, 160)) is not None]
    assert len(pairs) > 30
    for pair in pairs:
        right, typed = pair.target.split(), pair.selected.split()
        assert len(right) == len(typed)
    changed = sum(
        a != b
        for pair in pairs
        for a, b in zip(pair.target.split(), pair.selected.split(), strict=True)
    )
    assert changed > len(pairs)


def test_broken_python_does_not_parse_and_its_repair_does() -> None:
    for pair in draws("repair-python"):
        assert not parses(pair.selected)
        assert parses(pair.target)
        assert pair.language == "python"


@pytest.mark.parametrize(("task", "mark"), [("bullets", "- "), ("numbered", "1. ")])
def test_a_drilled_list_has_an_item_for_each_phrase(task: str, mark: str) -> None:
    for pair in draws(task):
        lines = pair.target.split("\n")
        assert lines[0].startswith(mark)
        assert len(lines) >= 3
        for line in lines:
            item = line.split(" ", 1)[1]
            assert item.lower() in pair.selected.lower()


def test_headings_say_which_case_they_want() -> None:
    wordings = {pair.wording for pair in draws("headings")}
    assert wordings == {"headings-title", "headings-sentence"}
