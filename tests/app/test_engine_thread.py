"""Where threads meet: order, cancel, errors, and a stop that is safe at any time."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from app.app_events import AppEvent, EditFailed, LoadFailed, ModelReady
from app.engine_loading import EngineLoader, load_engine
from app.engine_thread import EngineThread
from app.messages import load_problem
from engine.errors import CheckpointDamagedError, NonFiniteLogitsError, OutOfMemoryError
from engine.events import Cancelled, DenoiseStep, Draft, ModelLoading, PromptReady
from engine.request import SamplingOptions
from tests.app.fake_engine import INFO, FakeEngine, loader_of, make_draft, make_request

if TYPE_CHECKING:
    from tests.conftest import LogWatch

FOLDER = Path("some-model")
BEST = make_draft(1, "the c", converged=False)


class Listener(QObject):
    """Keeps what arrives, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[AppEvent] = []
        self.threads: set[QThread] = set()

    @Slot(object)
    def hear(self, event: AppEvent) -> None:
        self.events.append(event)
        self.threads.add(QThread.currentThread())

    def kinds(self) -> list[type]:
        return [type(event) for event in self.events]

    def has(self, kind: type, edit_id: int | None = None) -> bool:
        found = [event for event in self.events if isinstance(event, kind)]
        return any(edit_id in (None, getattr(event, "edit_id", None)) for event in found)


Start = Callable[[EngineLoader], tuple[EngineThread, Listener]]


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    del qtbot
    threads: list[EngineThread] = []

    def make(loader: EngineLoader) -> tuple[EngineThread, Listener]:
        thread, listener = EngineThread(loader), Listener()
        thread.event_arrived.connect(listener.hear)
        thread.start()
        threads.append(thread)
        return thread, listener

    yield make
    for thread in threads:
        assert thread.stop()


def test_a_request_made_before_the_load_waits_for_it(qtbot: QtBot, start: Start) -> None:
    engine = FakeEngine()
    thread, listener = start(loader_of(engine))
    thread.load(FOLDER)
    thread.submit(make_request(edit_id=7))
    qtbot.waitUntil(lambda: listener.has(Draft, 7))
    kinds = listener.kinds()
    assert kinds.index(ModelReady) < kinds.index(PromptReady) < kinds.index(Draft)
    assert ModelLoading in kinds
    assert listener.threads == {thread.thread()}
    assert threading.get_ident() not in engine.threads


def test_only_the_newest_step_is_kept_when_the_screen_is_slow(qtbot: QtBot, start: Start) -> None:
    engine = FakeEngine(steps=40)
    thread, listener = start(loader_of(engine))
    thread.load(FOLDER)
    qtbot.waitUntil(lambda: listener.has(ModelReady))
    thread.submit(make_request(edit_id=1))
    time.sleep(0.3)  # the screen paints; the worker goes on
    qtbot.waitUntil(lambda: listener.has(Draft, 1))
    steps = [event.step for event in listener.events if isinstance(event, DenoiseStep)]
    assert steps == [40]
    assert listener.kinds()[-1] is Draft


def test_cancel_ends_the_run_after_the_step_and_spares_the_next(qtbot: QtBot, start: Start) -> None:
    engine = FakeEngine(steps=5)
    engine.gated = True
    thread, listener = start(loader_of(engine))
    thread.load(FOLDER)
    thread.submit(make_request(edit_id=1))
    engine.gate.release()
    qtbot.waitUntil(lambda: listener.has(DenoiseStep, 1))
    thread.cancel()
    thread.submit(make_request(edit_id=2))
    engine.gate.release(6)
    qtbot.waitUntil(lambda: listener.has(Draft, 2))
    cancelled = [event for event in listener.events if isinstance(event, Cancelled)]
    assert [event.edit_id for event in cancelled] == [1]
    assert cancelled[0].draft is not None
    assert not listener.has(Draft, 1)


def test_an_edit_cancelled_while_it_waits_never_runs(qtbot: QtBot, start: Start) -> None:
    engine = FakeEngine(steps=1)
    engine.gated = True
    thread, listener = start(loader_of(engine))
    thread.load(FOLDER)
    thread.submit(make_request(edit_id=1))
    thread.submit(make_request(edit_id=2))
    thread.cancel()
    engine.gate.release()
    qtbot.waitUntil(lambda: listener.has(Cancelled, 2))
    assert Cancelled(2, None) in listener.events
    assert engine.edits in ([1], [])


