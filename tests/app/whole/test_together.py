"""Features where they meet: follow-ups, variants, pieces, gaps, the brush and the history."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.edit_flow import FlowState
from app.history.entry import Outcome
from app.settings import load_settings
from tests.app.whole.brush_stage import open_brush
from tests.app.whole.history_stage import (
    NEW,
    OLD,
    TEXT,
    entry_of,
    lines,
    panel_of,
    run,
    wait_for,
)
from tests.app.whole.stage import Stage

PARAGRAPHS = "First one, which is here.\n\nSecond one, which is here too."
FOLLOWED = (
    ("Fix the spelling", Outcome.ACCEPTED),
    ("Tighten", Outcome.NOT_TAKEN),
)


def follow_up(stage: Stage, draft: str = "LOUD FOX.") -> None:
    """Draft something, and ask something more of the draft."""
    stage.open(stage.program.store.folder / "notes.md", TEXT)
    run(stage, "Tighten", NEW)
    stage.ask("Fix the spelling")
    stage.see_step(draft[:3])
    stage.see_draft(draft)


def draft_text(stage: Stage) -> str:
    review = stage.tab.flow.review
    return "" if review is None else review.text


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
    assert draft_text(stage) == "What the person typed."


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


def test_a_follow_up_is_in_the_history_with_the_text_that_it_would_replace(stage: Stage) -> None:
    follow_up(stage)
    stage.reject()
    stage.press("Ctrl+Shift+H")
    wait_for(stage, ("Fix the spelling", Outcome.REJECTED), ("Tighten", Outcome.NOT_TAKEN))
    entry = entry_of(stage)
    assert (entry.before, entry.after) == (OLD, "LOUD FOX.")
    stage.press("Return")
    assert draft_text(stage) == "LOUD FOX."
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "LOUD FOX.")
    wait_for(stage, *FOLLOWED)


@pytest.mark.parametrize("accepted", [True, False])
def test_a_follow_up_is_repeated_on_the_draft_that_it_rewrote(stage: Stage, accepted: bool) -> None:
    follow_up(stage)
    first = stage.engine.requests[-1]
    if accepted:
        stage.press("Ctrl+Return")
        stage.press("Ctrl+Z")
    else:
        stage.reject()
    stage.caret_to("Title")
    stage.type("My ")
    stage.press("Ctrl+Shift+H")
    outcome = Outcome.ACCEPTED if accepted else Outcome.REJECTED
    wait_for(stage, ("Fix the spelling", outcome), ("Tighten", Outcome.NOT_TAKEN))
    entry_of(stage)
    panel_of(stage).detail.action("repeat").trigger()
    stage.wait_for(FlowState.RUNNING)
    stage.see_draft("LOUD FOX.")
    asked = stage.engine.requests[-1]
    assert asked.span.start == first.span.start + len("My ")
    assert first == replace(
        asked,
        edit_id=first.edit_id,
        document_revision=first.document_revision,
        span=first.span,
    )
    assert stage.tab.flow.turns == ("Tighten", "Fix the spelling")
    stage.press("Ctrl+Z")
    assert draft_text(stage) == NEW
    assert "The draft of before" in stage.program.window.review_bar.text()
    stage.press("Ctrl+Shift+Z")
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "LOUD FOX.").replace("Title", "My Title")


def test_a_follow_up_in_pieces_is_offered_again_as_it_was_accepted(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "notes.md", f"Top.\n\n{PARAGRAPHS}\n\nEnd.\n")
    before = stage.text
    run(stage, "Tighten", "One.\n\nTwo.", PARAGRAPHS)
    stage.ask("Fix the spelling")
    stage.wait_for(FlowState.RUNNING)
    stage.engine.pieces_draft(0, 6)
    stage.wait_for(FlowState.REVIEWING)
    stage.press("Ctrl+Return")
    after = stage.text
    assert after == "Top.\n\nONE.\n\nTWO.\n\nEnd.\n"
    stage.press("Ctrl+Z")
    assert stage.text == before
    stage.press("Ctrl+Shift+H")
    wait_for(stage, *FOLLOWED)
    entry_of(stage)
    stage.press("Return")
    stage.wait_for(FlowState.REVIEWING)
    stage.press("Ctrl+Return")
    assert stage.text == after


def test_another_variant_out_of_the_history_is_accepted(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "notes.md", TEXT)
    stage.caret_to(OLD, select=True)
    stage.ask("Tighten")
    stage.engine.variant_drafts(1, "Zero.", "One.", "Two.")
    stage.wait_for(FlowState.REVIEWING)
    stage.reject()
    stage.press("Ctrl+Shift+H")
    wait_for(stage, ("Tighten", Outcome.REJECTED))
    entry_of(stage)
    stage.press("Return")
    stage.wait_for(FlowState.REVIEWING)
    assert stage.tab.flow.amend("One, typed.")
    stage.press("Ctrl+]")
    assert draft_text(stage) == "Two."
    stage.press("Ctrl+[")
    assert draft_text(stage) == "One, typed."  # as the person left it
    stage.press("Ctrl+]")
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "Two.")
    wait_for(stage, ("Tighten", Outcome.ACCEPTED))


def test_the_lengths_that_a_gap_tries_are_no_variants_to_choose(
    stage: Stage, tmp_path: Path
) -> None:
    stage.program.sampling.choose_variants(4)
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("brown")
    stage.press("Ctrl+J")
    stage.wait_for(FlowState.RUNNING)
    stage.engine.variant_steps(*"abcdef")
    stage.qtbot.waitUntil(lambda: len(stage.tab.run.variants_seen) == 6)
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
    assert draft_text(stage) == "Another one."
    stage.press("Ctrl+Z")
    assert draft_text(stage) == "What the person typed."
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
    assert (draft_text(stage), stage.answers.asked) == ("What the person typed.", [])
    (tmp_path / "notes.md").write_text(TEXT.replace(OLD, "Something else."))
    stage.answers.on_reload = again
    stage.program.watch.reload()
    assert stage.answers.asked == ["reload notes.md"]
    assert draft_text(stage) == ("" if again else "What the person typed.")
    assert ("Something else." in stage.text) is again
    assert ("Reloaded from disk: the draft" in stage.program.window.status.text()) is again


@pytest.mark.parametrize("kind", ["brush", "pieces", "gap", "variants", "retry"])
def test_a_run_of_any_kind_is_repeated_with_all_that_it_was_asked_with(
    stage: Stage, tmp_path: Path, kind: str
) -> None:
    stage.program.sampling.choose_variants(2 if kind == "variants" else 1)
    stage.open(tmp_path / "notes.md", f"Top.\n\n{PARAGRAPHS}\n\nEnd.\n")
    stage.caret_to(PARAGRAPHS, select=True)
    if kind == "gap":
        stage.caret_to("which")
        stage.press("Ctrl+J")
    else:
        if kind == "brush":
            stage.press("Ctrl+Shift+B")
            stage.press("1")
            stage.press("Right")
            stage.press("2")
        request = stage.tab.make_request(
            stage.tab.editor.selected_span(), "Tighten", stage.program.sampling.options(0.5)
        )
        if kind == "brush":
            stage.press("Return")
            stage.type("tighten")
            stage.press("Return")
        else:
            stage.tab.flow.begin(replace(request, in_pieces=kind == "pieces"))
    stage.see_step("One")
    stage.see_draft("One.\n\nTwo.")
    if kind == "retry":
        stage.press("Ctrl+R")
        stage.wait_for(FlowState.RUNNING)
        stage.see_step("One")
        stage.see_draft("1.\n\n2.")
    first = stage.engine.requests[-1]
    assert (kind == "brush") is bool(first.pinned and first.strokes)
    stage.reject()
    stage.caret_to("Top")
    stage.type("The ")
    stage.press("Ctrl+Shift+H")
    stage.qtbot.waitUntil(lambda: len(lines(stage)) > 0)
    entry_of(stage)
    panel_of(stage).detail.action("repeat").trigger()
    stage.wait_for(FlowState.RUNNING)
    stage.see_draft("1.\n\n2.")
    asked = stage.engine.requests[-1]
    assert asked.span.start == first.span.start + len("The ")
    assert first == replace(
        asked,
        edit_id=first.edit_id,
        document_revision=first.document_revision,
        span=first.span,
    )
