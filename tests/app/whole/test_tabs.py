"""Several texts side by side, and a run that belongs to its tab."""

from pathlib import Path

import pytest

from app.dialogs.unsaved import UnsavedChoice
from app.edit_flow import FlowState
from app.panels.tab_bar import EditMark
from tests.app.whole.stage import Stage


def test_an_untouched_empty_tab_gives_way_to_the_first_file(stage: Stage, tmp_path: Path) -> None:
    assert stage.titles == ["Untitled"]
    stage.open(tmp_path / "a.md", "A\n")
    assert stage.titles == ["a.md"]
    stage.open(tmp_path / "b.py", "B = 1\n")
    assert stage.titles == ["a.md", "b.py"]
    assert stage.tab.editor.language() == "python"
    assert stage.program.window.windowTitle() == "b.py[*] — Anneal"


def test_texts_without_a_file_are_told_apart(stage: Stage, tmp_path: Path) -> None:
    stage.press("Ctrl+N")
    assert stage.titles == ["Untitled"]  # the first, untouched, has given way
    stage.type("one")
    stage.press("Ctrl+N")
    assert stage.titles == ["Untitled", "Untitled 2"]
    stage.type("two")
    stage.answers.to_save = tmp_path / "b.md"
    stage.press("Ctrl+S")
    assert stage.answers.asked == ["save as Untitled 2.md"]
    stage.press("Ctrl+N")
    assert stage.titles == ["Untitled", "b.md", "Untitled 2"]


def test_a_file_that_is_open_is_brought_to_the_front(stage: Stage, tmp_path: Path) -> None:
    first = stage.open(tmp_path / "a.md", "A\n")
    stage.open(tmp_path / "b.md", "B\n")
    stage.program.desk.open_file(tmp_path / "a.md")
    assert stage.tab is first
    assert len(stage.titles) == 2


def test_keys_switch_tabs_and_the_keyboard_follows(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "A\n")
    stage.open(tmp_path / "b.md", "B\n")
    stage.press("Ctrl+Tab")
    assert stage.tab.title == "a.md"
    stage.type("x")
    assert stage.text == "xA\n"
    stage.press("Ctrl+Shift+Tab")
    assert stage.text == "B\n"