def test_an_edit_without_a_model_says_so(qtbot: QtBot, start: Start) -> None:
    thread, listener = start(loader_of(FakeEngine()))
    thread.submit(make_request(edit_id=3))
    qtbot.waitUntil(lambda: bool(listener.events))
    assert listener.events == [EditFailed(3, "ModelNotLoadedError", "no model is loaded")]


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (NonFiniteLogitsError("NaN"), EditFailed(1, "NonFiniteLogitsError", "NaN")),
        (OutOfMemoryError("oh", BEST), EditFailed(1, "OutOfMemoryError", "oh", BEST)),
    ],
)
def test_an_engine_error_ends_the_edit_and_leaves_the_engine(
    qtbot: QtBot, start: Start, error: Exception, failure: EditFailed
) -> None:
    engine = FakeEngine()
    engine.error = error
    thread, listener = start(loader_of(engine))
    thread.load(FOLDER)
    thread.submit(make_request(edit_id=1))
    qtbot.waitUntil(lambda: listener.has(EditFailed, 1))
    assert listener.events[-1] == failure
    engine.error = None
    thread.submit(make_request(edit_id=2))
    qtbot.waitUntil(lambda: listener.has(Draft, 2))


def test_any_other_error_is_logged_and_reported(
    qtbot: QtBot, start: Start, log_watch: "LogWatch"
) -> None:
    log_watch.expect("edit 1 failed")
    engine = FakeEngine()
    engine.error = ZeroDivisionError("oh")
    thread, listener = start(loader_of(engine))
    thread.load(FOLDER)
    thread.submit(make_request(edit_id=1))
    qtbot.waitUntil(lambda: listener.has(EditFailed, 1))
    assert listener.events[-1] == EditFailed(1, "ZeroDivisionError", "oh")
    engine.error = None
    thread.submit(make_request(edit_id=2))
    qtbot.waitUntil(lambda: listener.has(Draft, 2))


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
    assert entered.wait(5)
    assert thread.stop()
    heard = len(listener.events)
    thread.submit(make_request())
    qtbot.wait(20)
    assert len(listener.events) == heard
    assert thread.stop()


def test_stop_gives_up_on_a_worker_that_never_looks_up(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    monkeypatch.setattr("app.engine_thread._STOP_LIMIT", 0.05)
    entered, leave = threading.Event(), threading.Event()

    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> FakeEngine:
        del folder, on_loading, stop
        entered.set()
        leave.wait(10)
        return FakeEngine()

    thread = EngineThread(load)
    thread.start()
    thread.load(FOLDER)
    assert entered.wait(5)
    assert not thread.stop()
    assert not thread.stop()
    leave.set()
    deadline = time.monotonic() + 5
    while not thread.stop():
        assert time.monotonic() < deadline


def test_stop_before_start_returns(qtbot: QtBot) -> None:
    del qtbot
    assert EngineThread(loader_of(FakeEngine())).stop()


def test_the_real_engine_gives_its_events(
    qtbot: QtBot, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.tiny_checkpoint import make_checkpoint

    # The libraries are in this process already: nothing is to be frozen for good.
    monkeypatch.setattr(gc, "freeze", lambda: None)
    folder = make_checkpoint(tmp_path / "tiny")
    thread, listener = start(load_engine)
    thread.load(folder)
    request = replace(make_request(edit_id=5), options=SamplingOptions(seed=3, max_steps=4))
    thread.submit(request)
    thread.submit(replace(request, edit_id=6))
    thread.submit(replace(request, edit_id=7, selected=" "))
    qtbot.waitUntil(lambda: listener.has(EditFailed, 7), timeout=60_000)
    drafts = [event for event in listener.events if isinstance(event, Draft)]
    assert [draft.edit_id for draft in drafts] == [5, 6]
    assert drafts[0].text == drafts[1].text
    (ready,) = [event for event in listener.events if isinstance(event, ModelReady)]
    assert ready.info.folder == folder
    failed = listener.events[-1]
    assert isinstance(failed, EditFailed)
    assert failed.kind == "EmptySpanError"


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
