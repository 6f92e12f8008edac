"""A removed runtime that was in use is cleared away by itself after a later start."""

from pathlib import Path

import pytest

from engine.jobs import JobDone
from engine.paths import runtimes_folder
from engine.runtime.places import CURRENT, left_over
from tests.app.models.playing import FakeProgram
from tests.app.whole.stage import Stage


@pytest.fixture
def runtimes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("engine.paths.data_folder", lambda: tmp_path)
    folder = runtimes_folder()
    (folder / "rt-now").mkdir(parents=True)
    (folder / CURRENT).write_text('{"folder": "rt-now"}', encoding="utf-8")
    return folder


def test_what_is_left_over_goes_and_what_is_switched_on_stays(
    stage: Stage, runtimes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = FakeProgram(tmp_path / "fake", monkeypatch)
    desk = stage.program.models.graphics
    desk.tidy_left_over()
    assert stage.program.models.jobs.front is None  # no process where there is nothing to do
    (runtimes / "rt-before").mkdir()
    assert left_over() == (runtimes / "rt-before",)
    desk.tidy_left_over()
    front = stage.program.models.jobs.front
    assert front is not None
    assert front.work.verb == ("runtime", "tidy", "--events")
    program.play("runtime-tidy", JobDone(runtimes, "6.60 GB are free again"), end=True)
    stage.qtbot.waitUntil(lambda: stage.program.models.jobs.front is None)
    assert not stage.program.window.status.job.isVisible()  # nobody need know


def test_it_is_looked_for_once_a_start_is_over(stage: Stage) -> None:
    from PySide6.QtCore import QTimer

    timers = stage.program.window.findChildren(QTimer)
    assert any(timer.isActive() and timer.interval() == 20_000 for timer in timers)
