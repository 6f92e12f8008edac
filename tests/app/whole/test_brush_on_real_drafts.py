"""The strength brush with the starter model: a kept word survives the edit that would mend it."""

from pathlib import Path

import pytest

from app.edit_flow import FlowState
from engine.events import DenoiseStep, TokenState
from tests.app.hands import click
from tests.app.whole.brush_stage import edit_of, point_on
from tests.app.whole.stage import Stage
from tests.patience import MODEL_MS

pytestmark = pytest.mark.slow
OLD = "Run the tests befroe you send the chnage to the server."
TEXT = f"# Title\n\n{OLD}\n\nThe second paragraph 🙂 stays.\n"


@pytest.fixture
def real(starter_stage: Stage, tmp_path: Path) -> Stage:
    starter_stage.open(tmp_path / "a.md", TEXT)
    return starter_stage


def _draft(stage: Stage) -> str:
    stage.qtbot.waitUntil(lambda: stage.state is FlowState.REVIEWING, timeout=MODEL_MS)
    review = stage.tab.flow.review
    assert review is not None
    return review.draft.text


def test_by_keys_a_kept_word_is_not_mended(real: Stage) -> None:
    real.caret_to("tests")
    real.ask("Fix spelling and punctuation")
    mended = _draft(real)
    assert "befroe" not in mended
    assert "chnage" not in mended
    real.reject()
    steps: list[DenoiseStep] = []
    real.tab.flow.step_arrived.connect(steps.append)
    real.press("Ctrl+Shift+B")
    for keys in ("Right", "Right", "Right", "1", "Return"):
        real.press(keys)
    real.type("Fix spelling and punctuation")
    real.press("Return")
    assert _draft(real) == mended.replace("before", "befroe")
    # It is shown as pinned in every step.
    assert steps
    for step in steps:
        pinned = [
            step.text[token.start : token.end]
            for token in step.tokens
            if token.state is TokenState.PINNED
        ]
        assert "befroe" in pinned
    real.press("Ctrl+Return")
    assert real.text == TEXT.replace(OLD, mended.replace("before", "befroe"))
    real.press("Ctrl+Z")
    assert real.text == TEXT


def test_by_mouse_a_kept_word_is_not_mended(real: Stage) -> None:
    real.caret_to("tests")
    window = real.program.window
    window.commands.brush.trigger()
    click(edit_of(real).viewport(), point_on(real, "chnage"))
    click(window.brush_card.rewrite_button())
    real.type("Fix spelling and punctuation")
    real.press("Return")
    draft = _draft(real)
    assert "chnage" in draft
    assert "befroe" not in draft
