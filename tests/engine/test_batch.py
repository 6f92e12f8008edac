"""Lanes go on together, each until its own end."""

import threading
from collections.abc import Iterator

import pytest
import torch

from engine.batch import Lane, one_by_one, refine_together
from engine.denoise import LoopStep
from engine.model.side_by_side import lanes_on_cores
from tests.patience import PROCESS

CPU = torch.device("cpu")


def lane(name: int, steps: int, log: list[tuple[int, int]]) -> Lane:
    for step in range(1, steps + 1):
        log.append((name, step))
        yield LoopStep(0, step, 0.5, (name,), (0.0,), (True,), (False,), False, step == steps)


@pytest.fixture
def four_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


def test_lanes_take_their_steps_by_turns() -> None:
    log: list[tuple[int, int]] = []
    steps = refine_together([lane(0, 1, log), lane(1, 3, log), lane(2, 2, log)], one_by_one, ())
    assert [(step.variant, step.step) for step in steps] == [
        (0, 1), (1, 1), (2, 1), (1, 2), (2, 2), (1, 3),
    ]  # fmt: skip


def test_a_step_is_computed_when_it_is_asked_for() -> None:
    log: list[tuple[int, int]] = []
    steps = refine_together([lane(0, 2, log), lane(1, 2, log)], one_by_one, ())
    next(steps)
    assert log == [(0, 1)]


def test_a_finished_lane_takes_no_more_time() -> None:
    log: list[tuple[int, int]] = []
    finished: set[int] = set()
    for step in refine_together([lane(0, 9, log), lane(1, 3, log)], one_by_one, finished):
        if step.step == 2 and step.variant == 0:
            finished.add(0)
    assert [entry for entry in log if entry[0] == 0] == [(0, 1), (0, 2)]
    assert [entry for entry in log if entry[0] == 1] == [(1, 1), (1, 2), (1, 3)]


@pytest.mark.usefixtures("four_threads")
def test_at_once_gives_what_one_by_one_gives() -> None:
    def steps_of(*, at_once: bool) -> list[tuple[int, int, bool]]:
        lanes = [lane(number, 3 + number, []) for number in range(3)]
        with lanes_on_cores(3 if at_once else 1, CPU) as advance:
            steps = list(refine_together(lanes, advance, ()))
        return [(step.variant, step.step, step.last) for step in steps]

    assert steps_of(at_once=True) == steps_of(at_once=False)
    assert torch.get_num_threads() == 4


@pytest.mark.usefixtures("four_threads")
def test_lanes_run_at_the_same_time_on_a_part_of_the_cores() -> None:
    """Each waits for the other in the middle of its step: by turns they would wait for ever."""
    met = threading.Barrier(2, timeout=PROCESS)
    threads: list[int] = []

    def meeting() -> Lane:
        met.wait()
        threads.append(torch.get_num_threads())
        yield LoopStep(0, 1, 0.5, (), (), (), (), False, True)

    with lanes_on_cores(2, CPU) as advance:
        assert len(list(refine_together([meeting(), meeting()], advance, ()))) == 2
    assert threads == [2, 2]


@pytest.mark.usefixtures("four_threads")
def test_an_error_in_one_lane_is_passed_on() -> None:
    def broken() -> Lane:
        yield from ()
        raise MemoryError

    def run() -> None:
        with lanes_on_cores(2, CPU) as advance:
            list(refine_together([lane(0, 3, []), broken()], advance, ()))

    with pytest.raises(MemoryError):
        run()
    assert torch.get_num_threads() == 4


def test_a_gpu_does_one_thing_at_a_time() -> None:
    with lanes_on_cores(4, torch.device("cuda")) as advance:
        assert advance is one_by_one
