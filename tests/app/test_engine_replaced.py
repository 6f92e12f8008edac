"""A thread of the engine that is given up: what it says is not heard, and the end waits for it."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.app_events import AppEvent, EngineLost, LoadFailed, ModelReady, RunRecorded
from app.engine_thread import RESTARTED, EngineThread
from engine.events import Cancelled, DenoiseStep, Draft, ModelLoading
from tests.app.busy_window import sit_until_it_is_said
from tests.app.fake_engine import FakeEngine, loader_of, make_request
from tests.patience import PROCESS

FOLDER = Path("some-model")


class Heard:
    def __init__(self, thread: EngineThread) -> None:
        self.events: list[AppEvent] = []
        thread.event_arrived.connect(self.events.append)

    def has(self, kind: type) -> bool:
        return any(isinstance(event, kind) for event in self.events)


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engine_thread._GRACE_MS", 20)
    monkeypatch.setattr("app.engine_thread._STOP_LIMIT", 0.1)


def test_what_an_engine_says_that_was_given_up_is_not_heard(qtbot: QtBot) -> None:
    old, new = FakeEngine(), FakeEngine()
    old.gated = True
    engines = iter((old, new))

    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> FakeEngine:
        return loader_of(next(engines))(folder, on_loading, stop)

    thread = EngineThread(load)
    heard = Heard(thread)
    thread.start()
    thread.load(FOLDER)
    thread.submit(make_request(edit_id=1))
    old.gate.release()
    qtbot.waitUntil(lambda: heard.has(DenoiseStep))
    thread.submit(make_request(edit_id=2))  # waits behind it
    thread.restart()
    assert heard.events[-3] == EngineLost(RESTARTED, "the engine was given up and started anew")
    assert isinstance(heard.events[-2], RunRecorded)
    cancelled = heard.events[-1]
    assert isinstance(cancelled, Cancelled)
    assert cancelled.edit_id == 1
    assert cancelled.draft is not None
    assert (cancelled.draft.text, cancelled.draft.steps) == ("the cat", 1)
    thread.load(FOLDER)
    # The edit that waited comes before that load, and finds no model, as it would at the start.
    qtbot.waitUntil(lambda: heard.has(ModelReady) and new.edits == [] and len(heard.events) > 5)
    assert not thread.stop()  # the old one sits where no stop is seen
    count = len(heard.events)
    old.gate.release(5)
    qtbot.waitUntil(thread.stop)
    qtbot.wait(20)
    assert len(heard.events) == count
    assert not heard.has(Draft)


def test_what_was_said_before_the_restart_is_heard_after_it(qtbot: QtBot) -> None:
    """A draft brings the next edit, which must find that the engine is gone."""
    thread = EngineThread(loader_of(FakeEngine()))
    heard = Heard(thread)

    def go_on(event: AppEvent) -> None:
        if isinstance(event, Draft):
            thread.load(FOLDER)
            thread.submit(make_request(edit_id=2))

    thread.event_arrived.connect(go_on)
    thread.start()
    thread.load(FOLDER)
    thread.submit(make_request(edit_id=1))
    sit_until_it_is_said(thread, Draft)
    thread.restart()
    kinds = [type(event) for event in heard.events]
    assert kinds[0] is EngineLost
    assert Draft in kinds
    assert ModelReady not in kinds  # that model is gone
    assert Cancelled not in kinds  # the second edit was never with it
    qtbot.waitUntil(thread.stop)


def test_a_load_that_is_given_up_says_nothing_any_more(qtbot: QtBot) -> None:
    entered, leave = threading.Event(), threading.Event()

    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> FakeEngine:
        del stop
        entered.set()
        leave.wait(PROCESS)
        on_loading(ModelLoading(folder.name, "ready", 1.0))
        return FakeEngine()

    thread = EngineThread(load)
    heard = Heard(thread)
    thread.start()
    thread.load(FOLDER)
    assert entered.wait(PROCESS)
    thread.restart()
    leave.set()
    qtbot.waitUntil(lambda: not thread._given_up)
    assert heard.has(EngineLost)
    assert not heard.has(ModelReady)
    assert not heard.has(LoadFailed)
    thread.load(FOLDER)
    qtbot.waitUntil(lambda: heard.has(ModelReady))
    qtbot.waitUntil(thread.stop)


def test_nothing_is_started_anew_after_the_stop(qtbot: QtBot) -> None:
    thread = EngineThread(loader_of(FakeEngine()))
    heard = Heard(thread)
    thread.start()
    qtbot.waitUntil(thread.stop)
    thread.restart()
    assert heard.events == []
    assert thread.stop()
