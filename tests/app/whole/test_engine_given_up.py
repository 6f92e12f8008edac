"""An engine that does not answer is told, and given up by key or by mouse; the window goes on."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from app.edit_flow import FlowState
from app.model_state import ModelPhase
from tests.app.whole.broken_stage import OLD, TEXT, next_run_works, open_text
from tests.app.whole.scripted_engine import LoaderOf
from tests.app.whole.stage import Stage


@pytest.fixture
def text(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return open_text(stage, tmp_path, monkeypatch)


@pytest.mark.parametrize("by", ["key", "mouse"])
def test_an_engine_that_does_not_answer_is_given_up(
    text: Stage, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr("app.patience.LEAST", 0.05)
    monkeypatch.setattr("app.engine_thread._GRACE_MS", 50)
    text.thread._looking.setInterval(20)
    text.caret_to(OLD)
    text.ask("tighten")
    text.see_step("Words.")
    text.engine.hang()
    text.press("Esc")
    strip = text.program.window.run_strip
    text.qtbot.waitUntil(lambda: "does not answer" in strip.text())
    assert "does not answer" in text.program.window.status.model.text()
    buttons = [button for button in strip.findChildren(QPushButton) if button.isVisible()]
    assert [button.accessibleName() for button in buttons] == ["Restart the engine"]
    text.type("!")  # the window is not held up
    text.press("Ctrl+Z")
    if by == "mouse":
        text.click(buttons[0])
    else:
        buttons[0].setFocus()
        text.press("Space")
    text.wait_for(FlowState.REVIEWING)  # a stopped run offers the best draft so far
    assert text.text == TEXT
    text.reject()
    text.qtbot.waitUntil(lambda: text.program.queue.state.phase is ModelPhase.READY)
    assert "old one held" in text.program.window.status.model.toolTip()
    next_run_works(text)
    heard = len(text.engine.requests)
    text.engine.come_back.set()
    text.qtbot.waitUntil(lambda: not text.thread._given_up)
    assert len(text.engine.requests) == heard
    assert text.state is FlowState.IDLE


def test_an_engine_that_answers_late_is_still_heard(
    text: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.patience.LEAST", 0.05)
    text.thread._looking.setInterval(20)
    text.caret_to(OLD)
    text.ask("tighten")
    text.see_step("Words.")
    text.engine.hang()
    text.press("Esc")
    strip = text.program.window.run_strip
    text.qtbot.waitUntil(lambda: "does not answer" in strip.text())
    text.engine.come_back.set()
    text.wait_for(FlowState.REVIEWING)
    text.reject()
    assert not text.program.queue.silent
    next_run_works(text)


def test_a_healthy_engine_ends_before_the_next_one_loads(text: Stage, load: LoaderOf) -> None:
    text.caret_to(OLD)
    text.ask("tighten")
    text.see_step("Words.")
    old = text.thread._worker
    loads = len(load.folders)
    text.program.window.commands.restart_engine.trigger()
    text.wait_for(FlowState.REVIEWING)
    text.qtbot.waitUntil(lambda: len(load.folders) > loads)
    assert old.isFinished()
    text.reject()
    next_run_works(text)


def test_a_load_that_hangs_is_given_up_and_begun_anew(text: Stage, load: LoaderOf) -> None:
    text.program.queue.unload()
    load.ready.clear()
    text.caret_to(OLD)
    text.ask("tighten")
    text.qtbot.waitUntil(lambda: text.program.queue.loading)
    text.program.window.commands.restart_engine.trigger()
    text.qtbot.waitUntil(lambda: len(load.folders) == 3)
    load.ready.set()
    text.see_draft("Words.")
    assert text.text == TEXT
    text.reject()
