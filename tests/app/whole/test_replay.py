"""A run is replayed in place: by keyboard alone, by mouse alone, and nothing of the text moves."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edit_flow import FlowState
from app.replay_time import SPEEDS
from tests.app.whole.replay_stage import (
    NEW,
    OLD,
    STEPS,
    TEXT,
    drawer_text,
    hold_the_clock,
    make_reviewed,
    page,
    shown,
    tops,
)
from tests.app.whole.stage import Stage, focused


@pytest.fixture
def reviewed(stage: Stage, tmp_path: Path) -> Stage:
    """A draft waits that took four steps."""
    make_reviewed(stage, tmp_path)
    return stage


def test_by_keyboard_alone(reviewed: Stage) -> None:
    stage = reviewed
    assert stage.program.window.commands.replay.isEnabled()
    stage.press("Ctrl+Shift+R")
    assert stage.program.window.replay.isVisible()
    assert drawer_text(stage).startswith("Step 4 of 4 · temperature 0.70 · ")
    assert shown(stage) == STEPS[3]
    stage.press("Home")
    assert shown(stage) == STEPS[0]
    stage.qtbot.waitUntil(lambda: STEPS[0] in page(stage))
    stage.press("Right")
    assert shown(stage) == STEPS[1]
    stage.press("Left")
    stage.press("Left")
    assert shown(stage) == STEPS[0]
    stage.press("End")
    assert shown(stage) == STEPS[3]
    stage.press("Left")
    assert shown(stage) == STEPS[2]
    stage.press("Return")  # take it
    assert not stage.program.window.replay.isVisible()
    assert stage.state is FlowState.REVIEWING
    assert stage.tab.flow.review is not None
    draft = stage.tab.flow.review.draft
    assert (draft.text, draft.steps, draft.converged) == (STEPS[2], 3, False)
    assert "Draft of step 3" in stage.program.window.review_bar.text()
    assert stage.text == TEXT
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, STEPS[2])
    stage.press("Ctrl+Z")
    assert stage.text == TEXT


def test_space_plays_to_the_end_and_stands_still_there(reviewed: Stage) -> None:
    stage = reviewed
    stage.press("Ctrl+Shift+R")
    for _ in range(4):
        stage.press("Up")
    assert stage.program.replay.speed is SPEEDS[-1]
    for _ in range(2):
        stage.press("Down")
    assert stage.program.replay.speed.name == "2×"
    stage.press("Home")
    stage.press("Space")
    tip = stage.program.window.replay.controls.button("play").toolTip
    assert "Pause" in tip()
    stage.qtbot.waitUntil(lambda: shown(stage) == STEPS[3])
    stage.qtbot.waitUntil(lambda: "Play" in tip())
    hold_the_clock(stage)
    stage.press("Space")  # from the start again
    assert shown(stage) == STEPS[0]
    stage.press("Space")
    assert "Play" in tip()


def test_escape_closes_the_drawer_and_means_no_draft(reviewed: Stage) -> None:
    stage = reviewed
    stage.see_for_long()  # Esc would reject the draft now
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    with stage.one_moment():
        stage.press("Esc")
        assert not stage.program.window.replay.isVisible()
        assert stage.state is FlowState.REVIEWING
        assert shown(stage) == NEW
        stage.qtbot.waitUntil(lambda: NEW in page(stage))
        assert focused() is stage.text_edit()
        stage.press("Esc")  # the second press of a hasty pair
    assert stage.state is FlowState.REVIEWING
    stage.press("Ctrl+Shift+R")
    assert stage.program.window.replay.isVisible()
    stage.press("Ctrl+Shift+R")
    assert not stage.program.window.replay.isVisible()


def test_by_mouse_alone(reviewed: Stage) -> None:
    stage = reviewed
    stage.program.window.commands.replay.trigger()
    drawer = stage.program.window.replay
    QApplication.processEvents()
    stage.click(drawer.controls.button("first"))
    assert shown(stage) == STEPS[0]
    assert not drawer.controls.button("back").isEnabled()
    stage.click(drawer.controls.button("on"))
    assert shown(stage) == STEPS[1]
    stage.click(drawer.controls.button("last"))
    assert shown(stage) == STEPS[3]
    spot = drawer.heat.cell_rect(2, 0).center().toPoint()
    QTest.mouseClick(drawer.heat, Qt.MouseButton.LeftButton, pos=spot)
    assert shown(stage) == STEPS[2]
    QTest.mousePress(drawer.slider, Qt.MouseButton.LeftButton, pos=QPoint(2, 12))
    assert shown(stage) == STEPS[0]
    QTest.mouseMove(drawer.slider, QPoint(drawer.slider.width() // 3, 12))
    assert shown(stage) == STEPS[1]
    QTest.mouseRelease(drawer.slider, Qt.MouseButton.LeftButton)
    stage.click(drawer.actions_row.button("take"))
    assert stage.tab.flow.review is not None
    assert stage.tab.flow.review.draft.text == STEPS[1]
    assert not drawer.isVisible()


def test_the_speed_is_chosen_by_mouse_too(reviewed: Stage) -> None:
    stage = reviewed
    stage.program.window.commands.replay.trigger()
    button = stage.program.window.replay.controls.speed_button()
    assert button.text() == "1×"
    entries = {entry.text(): entry for entry in button.menu().actions()}
    assert list(entries) == [speed.name for speed in SPEEDS]
    entries["4×"].trigger()
    assert button.text() == "4×"
    assert stage.program.replay.speed.name == "4×"
    assert [name for name, entry in entries.items() if entry.isChecked()] == ["4×"]


def test_taking_the_last_step_is_the_draft_itself(reviewed: Stage) -> None:
    stage = reviewed
    before = stage.tab.flow.review
    stage.press("Ctrl+Shift+R")
    stage.press("Return")
    assert stage.tab.flow.review == before


def test_a_taken_step_is_where_the_replay_opens_again(reviewed: Stage) -> None:
    stage = reviewed
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    stage.press("Right")
    stage.press("Return")
    stage.press("Ctrl+Shift+R")
    assert drawer_text(stage).startswith("Step 2 of 4")
    stage.press("End")
    stage.press("Return")
    assert stage.tab.flow.review is not None
    assert stage.tab.flow.review.draft.text == NEW
    assert "Draft ready" in stage.program.window.review_bar.text()


def test_opening_and_stepping_moves_no_line_above_and_opening_none_below(reviewed: Stage) -> None:
    stage = reviewed
    before = tops(stage)
    stage.press("Ctrl+Shift+R")
    QApplication.processEvents()
    opened = tops(stage)
    assert set(opened) <= set(before)
    assert len(opened) < len(before)  # the view is shorter
    assert {text: before[text] for text in opened} == opened
    for key in ("Home", "Right", "Right", "End"):
        stage.press(key)
        now = tops(stage)
        assert (now["# Title"], now["Above it."]) == (before["# Title"], before["Above it."])
    stage.press("Esc")
    QApplication.processEvents()
    assert tops(stage) == before


def test_reduced_motion_shows_steps_when_asked_and_plays_them_calmly(reviewed: Stage) -> None:
    stage = reviewed
    stage.program.window.commands.reduced_motion.trigger()
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    assert shown(stage) == STEPS[0]
    clock = hold_the_clock(stage)
    stage.press("Space")
    clock.now = 500  # the run itself took 0.3 s
    stage.qtbot.wait(50)
    assert shown(stage) == STEPS[0]
    clock.now = 1000
    stage.qtbot.waitUntil(lambda: shown(stage) == STEPS[1])
    stage.press("Space")
