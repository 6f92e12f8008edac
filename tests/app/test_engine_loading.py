"""Loads on the engine's thread: those that fail, and those that are broken off."""

import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from app.app_events import EditFailed, LoadFailed
from app.engine_loading import load_engine
from app.engine_thread import EngineThread
from app.messages import load_problem
from engine.errors import CheckpointDamagedError
from engine.events import ModelLoading
from tests.app.engine_listening import Start, listened_threads
from tests.app.fake_engine import INFO, FakeEngine, make_request
from tests.patience import PROCESS

if TYPE_CHECKING:
    from tests.conftest import LogWatch

FOLDER = Path("some-model")


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    with listened_threads(qtbot) as make:
        yield make


def test_a_failed_load_keeps_a_small_model_and_lets_a_large_one_go(
    qtbot: QtBot, start: Start
) -> None:
    engine = FakeEngine()

    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> FakeEngine:
        del on_loading, stop
        if folder != FOLDER:
            raise CheckpointDamagedError("cut short")
        return engine

    thread, listener = start(load)
    thread.load(FOLDER)
    thread.load(Path("broken"))
    qtbot.waitUntil(lambda: listener.has(LoadFailed))
    failed = LoadFailed(Path("broken"), "CheckpointDamagedError", "cut short", INFO)
    assert listener.events[-1] == failed
    engine.info = replace(INFO, weight_bytes=14 << 30)
    thread.load(Path("broken"))
    thread.submit(make_request(edit_id=1))
    qtbot.waitUntil(lambda: listener.has(EditFailed, 1))
    assert replace(failed, kept=None) in listener.events


def test_an_unforeseen_load_error_is_logged_and_reported(
    qtbot: QtBot, start: Start, log_watch: "LogWatch"
) -> None:
    log_watch.expect("loading some-model failed")

    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> FakeEngine:
        raise ModuleNotFoundError(f"no library for {folder} {on_loading is None} {stop.is_set()}")

    thread, listener = start(load)
    thread.load(FOLDER)
    qtbot.waitUntil(lambda: listener.has(LoadFailed))
    failed = listener.events[-1]
    assert isinstance(failed, LoadFailed)
    assert "library" in load_problem(failed.kind, FOLDER).happened
    assert failed.kept is None


def test_stop_breaks_off_a_load_and_is_silent_afterwards(qtbot: QtBot, start: Start) -> None:
    entered = threading.Event()

    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> FakeEngine:
        entered.set()
        while True:
            on_loading(ModelLoading(folder.name, "weights", 0.5))
            if stop.wait(0.001):
                on_loading(ModelLoading(folder.name, "weights", 0.6))
                pytest.fail("the load went on")

    thread, listener = start(load)
    thread.load(FOLDER)
    assert entered.wait(PROCESS)
    assert thread.stop()
    heard = len(listener.events)
    thread.submit(make_request())
    qtbot.wait(20)
    assert len(listener.events) == heard
    assert thread.stop()


def test_stop_gives_up_on_a_worker_that_never_looks_up(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine_thread._STOP_LIMIT", 0.05)
    entered, leave = threading.Event(), threading.Event()

    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> FakeEngine:
        del folder, on_loading, stop
        entered.set()
        leave.wait(PROCESS)
        return FakeEngine()

    thread = EngineThread(load)
    thread.start()
    thread.load(FOLDER)
    assert entered.wait(PROCESS)
    assert not thread.stop()
    assert not thread.stop()
    leave.set()
    qtbot.waitUntil(thread.stop)


def test_a_folder_without_a_model_is_a_failed_load(
    qtbot: QtBot, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    thread, listener = start(load_engine)
    thread.load(tmp_path)
    qtbot.waitUntil(lambda: listener.has(LoadFailed), timeout=60_000)
    failed = listener.events[-1]
    assert isinstance(failed, LoadFailed)
    assert failed.kind == "CheckpointMissingError"
