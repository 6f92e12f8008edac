"""A run of the history repeated with the starter model: it gives the same draft, step by step."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.edit_flow import FlowState
from app.history.entry import Outcome
from app.settings import Settings
from engine.events import DenoiseStep, Draft, ModelLoading
from engine.recording import Recording
from tests.app.whole.history_stage import entry_of, lines, panel_of
from tests.app.whole.stage import Stage, running_editor
from tests.patience import MODEL_MS

if TYPE_CHECKING:
    from engine.session import Engine

pytestmark = pytest.mark.slow
OLD = "We bought bread, some green apples, a bottle of milk, two lemons and a newspaper."
TEXT = f"# Title\n\nSome words before.\n\n{OLD}\n\nThe second paragraph 🙂 stays.\n"

Open = Callable[[Settings], AbstractContextManager[Stage]]


@pytest.fixture
def open_editor(qtbot: QtBot, qapp: QApplication, tmp_path: Path, starter_engine: "Engine") -> Open:
    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> "Engine":
        del folder, on_loading, stop
        return starter_engine

    return lambda settings: running_editor(qtbot, qapp, tmp_path, settings, load)


def draft_of(stage: Stage) -> Draft:
    stage.qtbot.waitUntil(lambda: stage.state is FlowState.REVIEWING, timeout=MODEL_MS)
    review = stage.tab.flow.review
    assert review is not None
    return review.draft


def same(step: DenoiseStep) -> tuple[object, ...]:
    """Return what of a step does not depend on the clock."""
    return (step.canvas, step.step, step.temperature, step.text, step.tokens, step.variant)


def test_a_run_repeated_after_a_restart_gives_the_same_draft(
    open_editor: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    recordings: list[Recording] = []
    first = Settings(theme="light", seed=7, sampler="careful")
    with open_editor(first) as stage:
        stage.open(tmp_path / "a.md", TEXT)
        qtbot.waitUntil(lambda: stage.program.queue.info is not None, timeout=MODEL_MS)
        stage.tab.flow.run_recorded.connect(recordings.append)
        stage.caret_to(OLD, select=True)
        stage.ask("turn into a bullet list")
        draft = draft_of(stage)
        stage.reject()
    # Another day: other settings, and the text around is another one.
    changed = TEXT.replace("Some words before.", "Other words, and more of them, stand here now.")
    with open_editor(Settings(theme="light", seed=1, sampler="fast")) as stage:
        stage.open(tmp_path / "a.md", changed)
        qtbot.waitUntil(lambda: stage.program.queue.info is not None, timeout=MODEL_MS)
        stage.tab.flow.run_recorded.connect(recordings.append)
        stage.press("Ctrl+Shift+H")
        stage.type("bullet")
        qtbot.waitUntil(lambda: len(lines(stage)) == 1)
        entry = entry_of(stage)
        assert entry.line.outcome is Outcome.REJECTED
        assert entry.draft == draft
        panel_of(stage).detail.action("repeat").trigger()
        qtbot.waitUntil(lambda: stage.state is not FlowState.IDLE)
        again = draft_of(stage)
        assert again.text == draft.text
        assert (again.steps, again.seed) == (draft.steps, 7)
        assert [same(step) for step in recordings[1].steps] == [
            same(step) for step in recordings[0].steps
        ]
        assert len(recordings[0].steps) > 1
        stage.press("Ctrl+Return")
        assert stage.text == changed.replace(OLD, draft.text)
