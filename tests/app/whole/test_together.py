"""Features where they meet: what is asked over a draft, follow-ups, gaps, the brush."""

from pathlib import Path

import pytest

from app.edit_flow import FlowState
from app.settings_file import load_settings
from tests.app.whole.brush_stage import open_brush
from tests.app.whole.history_stage import NEW, OLD, TEXT, run
from tests.app.whole.stage import Stage


@pytest.mark.parametrize("keys", ["Ctrl+W", "Ctrl+Q"])
def test_a_draft_is_asked_about_while_a_follow_up_of_it_runs(
    stage: Stage, tmp_path: Path, keys: str
) -> None:
    stage.open(tmp_path / "notes.md", TEXT)
    run(stage, "Tighten", NEW)
    assert stage.tab.flow.amend("What the person typed.")
    stage.ask("Fix the spelling")
    stage.wait_for(FlowState.RUNNING)
    stage.press(keys)
    assert stage.answers.asked == ["draft notes.md"]
    stage.press("Esc")
    stage.wait_for(FlowState.REVIEWING)
    assert stage.draft == "What the person typed."


def test_what_was_typed_around_a_draft_goes_with_a_follow_up_and_a_retry(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "notes.md", TEXT)
    run(stage, "Tighten", NEW)
    for keys, draft in (("Return", "A fox."), ("Ctrl+R", "One fox.")):
        stage.caret_to("Title")
        stage.type("typed ")
        stage.caret_to("Another")
        stage.type("And ")
        if keys == "Return":
            stage.press("Ctrl+K")
            stage.type("Fix the spelling")
        stage.press(keys)
        stage.wait_for(FlowState.RUNNING)
        asked = stage.tab.flow.request
        assert asked is not None
        assert asked.before == stage.text[: asked.span.start]
        assert asked.after == stage.text[asked.span.end :]
        stage.see_draft(draft)


def test_the_lengths_that_a_gap_tries_are_no_variants_to_choose(
    stage: Stage, tmp_path: Path
) -> None:
    stage.program.sampling.choose_variants(4)
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("brown")
    stage.press("Ctrl+J")
    stage.wait_for(FlowState.RUNNING)
    seen = stage.variants_that_come()
    stage.engine.variant_steps(*"abcdef")
    stage.qtbot.waitUntil(lambda: len(seen) == 6)
    assert not stage.program.window.draft_line.variants.isVisible()
    assert not stage.program.window.commands.next_variant.isEnabled()
    stage.engine.variant_drafts(5, *"abcdef")
    stage.wait_for(FlowState.REVIEWING)
    assert stage.program.window.draft_line.variants.isVisible()


def test_filling_at_the_caret_ends_the_painting(stage: Stage, tmp_path: Path) -> None:
    card = open_brush(stage, tmp_path)
    stage.press("1")
    stage.press("Ctrl+J")
    assert not card.isVisible()
    stage.wait_for(FlowState.RUNNING)
    stage.press("Esc")
    stage.wait_for(FlowState.IDLE)


def test_the_width_of_the_history_is_kept_when_one_quits_with_it_open(
    stage: Stage, tmp_path: Path
) -> None:
    stage.press("Ctrl+Shift+H")
    stage.program.window.side.setFixedWidth(333)
    stage.qtbot.waitUntil(lambda: stage.program.window.side.width() == 333)
    stage.press("Ctrl+Q")
    assert load_settings(tmp_path / "settings.json").settings.side_width == 333


def test_escape_throws_away_nothing_that_was_typed_into_a_draft(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "notes.md", TEXT)
    run(stage, "Tighten", NEW)
    stage.answers.on_reject = False
    assert stage.tab.flow.amend("What the person typed.")
    stage.ask("Fix the spelling")
    stage.see_draft("Another one.")

    def asked() -> bool:
        stage.press("Esc")
        return stage.answers.asked == ["reject notes.md"]

    stage.qtbot.waitUntil(asked)  # a draft that has just come needs a moment
    assert stage.draft == "Another one."
    stage.press("Ctrl+Z")
    assert stage.draft == "What the person typed."
    stage.answers.on_reject = True
    stage.press("Esc")
    assert stage.state is FlowState.IDLE
    run(stage, "Tighten", NEW)
    stage.reject()  # nothing was typed
    assert stage.answers.asked == ["reject notes.md"] * 2


@pytest.mark.parametrize("again", [True, False])
def test_a_reload_over_a_draft_is_asked_about(stage: Stage, tmp_path: Path, again: bool) -> None:
    stage.open(tmp_path / "notes.md", TEXT)
    run(stage, "Tighten", NEW)
    assert stage.tab.flow.amend("What the person typed.")
    (tmp_path / "notes.md").write_text(f"New. {TEXT}")  # elsewhere: the draft goes with its text
    stage.program.watch.reload()
    assert stage.text == f"New. {TEXT}"
    assert (stage.draft, stage.answers.asked) == ("What the person typed.", [])
    (tmp_path / "notes.md").write_text(TEXT.replace(OLD, "Something else."))
    stage.answers.on_reload = again
    stage.program.watch.reload()
    assert stage.answers.asked == ["reload notes.md"]
    assert stage.draft == ("" if again else "What the person typed.")
    assert ("Something else." in stage.text) is again
    assert ("Reloaded from disk: the draft" in stage.program.window.status.text()) is again
