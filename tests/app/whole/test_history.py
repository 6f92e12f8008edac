"""The panel of the history: by keyboard alone, and by mouse."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edit_flow import FlowState
from app.history.entry import Outcome
from engine.recording import Recording
from tests.app.hands import double_click
from tests.app.whole.history_stage import (
    OLD,
    TEXT,
    come_back,
    entry_of,
    panel_of,
    pick,
    run,
    wait_for,
    wait_for_both,
    work,
)
from tests.app.whole.stage import Stage, focused


@pytest.fixture
def worked(stage: Stage, tmp_path: Path) -> Stage:
    work(stage, tmp_path)
    return stage


def test_by_keyboard_alone_search_offer_and_accept(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    stage.press("Ctrl+Z")
    assert stage.text == TEXT
    stage.press("Ctrl+Shift+H")
    assert panel.isVisible()
    assert focused() is panel.query
    wait_for_both(stage)
    stage.type("bull")
    wait_for(stage, ("Turn into a bullet list", Outcome.REJECTED))
    entry_of(stage)
    assert "jumps" in panel.detail.compare.text()
    assert "fake · 1 step · seed 0" in panel.detail.facts()
    stage.press("Down")
    assert focused() is panel.list
    stage.press("Return")
    assert stage.state is FlowState.REVIEWING
    assert focused() is stage.text_edit()
    assert stage.text == TEXT
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "The quick and very brown fox jumps.")
    wait_for(stage, ("Turn into a bullet list", Outcome.ACCEPTED))
    stage.press("Ctrl+Z")
    assert stage.text == TEXT


def test_letters_typed_in_the_list_go_to_the_search(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    stage.press("Ctrl+Shift+H")
    wait_for_both(stage)
    stage.press("Down")
    stage.press("Down")
    assert panel.list.currentIndex().row() == 1
    stage.press("Up")
    stage.press("Up")
    assert focused() is panel.query
    stage.press("Down")
    stage.type("spel")
    assert panel.query.text() == "spel"
    wait_for(stage, ("Fix spelling and punctuation", Outcome.ACCEPTED))
    stage.type("zzz")
    stage.qtbot.waitUntil(lambda: "Nothing found" in panel.blank_text())


def test_keys_between_text_and_panel(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    stage.press("F6")
    assert panel.isVisible()
    assert focused() is panel.query
    stage.press("F6")
    assert focused() is stage.text_edit()
    assert panel.isVisible()
    stage.press("Ctrl+Shift+H")
    assert focused() is panel.query
    stage.press("Ctrl+Shift+H")
    assert not panel.isVisible()
    assert focused() is stage.text_edit()
    stage.press("Ctrl+Shift+H")
    stage.press("Down")
    stage.press("Esc")
    assert not panel.isVisible()
    assert focused() is stage.text_edit()


def test_text_and_page_share_the_width_as_before_while_the_panel_is_open(worked: Stage) -> None:
    stage, window = worked, worked.program.window

    def stands(side: int, share: float) -> bool:
        QApplication.processEvents()
        sizes = window.splitter.sizes()
        return sizes[0] == side and abs(sizes[1] / sum(sizes[1:]) - share) < 0.01

    window.resize(1000, 700)  # half of it is more than the panel ever wants
    window.set_split(0.6)
    stage.press("Ctrl+Shift+H")
    assert stands(320, 0.6)
    assert window.split() == pytest.approx(0.6, abs=0.01)
    window.set_split(0.4)
    assert stands(320, 0.4)
    window.splitter.open_side(400)
    stage.press("Ctrl+Shift+V")
    stage.press("Ctrl+Shift+V")
    assert stands(400, 0.4)
    stage.press("Esc")
    assert stands(0, 0.4)
    assert stage.program.store.settings.side_width == 400
    stage.press("Ctrl+Shift+H")
    assert stands(400, 0.4)
    program = stage.program
    program.view.remember_window()
    assert program.store.settings.split_ratio == pytest.approx(0.4, abs=0.01)


def test_escape_in_the_panel_rejects_no_draft(worked: Stage) -> None:
    stage = worked
    run(stage, "Make a table", "New words.", "Another paragraph.")
    stage.see_for_long()
    stage.press("Ctrl+Shift+H")
    with stage.one_moment():
        stage.press("Esc")
        stage.press("Esc")
    assert stage.state is FlowState.REVIEWING


def test_by_mouse_choose_close_and_the_menu_of_a_run(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    replayed: list[Recording] = []
    stage.program.history.desk.replay_asked.connect(replayed.append)
    stage.program.window.commands.history.trigger()
    wait_for_both(stage)
    view = panel.list.viewport()
    place = panel.list.visualRect(panel.list.runs.index(1, 0)).center()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert entry_of(stage).line.instruction == "Turn into a bullet list"
    panel.list.customContextMenuRequested.emit(place)
    pick("Copy draft")
    assert QApplication.clipboard().text() == "The quick and very brown fox jumps."
    stage.click(panel.detail.button("more"))
    pick("Replay its steps")
    stage.qtbot.waitUntil(lambda: len(replayed) == 1)
    assert replayed[0].request == stage.engine.requests[0]
    assert [step.text for step in replayed[0].steps] == ["The q"]
    stage.program.replay.close()
    come_back(stage)
    stage.press("Ctrl+Z")
    assert stage.text == TEXT
    # As a hand does: the list may have been filled anew since it was clicked last.
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    double_click(view, place)
    assert stage.program.window.status.notice() == ""
    assert stage.state is FlowState.REVIEWING
    stage.reject()
    stage.click(panel.button("close"))
    assert not panel.isVisible()
