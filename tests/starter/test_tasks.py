"""Examples of the starter model's tasks, whatever the task: seed, length, wording, cases."""

import json
import random
from pathlib import Path

import pytest

from cases import draw_cases
from corpus import Corpus
from tasks import TASKS, generate, read_instructions
from tests.starter.task_draws import CORPUS, draws


@pytest.mark.parametrize("task", TASKS)
def test_the_same_seed_gives_the_same_examples(task: str) -> None:
    first = [generate(random.Random(seed), CORPUS, task) for seed in range(20)]
    assert first == [generate(random.Random(seed), CORPUS, task) for seed in range(20)]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("max_chars", [80, 260])
def test_texts_keep_to_the_length_and_the_wording_was_listed(task: str, max_chars: int) -> None:
    keys = ("headings-title", "headings-sentence") if task == "headings" else (task,)
    taught = {wording.lower() for key in keys for wording in read_instructions()[key]}
    for example in draws(task, max_chars):
        assert example.task == task
        assert 0 < len(example.selected) <= max_chars
        assert 0 < len(example.target) <= max_chars
        assert example.instruction.lower().rstrip(".") in taught


def test_every_task_has_a_title_that_is_its_first_wording() -> None:
    prompts = Path(__file__).parents[2] / "resources" / "prompts" / "starter_tasks.json"
    stored = json.loads(prompts.read_text(encoding="utf-8"))
    assert set(stored) == set(TASKS) - {"headings"} | {"headings-title", "headings-sentence"}
    for entry in stored.values():
        assert entry["title"] == entry["instructions"][0]
        assert 6 <= len(set(entry["instructions"])) <= 12


def test_no_wording_belongs_to_two_tasks() -> None:
    wordings = [wording.lower() for each in read_instructions().values() for wording in each]
    assert len(wordings) == len(set(wordings))


def test_a_corpus_without_material_is_an_error() -> None:
    empty = Corpus((), (), (), (), (), {})
    with pytest.raises(LookupError, match="repair-python"):
        generate(random.Random(1), empty, "repair-python")


def test_cases_differ_and_stay_short() -> None:
    cases = list(draw_cases(random.Random(7), CORPUS, 10))
    assert len(cases) == 10 * len(TASKS)
    assert len({(case.task, case.instruction, case.selected) for case in cases}) == len(cases)
    assert all(len(case.selected.split()) <= 60 for case in cases)
