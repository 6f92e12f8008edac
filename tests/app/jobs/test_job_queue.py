"""Heavy work takes turns, light work does not wait, and leaving stops everything."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.jobs.job_queue import JobQueue
from app.jobs.work import Phase, Work, WorkState
from engine.jobs import JobDone, JobProgress, Stage
from tests.app.models.playing import FakeProgram
from tests.patience import COMING_MS

DONE = JobDone(Path("/m"), "whole")


def work(name: str, *, heavy: bool = True) -> Work:
    return Work(name, f"Doing {name}", ("models", name), heavy=heavy)


def step(done: int) -> JobProgress:
    return JobProgress(Stage.DOWNLOADING, done, 100)


class Bench:
    """A queue, what it told, and what its jobs do."""

    def __init__(self, qtbot: QtBot, program: FakeProgram) -> None:
        self.qtbot = qtbot
        self.program = program
        self.queue = JobQueue(dict)
        self.told: list[WorkState] = []
        self.queue.changed.connect(self.told.append)

    def phase(self, name: str) -> Phase | None:
        state = self.queue.state(name)
        return None if state is None else state.phase

    def wait(self, name: str, phase: Phase) -> None:
        self.qtbot.waitUntil(lambda: self.phase(name) is phase)

    def wait_for_bytes(self, name: str, done: int) -> None:
        def there() -> bool:
            state = self.queue.state(name)
            return state is not None and state.progress == step(done)

        self.qtbot.waitUntil(there)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr("app.jobs.job._KILLED_MS", COMING_MS)
    return Bench(qtbot, FakeProgram(tmp_path / "fake", monkeypatch))


def test_heavy_work_takes_turns_and_light_work_runs_beside(bench: Bench) -> None:
    queue = bench.queue
    for one in (work("download"), work("verify"), work("rename", heavy=False)):
        queue.submit(one)
    queue.submit(work("verify"))  # it waits already
    assert bench.phase("download") is Phase.RUNNING
    assert bench.phase("verify") is Phase.WAITING
    bench.program.play("models-rename", DONE, end=True)
    bench.wait("rename", Phase.DONE)
    bench.program.play("models-download", step(10))
    bench.wait_for_bytes("download", 10)
    front = queue.front
    assert front is not None
    assert (front.work.key, front.fraction) == ("download", 0.1)
    bench.program.play("models-download", DONE, end=True)
    bench.wait("download", Phase.DONE)
    assert bench.phase("verify") is Phase.RUNNING
    bench.program.play("models-verify", DONE, end=True)
    bench.wait("verify", Phase.DONE)
    assert queue.front is None
    assert not queue.busy
    assert sorted(bench.program.calls) == ["models download", "models rename", "models verify"]
    ends = [state.work.key for state in bench.told if state.over]
    assert sorted(ends) == ["download", "rename", "verify"]  # each told once
    queue.forget("verify")
    assert queue.state("verify") is None


def test_work_is_stopped_in_order_or_before_its_turn(bench: Bench) -> None:
    queue = bench.queue
    queue.submit(work("download"))
    queue.submit(work("verify"))
    queue.stop("verify")
    assert bench.phase("verify") is Phase.STOPPED
    bench.program.play("models-download", step(10))
    bench.wait_for_bytes("download", 10)
    queue.forget("download")  # not over
    queue.stop("download")
    assert bench.phase("download") is Phase.STOPPING
    bench.wait("download", Phase.STOPPED)
    queue.submit(work("download"))  # and goes on
    bench.program.play("models-download", DONE, end=True)
    bench.wait("download", Phase.DONE)
    assert bench.program.calls == ["models download"] * 2


def test_leaving_stops_everything_and_takes_no_more(bench: Bench) -> None:
    queue = bench.queue
    queue.submit(work("download"))
    queue.submit(work("verify"))
    queue.submit(work("rename", heavy=False))
    bench.program.play("models-download", step(10))
    bench.wait_for_bytes("download", 10)
    queue.leave()
    assert bench.phase("download") is Phase.STOPPED
    assert bench.phase("rename") is Phase.STOPPED
    assert bench.phase("verify") is Phase.WAITING  # it never began
    queue.submit(work("list"))
    assert bench.phase("list") is None


def test_work_that_is_forgotten_leaves_nothing_behind(bench: Bench) -> None:
    queue = bench.queue
    before = len(queue.children())
    for _ in range(3):
        queue.submit(work("verify"))
        bench.program.play("models-verify", DONE, end=True)
        bench.wait("verify", Phase.DONE)
    queue.forget("verify")
    bench.qtbot.waitUntil(lambda: len(queue.children()) == before)


def test_progress_is_told_no_more_often_than_it_is_read(bench: Bench) -> None:
    bench.queue._telling.setInterval(COMING_MS)  # nobody reads before the end
    bench.queue.submit(work("download"))
    bench.program.play("models-download", *[step(n) for n in range(100)], DONE, end=True)
    bench.wait("download", Phase.DONE)
    assert [state.phase for state in bench.told] == [Phase.WAITING, Phase.RUNNING, Phase.DONE]
