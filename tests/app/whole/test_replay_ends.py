"""What a replay gives way to: the review going on, another tab, another panel, another variant."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.edit_flow import FlowState
from engine.events import Draft
from tests.app.whole.replay_stage import NEW, OLD, STEPS, TEXT, edit_of, make_reviewed, shown
from tests.app.whole.stage import Stage


@pytest.fixture
def reviewed(stage: Stage, tmp_path: Path) -> Stage:
    """A draft waits that took four steps."""
    make_reviewed(stage, tmp_path)
    return stage


def test_another_panel_in_the_drawer_ends_it(reviewed: Stage) -> None:
    stage = reviewed
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    stage.program.window.open_drawer(stage.program.variants.drawer)
    assert not stage.program.replay.is_open
    assert shown(stage) == NEW
    assert stage.program.window.drawer.isVisible()
    stage.press("Ctrl+Shift+R")
    assert stage.program.window.drawer.height() == stage.program.window.replay.height()


def test_what_ends_the_review_ends_its_replay(reviewed: Stage) -> None:
    stage = reviewed
    drawer = stage.program.window.replay
    command = stage.program.window.commands.replay
    stage.press("Ctrl+Shift+R")
    stage.press("Ctrl+Return")  # accepts the draft under review, not the step
    assert not drawer.isVisible()
    assert not command.isEnabled()
    assert stage.text == TEXT.replace(OLD, NEW)
    stage.press("Ctrl+Shift+R")
    assert not drawer.isVisible()


def test_another_tab_ends_it_and_coming_back_shows_the_review(
    reviewed: Stage, tmp_path: Path
) -> None:
    stage = reviewed
    first = stage.tab
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    stage.open(tmp_path / "b.md", "Other\n")
    assert not stage.program.window.replay.isVisible()
    assert not stage.program.window.commands.replay.isEnabled()
    stage.program.workspace.select(first)
    assert shown(stage) == NEW
    assert stage.program.window.commands.replay.isEnabled()


def test_a_step_of_the_review_shows_the_review(reviewed: Stage) -> None:
    stage = reviewed
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    stage.tab.flow.decide(0, taken=False)
    assert not stage.program.window.replay.isVisible()
    assert shown(stage) != STEPS[0]


def test_a_stopped_run_is_replayed_too(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_step(STEPS[0])
    stage.see_step(STEPS[1])
    stage.press("Esc")
    stage.wait_for(FlowState.REVIEWING)
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    stage.press("Return")
    assert "Draft of step 1" in stage.program.window.review_bar.text()
    stage.press("Ctrl+Shift+R")
    stage.press("End")
    stage.press("Return")
    assert "Stopped" in stage.program.window.review_bar.text()


def test_another_variant_of_the_same_run_is_followed(reviewed: Stage) -> None:
    stage = reviewed
    flow = stage.tab.flow
    recording = flow.recording
    assert recording is not None
    assert isinstance(recording.draft, Draft)
    others = [replace(step, variant=1, text=step.text.upper()) for step in recording.steps]
    second = replace(recording.draft, variant=1, text="SECOND")
    both = replace(
        recording,
        steps=(*recording.steps, *others),
        draft=replace(recording.draft, others=(second,)),
    )
    flow._recordings[recording.request.edit_id] = both
    stage.press("Ctrl+Shift+R")
    assert shown(stage) == STEPS[3]
    flow.offer(second)
    assert stage.program.window.replay.isVisible()
    assert shown(stage) == STEPS[3].upper()
    stage.press("Home")
    assert shown(stage) == STEPS[0].upper()


def test_whoever_goes_to_edit_the_draft_sees_the_draft(reviewed: Stage) -> None:
    stage = reviewed
    edit = edit_of(stage)
    for wish in ("click", "type"):
        stage.press("Ctrl+Shift+R")
        stage.press("Home")
        assert shown(stage) == STEPS[0]
        edit.setFocus()
        if wish == "click":
            spot = edit.places.caret_rect(TEXT.index(OLD)).center().toPoint() + QPoint(4, 0)
            QTest.mouseClick(edit.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        else:
            stage.type("X")
        assert not stage.program.window.replay.isVisible()
    assert shown(stage).replace("X", "") == NEW
    assert len(shown(stage)) == len(NEW) + 1
    assert stage.text == TEXT


def test_typing_beside_the_draft_goes_on_while_its_steps_are_shown(reviewed: Stage) -> None:
    stage = reviewed
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    stage.text_edit().setFocus()
    stage.caret_to("Above it.")
    stage.type("Typed. ")
    assert stage.program.window.replay.isVisible()
    assert shown(stage) == STEPS[0]
    assert stage.text == TEXT.replace("Above it.", "Typed. Above it.")
    stage.program.window.replay.slider.setFocus()
    stage.press("Right")
    assert shown(stage) == STEPS[1]
    stage.press("Return")
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace("Above it.", "Typed. Above it.").replace(OLD, STEPS[1])


@pytest.mark.parametrize("by_mouse", [True, False])
def test_while_a_step_is_shown_compare_is_off_and_it_leads_back(
    reviewed: Stage, by_mouse: bool
) -> None:
    stage = reviewed
    window = stage.program.window
    compare, accept = (window.review_bar.button(name) for name in ("compare", "accept"))
    stage.press("Ctrl+D")
    compared = shown(stage)
    assert compare.isChecked()
    stage.press("Ctrl+Shift+R")
    assert (compare.isChecked(), window.commands.compare.isChecked()) == (False, False)
    take = window.replay.actions_row.button("take")
    assert (take.property("look"), accept.property("look")) == ("primary", "quiet")
    stage.press("Esc")
    assert (compare.isChecked(), window.commands.compare.isChecked()) == (True, True)
    assert accept.property("look") == "primary"
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    if by_mouse:
        stage.click(compare)
    else:
        stage.press("Ctrl+D")
    assert not stage.program.replay.is_open
    assert compare.isChecked()
    assert shown(stage) == compared
