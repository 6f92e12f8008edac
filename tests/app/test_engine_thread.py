"""Where threads meet: order, cancel, errors, and a stop that is safe at any time."""

import gc
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from app.app_events import EditFailed, ModelReady
from app.engine_loading import load_engine
from app.engine_thread import EngineThread
from engine.errors import NonFiniteLogitsError, OutOfMemoryError
from engine.events import Cancelled, DenoiseStep, Draft, ModelLoading, PromptReady
from engine.request import SamplingOptions
from tests.app.busy_window import sit_until_it_is_said
from tests.app.engine_listening import Start, listened_threads
from tests.app.fake_engine import FakeEngine, loader_of, make_draft, make_request

if TYPE_CHECKING:
    from tests.conftest import LogWatch

FOLDER = Path("some-model")
BEST = make_draft(1, "the c", converged=False)


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    with listened_threads(qtbot) as make:
        yield make


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
    sit_until_it_is_said(thread, Draft)  # the screen paints; the worker goes on
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
