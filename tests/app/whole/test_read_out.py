"""What a draft is, is said before it can be accepted: a whole run for each way that it ends."""

from pathlib import Path

from app.edit_flow import FlowState
from tests.app.whole.stage import Stage

TEXT = "# Title\n\nA passage that is to be rewritten.\n"
OLD = "A passage that is to be rewritten."


def ask(stage: Stage, folder: Path) -> None:
    stage.open(folder / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")


def said(stage: Stage) -> str:
    assert stage.program.window.review_bar.isVisible()
    return stage.program.window.review_bar.text()


def test_a_draft_that_settled(stage: Stage, tmp_path: Path) -> None:
    ask(stage, tmp_path)
    stage.see_step("Short?")
    stage.see_draft("Short.")
    assert said(stage).startswith("Draft ready. Settled and complete. 1 step in 0.4 s · ")


def test_a_draft_whose_steps_ran_out_can_still_be_accepted(stage: Stage, tmp_path: Path) -> None:
    ask(stage, tmp_path)
    stage.engine.draft_at_cap("Short an")
    stage.wait_for(FlowState.REVIEWING)
    assert said(stage).startswith("Cut off, not settled. ")
    stage.press("Ctrl+S")
    assert said(stage) == "Cut off, not settled. Saved a.md"  # no notice hides the warning
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "Short an")


def test_a_run_that_was_stopped(stage: Stage, tmp_path: Path) -> None:
    ask(stage, tmp_path)
    stage.see_step("Short?")
    stage.press("Esc")
    stage.wait_for(FlowState.REVIEWING)
    assert said(stage).startswith("Stopped, not settled. This is the best draft so far. 1 step ")


def test_a_run_that_got_no_memory(stage: Stage, tmp_path: Path) -> None:
    ask(stage, tmp_path)
    stage.see_step("Short?")
    stage.engine.run_short()
    stage.wait_for(FlowState.REVIEWING)
    assert said(stage).startswith("Broken off, not settled. There was too little free memory")
    assert "1 step in" in said(stage)


def test_a_retry_is_told_by_itself(stage: Stage, tmp_path: Path) -> None:
    ask(stage, tmp_path)
    for text in ("one", "two"):
        stage.see_step(text)
    stage.engine.draft_at_cap("Short an")
    stage.wait_for(FlowState.REVIEWING)
    assert "2 steps in" in said(stage)
    stage.press("Ctrl+R")
    stage.see_step("Short?")
    stage.see_draft("Short.")
    assert said(stage).startswith("Draft ready. Settled and complete. 1 step in")
