"""Scores drafts against known answers, task by task; knows no files and no terminal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.bench.alignment import common_places, edit_distance
from engine.bench.cases import Case
from engine.events import Draft


@dataclass(frozen=True, slots=True)
class CaseScore:
    """How one draft compares with its answer.

    Attributes:
        task: the case's task.
        exact: the draft is the answer, white space at its end aside.
        target_characters: length of the answer.
        errors_before: edit distance of the selected text to the answer, in characters.
        errors_after: edit distance of the draft to the answer, in characters.
        clean_words: words of the selected text that the answer keeps.
        damaged_words: those of them that the draft does not keep.
        steps: decoder passes of the draft.
        seconds: time of the draft.
    """

    task: str
    exact: bool
    target_characters: int
    errors_before: int
    errors_after: int
    clean_words: int
    damaged_words: int
    steps: int
    seconds: float


@dataclass(frozen=True, slots=True)
class TaskScore:
    """The scores of one task together; the names are those of the printed object.

    Attributes:
        n: number of cases.
        exact: share of exact drafts.
        cer_before: character errors before the edit, over the characters of the answers.
        cer_after: the same after the edit.
        damaged: share of the clean words that were damaged.
        steps: mean decoder passes.
        seconds: mean time of a draft.
    """

    n: int
    exact: float
    cer_before: float
    cer_after: float
    damaged: float
    steps: float
    seconds: float


def score_case(case: Case, draft: Draft) -> CaseScore:
    """Compare a draft with its case's answer.

    A word is a run of anything but white space. A word of the answer is clean where the selected
    text has it already, in order; it is damaged where the draft has it no more.
    """
    target, text = case.target.rstrip(), draft.text.rstrip()
    answer = target.split()
    clean = common_places(case.selected.split(), answer)
    kept = common_places(text.split(), answer)
    return CaseScore(
        task=case.task,
        exact=text == target,
        target_characters=len(target),
        errors_before=edit_distance(case.selected.rstrip(), target),
        errors_after=edit_distance(text, target),
        clean_words=len(clean),
        damaged_words=len(clean - kept),
        steps=draft.steps,
        seconds=draft.seconds,
    )


def sum_up(scores: Iterable[CaseScore]) -> dict[str, TaskScore]:
    """Return the figures of every task, in the order in which the tasks first come."""
    groups: dict[str, list[CaseScore]] = {}
    for score in scores:
        groups.setdefault(score.task, []).append(score)
    return {task: _sum_up_task(group) for task, group in groups.items()}


def _sum_up_task(group: list[CaseScore]) -> TaskScore:
    n = len(group)
    characters = sum(score.target_characters for score in group)
    clean = sum(score.clean_words for score in group)
    damaged = sum(score.damaged_words for score in group)
    return TaskScore(
        n=n,
        exact=sum(score.exact for score in group) / n,
        cer_before=sum(score.errors_before for score in group) / characters,
        cer_after=sum(score.errors_after for score in group) / characters,
        damaged=damaged / clean if clean else 0.0,
        steps=sum(score.steps for score in group) / n,
        seconds=sum(score.seconds for score in group) / n,
    )


def choose_cases(
    cases: Iterable[Case], per_task: int | None, tasks: Iterable[str] | None
) -> list[Case]:
    """Return the first ``per_task`` cases of each of ``tasks``; ``None`` takes all."""
    wanted = None if tasks is None else set(tasks)
    counts: dict[str, int] = {}
    chosen = []
    for case in cases:
        count = counts.get(case.task, 0)
        if (wanted is None or case.task in wanted) and (per_task is None or count < per_task):
            counts[case.task] = count + 1
            chosen.append(case)
    return chosen


def measure(
    cases: list[Case],
    edit: Callable[[Case], Draft],
    on_score: Callable[[int, CaseScore], None],
) -> dict[str, TaskScore]:
    """Run ``edit`` over all cases and score the drafts.

    Args:
        cases: what to measure.
        edit: gives the draft of a case.
        on_score: told the number of cases done and the newest score.
    """
    scores = []
    for done, case in enumerate(cases, start=1):
        scores.append(score_case(case, edit(case)))
        on_score(done, scores[-1])
    return sum_up(scores)