def test_typing_marks_the_tab_saving_and_undo_unmark_it(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    stage.open(path, "A\n")
    bar = stage.program.window.tab_bar
    stage.type("x")
    assert bar.modified(0)
    assert stage.program.window.isWindowModified()
    stage.press("Ctrl+S")
    assert path.read_text() == "xA\n"
    assert not bar.modified(0)
    stage.press("End")
    stage.type("y")
    assert bar.modified(0)
    stage.press("Ctrl+Z")
    stage.qtbot.waitUntil(lambda: not bar.modified(0))


def test_a_run_goes_on_behind_another_tab(stage: Stage, tmp_path: Path) -> None:
    first = stage.open(tmp_path / "a.md", "Some old words.\n")
    second = stage.open(tmp_path / "b.md", "Others.\n")
    stage.program.workspace.select(first)
    stage.ask("tighten")
    stage.see_step("NEW")
    stage.press("Ctrl+Tab")
    assert stage.tab is second
    bar = stage.program.window.tab_bar
    assert bar.mark(0) is EditMark.RUNNING
    assert "A rewrite is running" in bar.tabToolTip(0)
    assert bar.mark(1) is EditMark.NONE
    assert stage.program.window.status.isVisible()  # nothing runs here
    stage.type("typed ")
    stage.engine.step("NEW WO")
    stage.engine.draft("NEW WORDS.")
    stage.qtbot.waitUntil(lambda: first.flow.state is FlowState.REVIEWING)
    assert stage.text == "typed Others.\n"
    assert bar.mark(0) is EditMark.WAITING
    assert "a draft waits" in bar.accessibleTabName(0)
    stage.press("Ctrl+Return")  # no draft here: it must not reach the other tab
    assert first.editor.text() == "Some old words.\n"
    stage.program.workspace.select(first)
    assert stage.program.window.review_bar.isVisible()
    stage.press("Ctrl+Return")
    assert stage.text == "NEW WORDS.\n"
    assert bar.mark(0) is EditMark.NONE


def test_a_notice_stays_in_the_tab_that_it_is_about(stage: Stage, tmp_path: Path) -> None:
    first = stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.open(tmp_path / "b.md", "Others.\n")
    stage.program.workspace.select(first)
    stage.press("Ctrl+S")
    assert "Saved a.md" in stage.program.window.status.text()
    stage.press("Ctrl+Tab")
    assert "Saved" not in stage.program.window.status.text()


def test_a_second_run_waits_for_the_first(stage: Stage, tmp_path: Path) -> None:
    first = stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.open(tmp_path / "b.md", "Others.\n")
    stage.program.workspace.select(first)
    stage.ask("tighten")
    stage.see_step("NEW")
    stage.press("Ctrl+Tab")
    stage.ask("tighten")
    assert "another tab" in stage.program.window.run_strip.text()
    stage.engine.draft("NEW WORDS.")
    stage.qtbot.waitUntil(lambda: first.flow.state is FlowState.REVIEWING)
    stage.see_draft("Other.")
    stage.press("Ctrl+Return")
    assert stage.text == "Other.\n"


def test_closing_a_tab_in_the_middle_of_its_run_frees_the_engine(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.ask("tighten")
    stage.see_step("NEW")
    stage.press("Ctrl+W")
    assert stage.titles == ["Untitled"]
    stage.open(tmp_path / "b.md", "Others.\n")
    stage.ask("tighten")
    stage.see_draft("Other.")
    stage.press("Ctrl+Return")
    assert stage.text == "Other.\n"


def test_closing_a_tab_whose_run_waits_for_another_one_takes_it_out_of_the_queue(
    stage: Stage, tmp_path: Path
) -> None:
    first = stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.ask("tighten")
    stage.see_step("NEW")
    stage.open(tmp_path / "b.md", "Others.\n")
    stage.ask("tighten")
    assert stage.state is FlowState.RUNNING
    stage.press("Ctrl+W")
    stage.qtbot.wait(20)  # until the tab is gone: an error in between fails the test
    assert stage.titles == ["a.md"]
    stage.engine.draft("NEW WORDS.")
    stage.qtbot.waitUntil(lambda: first.flow.state is FlowState.REVIEWING)
    assert len(stage.engine.requests) == 1


@pytest.mark.parametrize("keys", ["Ctrl+W", "Ctrl+Q"])
def test_a_draft_that_waits_is_asked_about_before_it_is_dropped(
    stage: Stage, tmp_path: Path, keys: str
) -> None:
    stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.ask("tighten")
    stage.see_draft("NEW WORDS.")
    stage.press(keys)
    assert stage.answers.asked == ["draft a.md"]
    assert stage.state is FlowState.REVIEWING
    stage.caret_to("\n")
    stage.type("!")
    stage.press(keys)
    assert stage.answers.asked[1:] == ["unsaved a.md and a draft"]
    assert stage.state is FlowState.REVIEWING
    stage.press("Ctrl+S")
    stage.answers.on_draft = True
    stage.press(keys)
    assert stage.titles == ["Untitled"] or not stage.program.window.isVisible()


@pytest.mark.parametrize("choice", list(UnsavedChoice))
def test_closing_asks_for_unsaved_changes(
    stage: Stage, tmp_path: Path, choice: UnsavedChoice
) -> None:
    path = tmp_path / "a.md"
    stage.open(path, "A\n")
    stage.type("x")
    stage.answers.on_unsaved = choice
    stage.press("Ctrl+W")
    assert stage.answers.asked == ["unsaved a.md"]
    assert path.read_text() == ("xA\n" if choice is UnsavedChoice.SAVE else "A\n")
    assert stage.titles == (["a.md"] if choice is UnsavedChoice.CANCEL else ["Untitled"])


def test_the_last_tab_closed_leaves_an_empty_one(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "A\n")
    stage.press("Ctrl+W")
    assert stage.titles == ["Untitled"]
    assert stage.text == ""
    stage.type("goes on")
    assert stage.text == "goes on"


def test_files_of_one_name_are_told_apart_while_both_are_open(stage: Stage, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        stage.open(tmp_path / folder / "notes.md", "Words.\n")
    stage.open(tmp_path / "other.md", "Words.\n")
    bar = stage.program.window.tab_bar
    titles = [bar.title(index) for index in range(bar.count())]
    assert titles[-3:] == ["notes.md · one", "notes.md · two", "other.md"]
    assert "notes.md · two" in bar.accessibleTabName(bar.count() - 2)
    stage.press("Ctrl+Shift+Tab")
    stage.press("Ctrl+W")
    titles = [bar.title(index) for index in range(bar.count())]
    assert titles[-2:] == ["notes.md", "other.md"]
