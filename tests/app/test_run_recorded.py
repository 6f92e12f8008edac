"""The engine's thread tells all steps of a run before its end, those too that nobody was shown."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from app.app_events import AppEvent, EditFailed, ModelReady, RunRecorded
from app.engine_thread import EngineThread
from engine.errors import OutOfMemoryError
from engine.events import Cancelled, DenoiseStep, Draft
from tests.app.busy_window import sit_until_it_is_said
from tests.app.fake_engine import FakeEngine, loader_of, make_draft, make_request

if TYPE_CHECKING:
    from tests.conftest import LogWatch

Start = Callable[[FakeEngine], tuple[EngineThread, list[AppEvent]]]


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    threads: list[EngineThread] = []

    def make(engine: FakeEngine) -> tuple[EngineThread, list[AppEvent]]:
        thread = EngineThread(loader_of(engine))
        events: list[AppEvent] = []
        thread.event_arrived.connect(events.append)
        thread.start()
        thread.load(Path("some-model"))
        threads.append(thread)
        qtbot.waitUntil(lambda: any(isinstance(event, ModelReady) for event in events))
        return thread, events

    yield make
    for thread in threads:
        qtbot.waitUntil(thread.stop)


def ended(events: list[AppEvent]) -> bool:
    return any(isinstance(event, Draft | Cancelled | EditFailed) for event in events)


def recorded(events: list[AppEvent]) -> RunRecorded:
    """Return what was recorded; it comes once, just before the end."""
    places = [number for number, event in enumerate(events) if isinstance(event, RunRecorded)]
    assert len(places) == 1
    assert isinstance(events[places[0] + 1], Draft | Cancelled | EditFailed)
    found = events[places[0]]
    assert isinstance(found, RunRecorded)
    return found


def test_steps_that_came_too_fast_to_be_shown_are_recorded(qtbot: QtBot, start: Start) -> None:
    engine = FakeEngine(steps=40)
    thread, events = start(engine)
    request = make_request(edit_id=3)
    thread.submit(request)
    sit_until_it_is_said(thread, Draft)
    qtbot.waitUntil(lambda: ended(events))
    shown = [event for event in events if isinstance(event, DenoiseStep)]
    recording = recorded(events).recording
    assert len(shown) < 40
    assert [step.step for step in recording.steps] == list(range(1, 41))
    assert recording.request == request
    assert recording.draft == make_draft(3)


def test_a_stopped_run_is_recorded_up_to_its_stop(qtbot: QtBot, start: Start) -> None:
    engine = FakeEngine()
    engine.gated = True
    thread, events = start(engine)
    thread.submit(make_request(edit_id=3))
    engine.gate.release()
    qtbot.waitUntil(lambda: any(isinstance(event, DenoiseStep) for event in events))
    thread.cancel()
    engine.gate.release()
    qtbot.waitUntil(lambda: ended(events))
    recording = recorded(events).recording
    assert [step.step for step in recording.steps] == [1, 2]
    assert recording.draft == make_draft(3, converged=False)


@pytest.mark.parametrize("error", [OutOfMemoryError("full", make_draft(3)), ZeroDivisionError()])
def test_a_run_that_breaks_is_recorded_as_far_as_it_came(
    qtbot: QtBot, start: Start, error: Exception, log_watch: "LogWatch"
) -> None:
    if isinstance(error, ZeroDivisionError):
        log_watch.expect("edit 3 failed")
    engine = FakeEngine()
    engine.gated = True
    thread, events = start(engine)
    thread.submit(make_request(edit_id=3))
    engine.gate.release()
    qtbot.waitUntil(lambda: any(isinstance(event, DenoiseStep) for event in events))
    engine.error = error
    engine.gate.release()
    qtbot.waitUntil(lambda: ended(events))
    recording = recorded(events).recording
    assert len(recording.steps) == 1
    assert recording.draft is not None
    if isinstance(error, OutOfMemoryError):
        assert recording.draft == error.draft
    else:
        assert (recording.draft.text, recording.draft.steps) == ("the cat", 1)
        assert not recording.draft.converged


def test_a_run_without_a_step_has_no_recording(qtbot: QtBot, start: Start) -> None:
    thread, events = start(FakeEngine(steps=0))
    thread.submit(make_request(edit_id=3))
    qtbot.waitUntil(lambda: ended(events))
    assert not any(isinstance(event, RunRecorded) for event in events)
