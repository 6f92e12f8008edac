"""Canvases are refined in just the steps that were asked for, and their times add up."""

from collections.abc import Iterator

import pytest
import torch

from engine.bench.fixed_steps import Task, make_task, measure_first_draft, measure_steps
from engine.canvas import Canvas
from engine.outcome import Outcome, pack

CPU = torch.device("cpu")
CANVAS, VOCABULARY = 8, 50


class SureRefiner:
    """Gives the same certain draft at every step, at which any ordinary run would stop."""

    def __init__(self) -> None:
        self.read: list[int] = []
        self.first_canvases: list[tuple[int, ...]] = []
        self.steps = 0

    def extend(self, ids: torch.Tensor) -> None:
        self.read += ids.tolist()

    def refine(
        self,
        ids: torch.Tensor,
        conditioning: torch.Tensor | None,
        *,
        canvas: Canvas,
        temperature: float,
        entropy_bound: float,
        generator: torch.Generator,
    ) -> Outcome:
        del canvas, temperature, entropy_bound, generator
        self.steps += 1
        if conditioning is None:
            self.first_canvases.append(tuple(ids.tolist()))
        zeros = torch.zeros(CANVAS)
        same, accepted, finite = zeros.long(), zeros.bool(), torch.tensor(True)
        packed = pack(same, zeros, accepted, zeros.sum(), finite)
        return Outcome(same, same, accepted, zeros, zeros.sum(), finite, zeros, packed)


@pytest.fixture
def task() -> Task:
    return make_task(
        device=CPU, prompt_tokens=5, canvas_length=CANVAS, vocabulary=VOCABULARY, seed=3
    )


def ticking(seconds: float) -> Iterator[float]:
    """Yield a clock's readings, each later than the one before by so many seconds."""
    now = 0.0
    while True:
        yield now
        now += seconds


@pytest.mark.parametrize("steps", [1, 2, 8])
def test_certain_drafts_do_not_end_a_canvas_early(task: Task, steps: int) -> None:
    refiner, clock = SureRefiner(), ticking(0.5)
    figures = measure_steps(refiner, task, steps, 3, lambda: next(clock))
    assert refiner.steps == figures.passes == figures.step.n == 3 * steps
    assert figures.steps == steps
    assert figures.step.median_ms == figures.step.p95_ms == 500.0
    assert figures.tokens_per_second == pytest.approx(CANVAS / (0.5 * steps))


def test_every_repetition_has_its_own_noise_and_every_run_the_same(task: Task) -> None:
    refiners = SureRefiner(), SureRefiner()
    for refiner in refiners:
        measure_steps(refiner, task, 2, 3)
    assert refiners[0].first_canvases == refiners[1].first_canvases
    assert len(set(refiners[0].first_canvases)) == 3


def test_a_first_draft_is_the_prompt_and_one_step_and_the_first_run_is_not_counted(
    task: Task,
) -> None:
    refiners: list[SureRefiner] = []
    clock = ticking(0.25)

    def open_refiner() -> SureRefiner:
        refiners.append(SureRefiner())
        return refiners[-1]

    first = measure_first_draft(open_refiner, task, 4, lambda: next(clock))
    assert len(refiners) == 5
    assert {tuple(refiner.read) for refiner in refiners} == {tuple(task.prompt.tolist())}
    assert {refiner.steps for refiner in refiners} == {1}
    assert first.whole.n == first.prompt.n == 4
    assert (first.prompt.median_ms, first.whole.median_ms) == (250.0, 500.0)


def test_a_prompt_is_the_same_for_the_same_seed() -> None:
    def prompt(seed: int) -> list[int]:
        task = make_task(
            device=CPU, prompt_tokens=20, canvas_length=CANVAS, vocabulary=VOCABULARY, seed=seed
        )
        ids: list[int] = task.prompt.tolist()
        return ids

    assert prompt(1) == prompt(1) != prompt(2)
    assert len(prompt(1)) == 20
    assert max(prompt(1)) < VOCABULARY
