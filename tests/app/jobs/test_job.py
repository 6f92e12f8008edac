"""A real process that is slow, stubborn, crashes or never starts: one end, and none outlives it."""

import json
import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.jobs.job import Job
from app.jobs.job_lines import CRASHED, NOT_STARTED
from app.jobs.living import end_all
from app.jobs.query import Query
from engine.job_json import job_line
from engine.jobs import JobDone, JobEvent, JobFailed, JobNote, JobProgress, JobStopped, Stage
from tests.patience import COMING_MS

CHILD = (sys.executable, "-m", "tests.app.jobs.scripted_child")
STEP = job_line(JobProgress(Stage.DOWNLOADING, 3, 10))
DONE = job_line(JobDone(Path("/m"), "whole"))


class Heard:
    """A job, and all that it told."""

    def __init__(self, qtbot: QtBot, *orders: str, command: tuple[str, ...] = CHILD) -> None:
        self._qtbot = qtbot
        self.job = Job(orders, {"FOO": "bar"}, command=command)
        self.events: list[JobEvent] = []
        self.job.event_arrived.connect(self.events.append)

    def said_something(self) -> bool:
        return bool(self.events)

    def wait(self) -> JobEvent:
        self._qtbot.waitUntil(lambda: self.job.end is not None)
        self._qtbot.wait(20)  # nothing more comes
        ends = (JobDone, JobStopped, JobFailed)
        assert sum(isinstance(event, ends) for event in self.events) == 1
        assert self.events[-1] == self.job.end
        assert not self.job.running
        return self.events[-1]


@pytest.fixture(autouse=True)
def from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    # Who stops in order is not killed before it has, on the slowest machine.
    monkeypatch.setattr("app.jobs.child._PATIENCE_MS", COMING_MS)
    monkeypatch.setattr("app.jobs.job._KILLED_MS", COMING_MS)


COUNTING = """
import signal, sys, time
heard = []
signal.signal(signal.SIGTERM, lambda *_: heard.append(1))
print('{"event": "job_note", "words": "ready"}', flush=True)
end = time.monotonic() + 60
while not heard and time.monotonic() < end:
    time.sleep(0.01)
time.sleep(0.5)
print('{"event": "job_stopped", "words": "%d"}' % len(heard), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no process hears such a wish there")
def test_a_job_is_asked_to_stop_once_however_often_somebody_wants_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.jobs.job._ON_QUIT_MS", COMING_MS)
    heard = Heard(qtbot, command=(sys.executable, "-c", COUNTING))
    heard.job.start()
    qtbot.waitUntil(heard.said_something)
    heard.job.stop()
    qtbot.wait(200)  # it is stopping
    heard.job.stop()
    heard.job.leave()
    assert heard.wait() == JobStopped("1")


def test_a_job_tells_its_steps_and_its_end(qtbot: QtBot) -> None:
    heard = Heard(qtbot, "event", STEP, "raw", "warning: odd\n", "event", DONE)
    assert not heard.job.running
    heard.job.start()
    heard.job.start()  # a second wish changes nothing
    assert heard.job.running
    assert heard.wait() == JobDone(Path("/m"), "whole")
    assert heard.events[:-1] == [JobProgress(Stage.DOWNLOADING, 3, 10)]
    assert "odd" in heard.job.detail


@pytest.mark.parametrize("orders", [(), ("exit", "3"), ("crash",), ("err", "boom", "exit", "1")])
def test_an_end_without_a_word_is_a_failure(qtbot: QtBot, orders: tuple[str, ...]) -> None:
    heard = Heard(qtbot, "event", STEP, *orders)
    heard.job.start()
    end = heard.wait()
    assert isinstance(end, JobFailed)
    assert end.kind == CRASHED
    assert ("boom" in heard.job.detail) == ("boom" in orders)


def test_what_cannot_be_started_is_a_failure(qtbot: QtBot, tmp_path: Path) -> None:
    heard = Heard(qtbot, command=(str(tmp_path / "none"),))
    heard.job.start()
    end = heard.wait()
    assert isinstance(end, JobFailed)
    assert end.kind == NOT_STARTED


def test_a_polite_process_stops_in_its_own_words(qtbot: QtBot) -> None:
    heard = Heard(qtbot, "polite", "event", STEP, "sleep", "60")
    heard.job.start()
    qtbot.waitUntil(heard.said_something)
    heard.job.stop()
    heard.job.stop()
    assert heard.wait() == JobStopped("as you wished")


def test_a_stubborn_process_is_killed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.jobs.child._PATIENCE_MS", 200)
    heard = Heard(qtbot, "stubborn", "event", STEP, "sleep", "60")
    heard.job.start()
    qtbot.waitUntil(heard.said_something)
    heard.job.stop()
    assert isinstance(heard.wait(), JobStopped)


def test_none_outlives_the_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.jobs.job._ON_QUIT_MS", 300)
    for manners in ("polite", "stubborn"):
        note = job_line(JobNote("ready"))
        heard = Heard(qtbot, manners, "event", note, "sleep", "60")
        heard.job.start()
        qtbot.waitUntil(heard.said_something)
        number = heard.job._child._process.processId()
        heard.job.leave()
        assert isinstance(heard.job.end, JobStopped)
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def ask(qtbot: QtBot, *orders: str) -> tuple[list[object], list[object]]:
    query = Query(orders, {"FOO": "bar"}, command=CHILD)
    answers: list[object] = []
    failures: list[object] = []
    query.answered.connect(answers.append)
    query.failed.connect(failures.append)
    with qtbot.waitSignal(query.ended):
        query.start()
    return answers, failures


def test_a_query_gives_the_value_whatever_the_exit_code(qtbot: QtBot) -> None:
    value = {"gpu": None, "words": ["größer", 1]}
    assert ask(qtbot, "raw", json.dumps(value), "err", "loud", "exit", "3") == ([value], [])
    assert ask(qtbot, "env", "FOO") == (["bar"], [])


def test_a_query_without_an_answer_fails_once(qtbot: QtBot) -> None:
    for orders in ((), ("raw", "{"), ("crash",), ("raw", "[" * 100_000)):
        answers, failures = ask(qtbot, *orders)
        assert answers == []
        assert len(failures) == 1
        assert isinstance(failures[0], JobFailed)


def test_a_query_that_hangs_is_given_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.jobs.query._PATIENCE_MS", 200)
    answers, failures = ask(qtbot, "sleep", "60")
    assert answers == []
    assert len(failures) == 1


def test_all_that_still_live_are_ended_together(qtbot: QtBot) -> None:
    heard = [Heard(qtbot, "stubborn", "event", STEP, "sleep", "60") for _ in range(2)]
    for one in heard:
        one.job.start()
    qtbot.waitUntil(lambda: all(one.said_something() for one in heard), timeout=COMING_MS)
    assert end_all()
    for one in heard:
        assert isinstance(one.wait(), JobFailed)
    assert end_all()
