"""Runs of the history used again: offered, taken back, asked for once more."""

from pathlib import Path

import pytest

from app.edit_flow import FlowState
from app.history.entry import Outcome
from tests.app.whole.history_stage import (
    NEW,
    OLD,
    entry_of,
    lines,
    panel_of,
    run,
    wait_for,
    wait_for_both,
    work,
)
from tests.app.whole.stage import Stage


@pytest.fixture
def worked(stage: Stage, tmp_path: Path) -> Stage:
    work(stage, tmp_path)
    return stage


def test_an_accepted_draft_is_taken_back(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    stage.caret_to("# Title")
    stage.type("typed ")
    changed = stage.text
    stage.press("Ctrl+Shift+H")
    wait_for_both(stage)
    entry_of(stage)
    button = panel.detail.button("first")
    assert button.accessibleName() == "Revert"
    stage.click(button)
    assert stage.state is FlowState.REVIEWING
    assert stage.text == changed
    bar = stage.program.window.review_bar
    assert "The text of before" in bar.text()
    assert "steps" not in bar.text()
    stage.press("Ctrl+Return")
    assert stage.text == changed.replace(NEW, OLD)
    wait_for(
        stage,
        ("Fix spelling and punctuation", Outcome.REVERTED),
        ("Turn into a bullet list", Outcome.REJECTED),
    )


def test_a_draft_that_stands_already_or_whose_text_is_gone_is_not_offered(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    stage.press("Ctrl+Shift+H")
    wait_for_both(stage)
    entry_of(stage)
    stage.press("Return")
    assert stage.state is FlowState.IDLE
    assert "stands in notes.md already" in stage.program.window.status.notice()
    stage.tab.replace_text("Something else.\n")
    panel.take_keyboard()
    stage.press("Down")
    stage.press("Down")
    entry_of(stage)
    stage.press("Return")
    assert stage.state is FlowState.IDLE
    assert "does not stand in notes.md any more" in stage.program.window.status.notice()


def test_the_nearest_of_several_places_is_taken(stage: Stage, tmp_path: Path) -> None:
    text = "Same words.\n\nBetween.\n\nSame words.\n\nMore.\n\nSame words.\n"
    stage.open(tmp_path / "notes.md", text)
    second = text.index("Same", 5)
    stage.tab.editor.select_span(type(stage.tab.editor.selected_span())(second, second + 11))
    stage.ask("Tighten")
    stage.see_draft("New words.")
    stage.reject()
    stage.press("Ctrl+Shift+H")
    stage.qtbot.waitUntil(lambda: len(lines(stage)) == 1)
    entry_of(stage)
    stage.press("Return")
    span = stage.tab.flow.span
    assert span is not None
    assert span.start == second


def test_the_file_of_a_run_comes_to_the_front(worked: Stage, tmp_path: Path) -> None:
    stage = worked
    stage.open(tmp_path / "other.md", "Other words.\n")
    stage.press("Ctrl+Shift+H")
    wait_for_both(stage)
    stage.press("Down")
    stage.press("Down")
    stage.tab.editor.setFocus()
    stage.press("F6")
    stage.type("spelling")
    wait_for(stage, ("Fix spelling and punctuation", Outcome.ACCEPTED))
    entry_of(stage)
    stage.click(panel_of(stage).detail.button("first"))
    assert stage.tab.title == "notes.md"
    assert stage.state is FlowState.REVIEWING


def test_the_same_is_asked_of_another_text(worked: Stage) -> None:
    stage = worked
    stage.press("Ctrl+R")  # nothing waits: it does nothing
    stage.press("Ctrl+Shift+H")
    wait_for_both(stage)
    entry_of(stage)
    stage.caret_to("Another")
    stage.click(panel_of(stage).detail.button("apply"))
    stage.wait_for(FlowState.RUNNING)
    asked = stage.tab.flow.request
    assert asked is not None
    assert asked.selected == "Another paragraph."
    assert asked.instruction == "Fix spelling and punctuation"
    assert asked.options == stage.engine.requests[1].options
    stage.see_draft("A new paragraph.")
    stage.reject()


def test_a_repeated_run_asks_exactly_the_same(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    first = stage.engine.requests[0]
    stage.press("Ctrl+Z")
    stage.caret_to("# Title")
    stage.type("More above. ")
    stage.press("Ctrl+Shift+H")
    stage.type("bullet")
    wait_for(stage, ("Turn into a bullet list", Outcome.REJECTED))
    entry_of(stage)
    panel.detail.action("repeat").trigger()
    stage.wait_for(FlowState.RUNNING)
    asked = stage.tab.flow.request
    assert asked is not None
    same = ("before", "selected", "after", "instruction", "options", "language")
    assert [getattr(asked, name) for name in same] == [getattr(first, name) for name in same]
    assert asked.span.start == first.span.start + len("More above. ")
    stage.see_draft("Whatever.")
    stage.press("Ctrl+Return")
    assert "Whatever.\n" in stage.text


def test_while_a_draft_waits_nothing_else_is_offered(worked: Stage) -> None:
    stage = worked
    run(stage, "Make a table", "New words.", "Another paragraph.")
    stage.press("Ctrl+Shift+H")
    stage.qtbot.waitUntil(lambda: len(lines(stage)) == 3)
    for name in ("apply", "repeat"):
        panel_of(stage).list.mark(2)
        entry_of(stage)
        stage.program.window.status.clear_notice()
        panel_of(stage).detail.action(name).trigger()
        stage.qtbot.waitUntil(lambda: bool(stage.program.window.status.notice()))
        assert stage.state is FlowState.REVIEWING
    review = stage.tab.flow.review
    assert review is not None
    assert review.draft.text == "New words."
