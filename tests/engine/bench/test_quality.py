"""Scores of drafts: worked examples by hand, and sums over cases rather than means of means."""

import json
from pathlib import Path

import pytest

from engine.bench.cases import Case, CasesError, read_cases
from engine.bench.quality import choose_cases, measure, score_case, sum_up
from engine.events import Draft


def case(selected: str, target: str, task: str = "spelling") -> Case:
    return Case(task, "Fix the spelling", "markdown", selected, target)


def draft(text: str, steps: int = 4, seconds: float = 0.5) -> Draft:
    return Draft(1, text, steps, seconds, True, True, 0, 3, "Tiny", 1, 0)


def test_an_exact_draft_has_no_errors_and_damages_nothing() -> None:
    score = score_case(case("teh cat sat", "the cat sat\n"), draft("the cat sat"))
    assert score.exact
    assert (score.errors_before, score.errors_after) == (2, 0)
    assert (score.clean_words, score.damaged_words) == (2, 0)


def test_leaving_the_text_alone_damages_nothing_and_mends_nothing() -> None:
    score = score_case(case("a b a teh a", "a b the a a"), draft("a b a teh a"))
    assert not score.exact
    assert score.errors_after == score.errors_before > 0
    assert score.damaged_words == 0


def test_a_clean_word_that_the_draft_changes_or_drops_is_damaged() -> None:
    score = score_case(case("teh cat sat down", "the cat sat down"), draft("the cut sat"))
    assert (score.clean_words, score.damaged_words) == (3, 2)
    assert score.errors_after == 6


def test_tasks_sum_errors_over_their_cases() -> None:
    scores = [
        score_case(case("x" * 10, "y" * 10, "b"), draft("y" * 10, steps=2, seconds=1.0)),
        score_case(case("y" * 29 + "x", "y" * 30, "b"), draft("y" * 29 + "x", 4, 2.0)),
        score_case(case("1", "1", "a"), draft("1")),
    ]
    total = sum_up(scores)
    assert list(total) == ["b", "a"]
    assert total["b"].n == 2
    assert total["b"].exact == 0.5
    assert total["b"].cer_before == pytest.approx(11 / 40)
    assert total["b"].cer_after == pytest.approx(1 / 40)
    assert (total["b"].steps, total["b"].seconds) == (3.0, 1.5)
    assert (total["b"].damaged, total["a"].damaged) == (0.0, 0.0)


def test_measure_edits_every_case_and_tells_after_each() -> None:
    cases = [case("a", "b"), case("b", "b"), case("c", "d", "other")]
    told: list[int] = []
    scores = measure(cases, lambda one: draft(one.target), lambda done, _: told.append(done))
    assert told == [1, 2, 3]
    assert {task: score.exact for task, score in scores.items()} == {"spelling": 1, "other": 1}


def test_cases_are_chosen_by_task_and_number() -> None:
    cases = [case("a", "b", task) for task in ("x", "y", "x", "x", "y")]
    assert [one.task for one in choose_cases(cases, 2, None)] == ["x", "y", "x", "y"]
    assert [one.task for one in choose_cases(cases, None, ["y"])] == ["y", "y"]


def test_cases_are_read_line_by_line_and_a_bad_line_is_named(tmp_path: Path) -> None:
    entry = {
        "task": "t",
        "instruction": "i",
        "language": "python",
        "selected": "a\u2028b",
        "target": "c",
        "source": "left alone",
    }
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(entry, ensure_ascii=False) + "\n\n", encoding="utf-8")
    assert read_cases(path) == [Case("t", "i", "python", "a\u2028b", "c")]
    for bad in ("{", "[]", '{"task": "t"}', json.dumps(entry | {"target": " "})):
        path.write_text(f"{json.dumps(entry)}\n{bad}\n", encoding="utf-8")
        with pytest.raises(CasesError, match="line 2"):
            read_cases(path)
    with pytest.raises(CasesError, match="cannot be read"):
        read_cases(tmp_path / "none")
