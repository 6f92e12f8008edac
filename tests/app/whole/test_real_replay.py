"""The replay of a real run of the starter model: every step again, in place, taken, exported."""

from pathlib import Path

import pytest
from PIL import Image

from app.edit_flow import FlowState
from app.editor.stand_ins import to_document
from engine.recording_json import read_recording
from tests.app.whole.real_texts import OLD, TEXT
from tests.app.whole.replay_stage import shown
from tests.app.whole.stage import Stage
from tests.patience import MODEL_MS

pytestmark = pytest.mark.slow


@pytest.fixture
def real(starter_stage: Stage, tmp_path: Path) -> Stage:
    starter_stage.open(tmp_path / "a.md", TEXT)
    return starter_stage


def test_every_step_of_a_real_run_comes_back_and_can_be_taken(real: Stage, tmp_path: Path) -> None:
    real.caret_to(OLD, select=True)
    real.ask("turn into a bullet list")
    real.qtbot.waitUntil(lambda: real.state is FlowState.REVIEWING, timeout=MODEL_MS)
    recording = real.tab.flow.recording
    assert recording is not None
    assert recording.draft is not None
    assert len(recording.steps) > 1
    real.press("Ctrl+Shift+R")
    drawer = real.program.window.replay
    assert drawer.words().endswith(
        "1 correction" if recording.draft.corrections == 1
        else f"{recording.draft.corrections} corrections"
    )  # fmt: skip
    real.press("Home")
    for number, step in enumerate(recording.steps, start=1):
        assert shown(real) == to_document(step.text)
        assert drawer.words().startswith(f"Step {number} of {len(recording.steps)} · ")
        real.press("Right")
    for ending in ("webp", "gif", "jsonl"):
        path = real.answers.replay = tmp_path / f"run.{ending}"
        real.click(drawer.actions_row.button("export"))
        real.qtbot.waitUntil(lambda: not real.program.export.busy, timeout=MODEL_MS)
        if ending == "jsonl":
            assert read_recording(path.read_text(encoding="utf-8").splitlines()) == recording
        else:
            with Image.open(path) as film:
                assert getattr(film, "n_frames", 1) == len(recording.steps)
    real.press("Home")
    real.press("Return")
    review = real.tab.flow.review
    assert review is not None
    assert review.draft.text == recording.steps[0].text
    assert review.draft.turn_closed == recording.steps[0].turn_closed
    assert not review.draft.converged
    real.press("Ctrl+Return")
    assert real.text == TEXT.replace(OLD, recording.steps[0].text)
    real.press("Ctrl+Z")
    assert real.text == TEXT
