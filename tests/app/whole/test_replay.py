"""A run is replayed in place: by keyboard alone, by mouse alone, and nothing of the text moves."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edit_flow import FlowState
from app.editor.text_edit import TextEdit
from app.replay_time import SPEEDS
from engine.events import Draft
from tests.app.whole.stage import Stage, focused

LINES = "".join(f"\nLine {number} stays where it is.\n" for number in range(40))
OLD = "The frist paragraph is is here."
TEXT = f"# Title\n\nAbove it.\n\n{OLD}\n{LINES}"
STEPS = ("Tha fast", "The first par", "The first one", "The first paragraph")
NEW = "The first paragraph is here."


@pytest.fixture
def reviewed(stage: Stage, tmp_path: Path) -> Stage:
    """A draft waits that took four steps."""
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    for text in STEPS:
        stage.see_step(text)
    stage.see_draft(NEW)
    return stage


def edit_of(stage: Stage) -> TextEdit:
    edit = stage.text_edit()
    assert isinstance(edit, TextEdit)
    return edit


def shown(stage: Stage) -> str:
    """Return what the editor shows in place of the span."""
    return edit_of(stage).draft._shown.text


def page(stage: Stage) -> str:
    stage.tab.page.select_all()
    return stage.tab.page.selected_text()


def drawer_text(stage: Stage) -> str:
    return stage.program.window.replay.words()


def tops(stage: Stage) -> dict[str, float]:
    """Return where each line of text on the screen stands."""
    edit = edit_of(stage)
    visible = {block.text(): top for block, top, _ in edit.places.visible()}
    return {text: top for text, top in visible.items() if text}


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
    stage.press("Space")  # from the start again
    assert shown(stage) == STEPS[0]
    stage.press("Space")
    assert "Play" in tip()


def test_escape_closes_the_drawer_and_means_no_draft(reviewed: Stage) -> None:
    stage = reviewed
    stage.qtbot.wait(650)  # Esc would reject the draft by now
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
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


def test_reduced_motion_shows_steps_when_asked_and_plays_them_calmly(reviewed: Stage) -> None:
    stage = reviewed
    stage.program.window.commands.reduced_motion.trigger()
    stage.press("Ctrl+Shift+R")
    stage.press("Home")
    assert shown(stage) == STEPS[0]
    stage.press("Space")
    stage.qtbot.wait(500)  # the run itself took 0.3 s
    assert shown(stage) == STEPS[0]
    stage.qtbot.waitUntil(lambda: shown(stage) == STEPS[1], timeout=3000)
    stage.press("Space")


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
