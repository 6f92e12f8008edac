"""The history and runs of any kind: follow-ups, variants, pieces, gaps and the brush."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.edit_flow import FlowState
from app.history.entry import Outcome
from engine.request import EditRequest
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


def test_a_follow_up_is_in_the_history_with_the_text_that_it_would_replace(stage: Stage) -> None:
    follow_up(stage)
    stage.reject()
    stage.press("Ctrl+Shift+H")
    wait_for(stage, ("Fix the spelling", Outcome.REJECTED), ("Tighten", Outcome.NOT_TAKEN))
    entry = entry_of(stage)
    assert (entry.before, entry.after) == (OLD, "LOUD FOX.")
    stage.press("Return")
    assert stage.draft == "LOUD FOX."
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "LOUD FOX.")
    wait_for(stage, *FOLLOWED)


def repeat(stage: Stage, first: EditRequest, draft: str, *, below: str) -> None:
    """Repeat the marked run: it asks exactly the same, further down by the text ``below``."""
    entry_of(stage)
    panel_of(stage).detail.action("repeat").trigger()
    stage.wait_for(FlowState.RUNNING)
    stage.see_draft(draft)
    asked = stage.engine.requests[-1]
    assert asked.span.start == first.span.start + len(below)
    assert first == replace(
        asked,
        edit_id=first.edit_id,
        document_revision=first.document_revision,
        span=first.span,
    )


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
    repeat(stage, first, "LOUD FOX.", below="My ")
    assert stage.tab.flow.turns == ("Tighten", "Fix the spelling")
    stage.press("Ctrl+Z")
    assert stage.draft == NEW
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
    assert stage.draft == "Two."
    stage.press("Ctrl+[")
    assert stage.draft == "One, typed."  # as the person left it
    stage.press("Ctrl+]")
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "Two.")
    wait_for(stage, ("Tighten", Outcome.ACCEPTED))


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
    repeat(stage, first, "1.\n\n2.", below="The ")
