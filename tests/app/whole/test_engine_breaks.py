"""An engine that breaks, in every way and at every stage, takes neither the window nor the text.

By keys: the document's bytes stay, the reason is shown, and the next run works.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QThread

from app.app_events import AppEvent
from app.edit_flow import FlowState
from app.engine_worker import EngineWorker
from app.model_state import ModelPhase
from engine.errors import CheckpointDamagedError, DeviceLostError
from tests.app.fake_engine import INFO
from tests.app.whole.broken_stage import OLD, TEXT, next_run_works, open_text
from tests.app.whole.scripted_engine import LoaderOf
from tests.app.whole.stage import Stage

if TYPE_CHECKING:
    from tests.conftest import LogWatch

LOST = DeviceLostError("CUDA error: unspecified launch failure")
ERRORS = (
    MemoryError("no more"),
    RecursionError("too deep"),
    KeyboardInterrupt(),
    RuntimeError("a loose wire"),
    SystemExit(3),
    LOST,
)
# These leave an engine behind that cannot be trusted.
FATAL = (SystemExit, KeyboardInterrupt, DeviceLostError)


@pytest.fixture
def text(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return open_text(stage, tmp_path, monkeypatch)


def on_the_disk(stage: Stage) -> str:
    path = stage.tab.document.path
    assert path is not None
    return path.read_bytes().decode()


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("steps", [0, 2])
def test_a_run_that_breaks_ends_with_its_reason_and_the_next_one_works(
    text: Stage, log_watch: "LogWatch", error: BaseException, steps: int
) -> None:
    if error is not LOST:
        log_watch.expect("edit 1")
    typed = "typed " + TEXT
    text.type("typed ")
    text.caret_to(OLD)
    text.ask("tighten")
    for number in range(steps):
        text.see_step(f"Words {number}.")
    text.engine.break_with(error)
    text.wait_for(FlowState.REVIEWING if steps else FlowState.IDLE)
    assert text.text == typed
    assert on_the_disk(text) == TEXT
    window = text.program.window
    said = window.review_bar.text() if steps else window.status.notice()
    assert said
    if steps:
        review = text.tab.flow.review
        assert review is not None
        assert review.text == "Words 1."
        assert review.problem
        text.reject()
    assert text.text == typed
    next_run_works(text)
    assert text.text == typed
    text.tab.editor.undo()
    assert text.text == TEXT


@pytest.mark.parametrize("error", ERRORS[-3:], ids=lambda it: type(it).__name__)
def test_what_waits_in_another_tab_is_not_lost_with_the_run(
    text: Stage, tmp_path: Path, log_watch: "LogWatch", error: BaseException
) -> None:
    if error is not LOST:
        log_watch.expect("edit 1")
    text.caret_to(OLD)
    text.ask("tighten")
    text.see_step("Words.")
    first = text.tab
    text.open(tmp_path / "b.md", "Other old words.\n")
    text.ask("tighten")
    assert text.state is FlowState.RUNNING
    text.engine.break_with(error)
    text.qtbot.waitUntil(lambda: len(text.engine.requests) == 2)
    text.see_draft("Other words.")
    text.press("Ctrl+Return")
    assert text.text == "Other words.\n"
    assert first.flow.state is FlowState.REVIEWING
    assert first.editor.text() == TEXT


@pytest.mark.parametrize("error", [error for error in ERRORS if isinstance(error, FATAL)])
def test_a_draft_under_review_outlives_the_engine(
    text: Stage, tmp_path: Path, log_watch: "LogWatch", error: BaseException
) -> None:
    if error is not LOST:
        log_watch.expect("edit 2")
    text.caret_to(OLD)
    text.ask("tighten")
    text.see_draft("Words.")
    first = text.tab
    text.open(tmp_path / "b.md", "Other old words.\n")
    text.ask("tighten")
    text.engine.break_with(error)
    text.wait_for(FlowState.IDLE)
    text.program.workspace.select(first)
    assert text.state is FlowState.REVIEWING
    text.press("Ctrl+Return")
    assert text.text == TEXT.replace(OLD, "Words.")
    text.press("Ctrl+Z")
    assert text.text == TEXT


def test_a_lost_card_brings_the_starter_and_says_so_for_good(
    text: Stage, tmp_path: Path, load: LoaderOf
) -> None:
    text.caret_to(OLD)
    text.ask("tighten")
    text.see_step("Words.")
    text.engine.info = replace(INFO, name="Starter", folder=tmp_path / "starter")
    text.engine.break_with(DeviceLostError("CUDA error: device-side assert triggered"))
    text.wait_for(FlowState.REVIEWING)
    text.qtbot.waitUntil(lambda: text.program.queue.state.phase is ModelPhase.READY)
    assert load.folders[-1] == tmp_path / "starter"
    assert "graphics card stopped" in text.program.window.review_bar.text()
    assert "graphics card stopped" in text.program.window.status.model.toolTip()
    assert text.program.store.settings.model_folder == ""
    text.reject()
    next_run_works(text)
    text.program.queue.unload()
    next_run_works(text)
    assert "Restart Anneal" in text.program.window.status.model.toolTip()
    assert text.program.window.commands.restart_anneal.isEnabled()


def test_a_lost_card_without_a_starter_says_what_to_do(text: Stage, tmp_path: Path) -> None:
    (tmp_path / "starter" / "config.json").unlink()
    text.caret_to(OLD)
    text.ask("tighten")
    text.see_step("Words.")
    text.engine.break_with(DeviceLostError("CUDA error: unspecified launch failure"))
    text.wait_for(FlowState.REVIEWING)
    text.reject()
    text.press("Ctrl+K")
    assert "graphics card" in text.answers.told[-1].happened
    assert text.text == TEXT


def test_three_breaks_within_a_minute_are_not_repaired_by_themselves(
    text: Stage, log_watch: "LogWatch"
) -> None:
    for number in (1, 2, 3):
        log_watch.expect(f"edit {number} broke the engine")
        text.caret_to(OLD)
        text.ask("tighten")
        text.engine.break_with(SystemExit(1))
        text.wait_for(FlowState.IDLE)
        assert text.text == TEXT
        if number < 3:
            text.qtbot.waitUntil(lambda: text.program.queue.state.phase is ModelPhase.READY)
    assert text.program.queue.state.phase is ModelPhase.FAILED
    assert "three times within a minute" in text.program.window.status.model.toolTip()
    text.press("Ctrl+K")
    assert not text.program.window.instruction_bar.isVisible()
    assert "three times" in text.answers.told[-1].happened
    text.program.window.commands.load_model.trigger()
    text.qtbot.waitUntil(lambda: text.program.queue.state.phase is ModelPhase.READY)
    next_run_works(text)


@pytest.mark.parametrize("stage_of", ["loading", "unloading"])
@pytest.mark.parametrize(
    "error", [MemoryError(), SystemExit(2), CheckpointDamagedError("cut off"), LOST]
)
def test_a_load_that_breaks_is_told_and_another_model_works(
    text: Stage,
    load: LoaderOf,
    log_watch: "LogWatch",
    error: BaseException,
    stage_of: str,
) -> None:
    if isinstance(error, MemoryError | SystemExit):
        log_watch.expect("failed")
    if stage_of == "unloading":
        assert text.program.queue.unload()
    load.error = error
    if error is LOST:
        load.error = None  # the starter is loaded in its place
    text.caret_to(OLD)
    if stage_of == "loading":
        text.program.window.commands.starter_model.trigger()
    text.ask("tighten")
    if error is LOST or (stage_of == "loading"):
        # A small model stays while another is loaded: the run finds it.
        text.see_draft("Words.")
        text.reject()
    else:
        text.wait_for(FlowState.IDLE)
        assert text.answers.told
    assert text.text == TEXT
    load.error = None
    text.program.window.commands.starter_model.trigger()
    text.qtbot.waitUntil(lambda: text.program.queue.state.phase is ModelPhase.READY)
    next_run_works(text)


def test_an_unload_that_breaks_leaves_an_engine_that_works(
    text: Stage, monkeypatch: pytest.MonkeyPatch, log_watch: "LogWatch"
) -> None:
    log_watch.expect("the engine's thread broke")
    broken = text.thread._worker
    with monkeypatch.context() as patch:

        def fail() -> None:
            if QThread.currentThread() is broken:
                raise RuntimeError("the allocator is in pieces")

        patch.setattr("app.engine_worker.release_memory", fail)
        text.program.queue.unload()
        text.qtbot.waitUntil(lambda: text.thread._worker is not broken)
    next_run_works(text)


def test_a_thread_that_ends_by_itself_is_replaced(
    text: Stage, monkeypatch: pytest.MonkeyPatch, log_watch: "LogWatch"
) -> None:
    log_watch.expect("edit 1 failed")
    log_watch.expect("the engine's thread broke")
    text.caret_to(OLD)
    text.ask("tighten")
    text.see_step("Words.")
    with monkeypatch.context() as patch:
        broken = text.thread._worker
        post = EngineWorker._post

        def fail(worker: EngineWorker, event: AppEvent) -> None:
            if worker is broken:
                raise RuntimeError("signal source has been deleted")
            post(worker, event)

        patch.setattr(EngineWorker, "_post", fail)
        text.engine.step("Words and more.")
        text.qtbot.waitUntil(lambda: text.state is FlowState.REVIEWING)
    review = text.tab.flow.review
    assert review is not None
    assert review.text.startswith("Words")
    assert "stopped in the middle" in review.problem or "Something went wrong" in review.problem
    text.reject()
    assert text.text == TEXT
    next_run_works(text)
