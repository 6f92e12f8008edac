"""What is done about an engine that is gone, and what is said of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.app_events import EngineLost, LoadFailed, ModelReady
from app.crash_count import CrashCount
from app.engine_care import EngineCare
from app.engine_thread import RESTARTED
from app.model_choice import ModelChoice
from app.model_state import ModelPhase
from app.questions import Questions
from app.run_queue import RunQueue
from app.settings import Settings
from app.settings_store import SettingsStore
from tests.app.fake_engine import INFO
from tests.app.fake_port import FakePort

LARGE = Path("/models/large")
BROKE = EngineLost("SystemExit", "3")
CARD = EngineLost("DeviceLostError", "CUDA error: unspecified launch failure")


class Desk:
    """Care with its surroundings, a large model loaded, and a clock that a test moves."""

    def __init__(self, parent: QWidget, tmp_path: Path) -> None:
        self.now = 0.0
        self.port = FakePort()
        self.queue = RunQueue(self.port)
        store = SettingsStore(Settings(), tmp_path / "settings.json")
        self.choice = ModelChoice(self.queue, Questions(parent), store)
        self.care = EngineCare(self.queue, self.choice, clock=lambda: self.now)
        self.said: list[str] = []
        self.care.notice_given.connect(self.said.append)
        self.queue.engine_lost.connect(self.care.note_lost)
        self.queue.model_ready.connect(self.care.note_ready)
        self.queue.load(LARGE)
        self.ready(LARGE)

    def ready(self, folder: Path) -> None:
        self.port.answer(ModelReady(replace(INFO, folder=folder)))

    def is_at(self, phase: ModelPhase) -> bool:
        return self.queue.state.phase is phase


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "starter"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    monkeypatch.setattr("app.model_choice.starter_folder", lambda: folder)
    return folder


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, starter: Path) -> Desk:
    del starter
    parent = QWidget()
    qtbot.addWidget(parent)
    return Desk(parent, tmp_path)


def test_a_broken_engine_loads_its_model_again_and_says_so_once(desk: Desk) -> None:
    desk.port.answer(BROKE)
    assert desk.port.loads == [LARGE, LARGE]
    assert desk.said == []
    desk.ready(LARGE)
    assert ["started anew" in words for words in desk.said] == [True]
    assert "started anew" in desk.queue.state.reason
    desk.queue.load(LARGE)
    desk.ready(LARGE)
    assert len(desk.said) == 1
    assert desk.queue.state.reason == ""


def test_an_engine_that_is_lost_in_a_load_loads_what_was_asked_for(desk: Desk) -> None:
    other = Path("/models/other")
    desk.queue.load(other)
    desk.port.answer(BROKE)
    assert desk.port.loads == [LARGE, other, other]


def test_the_third_crash_within_a_minute_is_the_last(desk: Desk) -> None:
    for seconds in (0, 40):
        desk.now = seconds
        desk.port.answer(BROKE)
        desk.ready(LARGE)
    desk.now = 59
    desk.port.answer(BROKE)
    assert len(desk.port.loads) == 3
    assert desk.is_at(ModelPhase.FAILED)
    assert not desk.queue.can_answer
    assert "three times" in desk.said[-1]
    desk.care.load()
    assert desk.port.loads[-1] == LARGE
    desk.ready(LARGE)
    assert desk.is_at(ModelPhase.READY)
    desk.port.answer(BROKE)  # it is counted anew
    assert len(desk.port.loads) == 5


def test_crashes_that_are_far_apart_are_all_repaired(desk: Desk) -> None:
    for number in range(6):
        desk.now = number * 31
        desk.port.answer(BROKE)
        desk.ready(LARGE)
    assert len(desk.port.loads) == 7


def test_a_restart_by_the_person_is_no_crash(desk: Desk) -> None:
    for _ in range(5):
        desk.care.restart()
        desk.port.answer(EngineLost(RESTARTED, "given up"))
        desk.ready(LARGE)
    assert desk.port.restarts == 5
    assert len(desk.port.loads) == 6
    assert "old one held" in desk.said[-1]


def test_a_lost_card_brings_the_starter_and_is_told_as_long_as_anneal_runs(
    desk: Desk, starter: Path
) -> None:
    desk.port.answer(CARD)
    assert desk.port.loads[-1] == starter
    assert desk.care.card_is_lost
    desk.ready(starter)
    desk.queue.load(LARGE)
    desk.ready(LARGE)
    assert "graphics card" in desk.queue.state.reason
    assert len(desk.said) == 1


def test_a_lost_card_without_a_starter_leaves_no_model(desk: Desk, starter: Path) -> None:
    (starter / "config.json").unlink()
    desk.port.answer(CARD)
    assert desk.port.loads == [LARGE]
    assert desk.is_at(ModelPhase.FAILED)
    assert desk.queue.failure is not None
    assert "graphics card" in desk.queue.failure.happened


def test_a_model_that_does_not_load_again_is_a_failed_load(desk: Desk) -> None:
    told: list[object] = []
    desk.queue.model_failed.connect(told.append)
    desk.port.answer(BROKE)
    desk.port.answer(LoadFailed(LARGE, "CheckpointMissingError", "gone"))
    assert len(told) == 1
    assert desk.is_at(ModelPhase.FAILED)


def test_only_as_many_crashes_as_fit_the_time_are_counted() -> None:
    count = CrashCount(most=2, seconds=10)
    found: Callable[[float], bool] = count.note
    assert [found(now) for now in (0, 11, 22, 30)] == [True, True, True, False]
    count.forget()
    assert found(31)
