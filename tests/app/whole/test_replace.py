"""Replacing in the text in front, by keyboard alone and by mouse alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.edit_flow import FlowState
from app.finding import READ_ONLY
from app.panels.find_bar import FindBar
from engine.request import Span
from tests.app.whole.review_stage import NEW, OLD, TEXT, begin
from tests.app.whole.stage import Stage, focused, line_of

CATS = "one cat two\n\nA Cat sat on the cat.\n"


def bar_of(stage: Stage) -> FindBar:
    return stage.program.window.find_bar


def lines(stage: Stage) -> list[QLineEdit]:
    """Return the line for what is found, and the one for what comes in its place."""
    return bar_of(stage).findChildren(QLineEdit)


def button(stage: Stage, words: str) -> QPushButton:
    found = bar_of(stage).findChildren(QPushButton)
    return next(one for one in found if one.text() == words)


def test_one_after_the_other_by_keys(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", CATS)
    stage.press("Ctrl+H")
    assert focused() is lines(stage)[0]
    stage.type("cat")
    assert bar_of(stage).text() == "1 of 3"
    stage.press("Tab")
    assert focused() is lines(stage)[1]
    stage.type("dog")
    stage.press("Return")
    assert stage.text == CATS.replace("cat", "dog", 1)
    assert bar_of(stage).text() == "1 of 2"
    assert stage.tab.editor.text_at(stage.tab.editor.selected_span()) == "Cat"
    stage.press("Shift+Return")  # goes back as in the line above
    stage.press("Shift+Return")
    stage.press("Return")
    stage.press("Return")
    assert stage.text == "one dog two\n\nA dog sat on the dog.\n"
    assert bar_of(stage).text() == "1 replaced"
    stage.press("Return")
    assert bar_of(stage).text() == "Not found"
    stage.press("Esc")
    assert not bar_of(stage).isVisible()
    for count in (1, 2):
        stage.press("Ctrl+Z")
        assert stage.text.lower().count("cat") == count
    stage.press("Ctrl+Z")
    assert stage.text == CATS


def test_the_first_enter_only_goes_there(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", CATS)
    stage.press("Ctrl+H")
    stage.type("cat")
    stage.press("Tab")
    stage.tab.editor.select_span(Span(0, 0))
    lines(stage)[1].setFocus()
    stage.press("Return")
    assert stage.text == CATS
    assert bar_of(stage).text() == "1 of 3"


def test_all_by_keys_and_taken_back_at_once(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", CATS)
    stage.caret_to("Cat", select=True)
    stage.press("Ctrl+H")
    assert focused() is lines(stage)[1]  # what to find is selected in the text
    stage.type("dog")
    stage.press("Ctrl+Alt+Return")
    assert stage.text == "one dog two\n\nA dog sat on the dog.\n"
    assert (bar_of(stage).text(), bar_of(stage).note()) == ("3 replaced", "")
    stage.press("Esc")
    stage.press("Ctrl+Z")
    assert stage.text == CATS
    assert not stage.tab.editor.review_side.can_go_back()


def test_by_mouse(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", CATS)
    stage.program.window.commands.replace.trigger()
    stage.click(lines(stage)[0])
    stage.type("cat")
    stage.click(lines(stage)[1])
    stage.type("dog")
    stage.click(button(stage, "Replace"))
    assert stage.text == CATS.replace("cat", "dog", 1)
    assert focused() is lines(stage)[1]
    stage.click(button(stage, "Replace all"))
    assert stage.text == "one dog two\n\nA dog sat on the dog.\n"
    assert bar_of(stage).text() == "2 replaced"


def test_capitals(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", CATS)
    stage.press("Ctrl+H")
    stage.type("cat")
    for _ in range(2):
        stage.press("Tab")
    stage.press("Space")  # on “Match case”
    stage.press("Ctrl+Alt+Return")
    assert stage.text == "one  two\n\nA Cat sat on the .\n"


def test_tab_goes_through_all_of_it(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", CATS)
    stage.press("Ctrl+H")
    seen: list[QWidget] = []
    for _ in range(8):
        seen.append(focused())
        stage.press("Tab")
    names = [widget.accessibleName() for widget in seen]
    assert names == [
        "Find in this file",
        "Replace with",
        "Match case",
        "Previous (Shift+Enter)",
        "Next (Enter)",
        "Replace",
        "Replace all",
        "Close (Esc)",
    ]


def test_find_alone_has_no_second_row(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", CATS)
    stage.press("Ctrl+H")
    stage.type("cat")
    assert bar_of(stage).replacing
    stage.press("Ctrl+H")  # what to find is known: on to what comes in its place
    assert focused() is lines(stage)[1]
    stage.press("Ctrl+F")
    assert not bar_of(stage).replacing
    assert focused() is line_of(bar_of(stage))
    stage.press("Ctrl+Alt+Return")  # by what, nobody has said: the row comes, and nothing goes
    assert bar_of(stage).replacing
    assert stage.text == CATS


def test_nothing_is_replaced_in_a_file_that_nobody_may_write(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open(tmp_path / "a.md", CATS)
    stage.press("Ctrl+H")
    stage.type("cat")
    monkeypatch.setattr("app.document.os.access", lambda _path, _mode: False)
    stage.press("Tab")
    stage.press("Return")
    assert bar_of(stage).note() == READ_ONLY
    stage.press("Ctrl+Alt+Return")
    stage.press("Esc")
    stage.press("Ctrl+H")
    assert not bar_of(stage).replacing
    assert (bar_of(stage).text(), bar_of(stage).note()) == ("1 of 3", READ_ONLY)
    stage.press("Return")  # it can be found as ever
    assert (bar_of(stage).text(), bar_of(stage).note()) == ("2 of 3", "")
    assert stage.text == CATS
    assert not stage.tab.modified


def test_the_lines_of_the_file_end_as_before(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"cat\r\nbig cat\r\n")
    stage.program.desk.open_file(path)
    stage.press("Ctrl+H")
    stage.type("cat")
    stage.press("Ctrl+Alt+Return")
    stage.press("Ctrl+S")
    assert path.read_bytes() == b"\r\nbig \r\n"


def test_a_run_goes_on_and_its_draft_is_accepted_where_it_stands(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", "cat cat\n\nThe cat is old.\n\ncat\n")
    stage.caret_to("The cat")
    stage.ask("tighten")
    stage.see_step("The cat")
    stage.press("Ctrl+H")
    stage.type("cat")
    stage.press("Tab")
    stage.type("kitten")
    stage.press("Ctrl+Alt+Return")
    assert stage.text == "kitten kitten\n\nThe cat is old.\n\nkitten\n"
    assert bar_of(stage).text() == "3 replaced"
    assert bar_of(stage).note() == "1 place at the draft is left as it is"
    assert stage.state is FlowState.RUNNING
    stage.press("Esc")
    stage.press("Ctrl+Z")  # of the document, as after typing
    assert stage.text == "cat cat\n\nThe cat is old.\n\ncat\n"
    stage.press("Ctrl+Shift+Z")
    assert stage.state is FlowState.RUNNING
    stage.see_draft("The cat.")
    stage.press("Ctrl+Return")
    assert stage.text == "kitten kitten\n\nThe cat.\n\nkitten\n"
    stage.press("Ctrl+Z")
    assert stage.text == "kitten kitten\n\nThe cat is old.\n\nkitten\n"


def test_a_draft_under_review_stays_and_its_steps_are_apart(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    stage.type("!")  # into the draft
    stage.press("Ctrl+H")
    stage.type("t")
    stage.press("Ctrl+Alt+Return")
    replaced = f"# ile\n\n{OLD}\n\nhe second one 🙂 says.\n"
    assert stage.text == replaced
    left = OLD.lower().count("t")
    assert bar_of(stage).note() == f"{left} places at the draft are left as they are"
    assert stage.draft == f"{NEW}!"
    stage.press("Esc")
    stage.press("Ctrl+Z")
    assert (stage.text, stage.draft) == (TEXT, f"{NEW}!")
    stage.press("Ctrl+Z")
    assert (stage.text, stage.draft) == (TEXT, NEW)
    stage.press("Ctrl+Shift+Z")
    stage.press("Ctrl+Shift+Z")
    assert (stage.text, stage.draft) == (replaced, f"{NEW}!")
    stage.press("Ctrl+Return")
    assert stage.text == replaced.replace(OLD, f"{NEW}!")


def test_enter_with_other_keys_replaces_nothing(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", CATS)
    stage.press("Ctrl+H")
    stage.type("cat")
    for modifier in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier):
        QTest.keyClick(lines(stage)[1], Qt.Key.Key_Return, modifier)
    assert stage.text == CATS
