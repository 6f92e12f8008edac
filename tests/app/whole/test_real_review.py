"""A review of a draft that the starter model made: single changes, typing, and the way back."""

from pathlib import Path

import pytest

from app.edit_flow import FlowState
from app.review import Review
from tests.app.whole.real_texts import OLD, TEXT
from tests.app.whole.stage import Stage
from tests.patience import MODEL_MS

pytestmark = pytest.mark.slow


@pytest.fixture
def real(starter_stage: Stage, tmp_path: Path) -> Stage:
    starter_stage.open(tmp_path / "a.md", TEXT)
    return starter_stage


def review_of(stage: Stage) -> Review:
    stage.qtbot.waitUntil(lambda: stage.state is FlowState.REVIEWING, timeout=MODEL_MS)
    review = stage.tab.flow.review
    assert review is not None
    return review


def test_one_change_is_left_and_the_rest_is_taken_by_keys_alone(real: Stage) -> None:
    real.caret_to(OLD, select=True)
    real.ask("turn into a bullet list")
    first = review_of(real)
    assert first.changed
    real.press("Alt+Down")
    current = real.tab.run.reviewing.current
    assert current is not None
    real.press("Alt+Left")
    left = review_of(real)
    change = left.changes[current]
    assert not change.taken
    assert left.taken == len(left.changes) - 1
    assert left.original[change.start : change.end] == change.removed
    assert real.text == TEXT
    real.press("Ctrl+D")
    real.type("!")
    typed = review_of(real).text
    assert typed != left.text
    real.press("Ctrl+Return")
    assert real.text == TEXT.replace(OLD, typed)
    real.press("Ctrl+Z")
    assert real.text == TEXT


def test_a_follow_up_is_one_step_back(real: Stage) -> None:
    real.caret_to(OLD, select=True)
    real.ask("turn into a bullet list")
    first = review_of(real)
    real.ask("make it shorter")
    real.qtbot.waitUntil(lambda: real.tab.flow.steps_done == 1, timeout=MODEL_MS)
    second = review_of(real)
    assert second.original == OLD
    assert second.request.selected == first.text
    real.press("Ctrl+Z")
    assert review_of(real) == first
    real.press("Ctrl+Shift+Z")
    assert review_of(real) == second
    real.press("Alt+Shift+Left")
    real.press("Ctrl+Return")
    assert real.state is FlowState.IDLE
    assert real.text == TEXT
