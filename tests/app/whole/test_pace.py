"""Steps that come faster than the screen shows them are laid out and painted at its rate."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QEvent, QObject

from app.edit_flow import FlowState
from app.editor.replacement import Replacement
from app.screen_rate import frame_ms
from tests.app.whole.stage import Stage
from tests.patience import PROCESS

TEXT = "One paragraph of plain words that is refined.\n\nAnd another one after it.\n"
SECONDS = 0.6


class Paints(QObject):
    """Counts the paints of a widget."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that every text that is laid out as a draft goes to."""
    laid_out: list[str] = []
    set_text: Callable[..., None] = Replacement.set_text

    def note(replacement: Replacement, text: str, *rest: object) -> None:
        laid_out.append(text)
        set_text(replacement, text, *rest)

    monkeypatch.setattr(Replacement, "set_text", note)
    return laid_out


def test_a_fast_run_is_shown_at_the_rate_of_the_screen(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("plain")
    stage.ask("Fix the spelling")
    stage.wait_for(FlowState.RUNNING)
    stage.see_step("The first step.")
    laid_out = counted(monkeypatch)
    paints = Paints(stage.text_edit().viewport())
    begun, sent = perf_counter(), 0
    # Some every millisecond; no paint is waited for for ever.
    while perf_counter() - begun < SECONDS or (
        len(laid_out) < 3 and perf_counter() - begun < PROCESS
    ):
        for _ in range(10):
            sent += 1
            stage.engine.step(f"Step number {sent} of a run that does not wait for anybody.")
        stage.qtbot.wait(5)
    last = f"Step number {sent} of a run that does not wait for anybody."
    stage.qtbot.waitUntil(
        lambda: stage.tab.run.step is not None and stage.tab.run.step.text == last
    )
    frames = (perf_counter() - begun) * 1000 / frame_ms()
    assert len(laid_out) <= frames + 2
    # The caret's blinking is a paint of its own.
    assert paints.count <= frames + 4
    assert len(laid_out) > 2  # and it is shown, not held back
    stage.see_draft("The draft.")
    recording = stage.tab.flow.recording
    assert recording is not None
    assert len(recording.steps) == sent + 1  # none is lost to the replay


def test_with_reduced_motion_no_step_is_laid_out(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.program.window.commands.reduced_motion.trigger()
    stage.caret_to("plain")
    stage.ask("Fix the spelling")
    stage.wait_for(FlowState.RUNNING)
    laid_out = counted(monkeypatch)
    stage.see_step("A first step that nobody sees.")
    stage.see_step("A second step that nobody sees.")
    assert not any("nobody sees" in text for text in laid_out)
    stage.see_draft("The result.")
    assert any("The result." in text for text in laid_out)
