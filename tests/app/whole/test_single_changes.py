"""Single changes of a draft: taken and left by keys alone and by mouse alone, in the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from app.edit_flow import FlowState
from tests.app.whole.review_stage import OLD, TEXT, begin, decisions, hand
from tests.app.whole.stage import Stage


def middle_of(stage: Stage, number: int) -> QPoint:
    edit = hand(stage)
    box = edit.draft.places.change_boxes(number)[0]
    return box.translated(0, edit.places.draft_top()).center().toPoint()


def click_change(stage: Stage, number: int) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(hand(stage).viewport(), left, pos=middle_of(stage, number))


def choose(stage: Stage, action: QAction) -> None:
    """Pick an entry of the menu that the count of changes opens."""
    menu = stage.program.window.review_bar.changes_button().menu()
    assert menu is not None
    assert action in menu.actions()
    assert action.isEnabled()
    action.trigger()


def page_text(stage: Stage) -> str:
    stage.tab.feed.flush()
    stage.tab.page.select_all()
    return stage.tab.page.selected_text()


def test_by_keys_alone(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    reviewing = stage.tab.run.reviewing
    stage.press("Alt+Down")
    assert reviewing.comparing
    assert stage.program.window.commands.compare.isChecked()
    assert reviewing.current is not None
    first = reviewing.current
    stage.press("Alt+Down")
    assert reviewing.current == (first + 1) % 4
    stage.press("Alt+Up")
    assert reviewing.current == first
    while reviewing.current != 0:
        stage.press("Alt+Down")
    stage.press("Alt+Right")
    assert decisions(stage) == "tooo"
    assert reviewing.current == 1
    stage.press("Alt+Left")
    assert decisions(stage) == "tloo"
    assert reviewing.current == 2
    assert stage.text == TEXT
    assert "The quick cat sat on the red mat." in page_text(stage)
    bar = stage.program.window.review_bar
    assert "3 of 4" in bar.changes_button().text()
    assert "Accept 3 of 4" in bar.button("accept").text()
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "The quick cat sat on the red mat.")
    stage.press("Ctrl+Z")
    assert stage.text == TEXT


def test_the_first_key_shows_what_there_is_to_decide_and_decides_nothing(
    stage: Stage, tmp_path: Path
) -> None:
    begin(stage, tmp_path)
    stage.press("Alt+Left")
    assert stage.tab.run.comparing
    assert stage.tab.run.reviewing.current == 0
    assert decisions(stage) == "oooo"
    stage.press("Alt+Left")
    assert decisions(stage) == "looo"


def test_all_of_it_is_left_and_then_accepting_leaves_no_trace(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    steps = stage.text_edit().document().availableUndoSteps()
    stage.press("Alt+Shift+Left")
    assert decisions(stage) == "llll"
    assert "Keep original" in stage.program.window.review_bar.button("accept").text()
    stage.press("Alt+Shift+Right")
    assert decisions(stage) == "tttt"
    stage.press("Ctrl+Z")
    assert decisions(stage) == "llll"
    stage.press("Ctrl+Return")
    assert stage.state is FlowState.IDLE
    assert stage.text == TEXT
    assert stage.text_edit().document().availableUndoSteps() == steps


def test_undo_and_redo_go_along_the_decisions(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    for keys in ("Alt+Left", "Alt+Left", "Alt+Right", "Alt+Left"):
        stage.press(keys)
    assert decisions(stage) == "ltlo"
    seen = []
    for _ in range(4):
        stage.press("Ctrl+Z")
        seen.append((decisions(stage), stage.tab.run.reviewing.current))
    assert seen == [("ltoo", 2), ("looo", 1), ("oooo", 0), ("oooo", 0)]
    assert "Nothing to take back" in stage.program.window.review_bar.text()
    stage.press("Ctrl+Shift+Z")
    stage.press("Ctrl+Shift+Z")
    assert decisions(stage) == "ltoo"
    assert stage.text == TEXT


def test_by_mouse_alone(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    bar = stage.program.window.review_bar
    stage.click(bar.button("compare"))
    click_change(stage, 1)
    assert decisions(stage) == "oloo"
    click_change(stage, 1)
    assert decisions(stage) == "otoo"
    click_change(stage, 3)
    assert decisions(stage) == "otol"
    click_change(stage, 3)  # the wedge of what is taken out
    assert decisions(stage) == "otot"
    choose(stage, stage.program.window.commands.leave_all)
    assert decisions(stage) == "llll"
    choose(stage, stage.program.window.commands.take_all)
    assert decisions(stage) == "tttt"
    click_change(stage, 3)
    stage.click(bar.button("accept"))
    assert stage.text == TEXT.replace(OLD, "The quick cat slept on the red mat today.")


def test_a_hint_says_what_a_click_does(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    stage.press("Ctrl+D")
    edit = hand(stage)
    for place, words in ((1, "keep “sat”"), (3, "keep “today”")):
        at = middle_of(stage, place)
        event = QHelpEvent(QHelpEvent.Type.ToolTip, at, edit.viewport().mapToGlobal(at))
        QApplication.sendEvent(edit.viewport(), event)
        assert words in QToolTip.text()
    QToolTip.hideText()


def test_lines_above_the_span_never_move(stage: Stage, tmp_path: Path) -> None:
    lines = "\n\n".join(f"Line {number} above." for number in range(12))
    begin(stage, tmp_path, TEXT.replace("# Title", f"# Title\n\n{lines}"))
    edit = hand(stage)

    def tops() -> list[float]:
        top = edit.places.draft_top()
        return [y for _, y, _ in edit.places.visible() if y < top]

    before = tops()
    for keys in ("Ctrl+D", "Alt+Down", "Alt+Left", "Alt+Left", "Alt+Shift+Left", "Ctrl+Z"):
        stage.press(keys)
        assert tops() == before


def test_a_change_far_below_is_scrolled_to(stage: Stage, tmp_path: Path) -> None:
    many = "\n\n".join(f"A paragraph number {number} that stays as it is." for number in range(40))
    old, new = f"Teh one.\n\n{many}\n\nTeh last.", f"The one.\n\n{many}\n\nThe last."
    stage.open(tmp_path / "a.md", f"# Title\n\n{old}\n")
    stage.press("Ctrl+A")
    stage.ask("tighten")
    stage.see_draft(f"# Title\n\n{new}\n")
    stage.press("Alt+Down")
    stage.press("Alt+Down")
    edit = hand(stage)
    assert stage.tab.run.reviewing.current == 1
    box = edit.draft.places.change_boxes(1)[0].translated(0, edit.places.draft_top())
    assert box.top() >= 0
    assert box.bottom() <= edit.viewport().height()
    stage.press("Alt+Up")
    box = edit.draft.places.change_boxes(0)[0].translated(0, edit.places.draft_top())
    assert box.top() >= 0


@pytest.mark.parametrize("keys", ["Alt+Down", "Alt+Up", "Alt+Right", "Alt+Left"])
def test_without_a_review_the_keys_do_nothing(stage: Stage, tmp_path: Path, keys: str) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("quick")
    before = stage.tab.editor.selected_span()
    stage.press(keys)
    assert stage.text == TEXT
    assert stage.tab.editor.selected_span() == before
