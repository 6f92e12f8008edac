"""The instruction bar over the text: where it opens, what closes it, what it keeps."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint

from app.edit_flow import FlowState
from tests.app.hands import click
from tests.app.whole.stage import Stage, focused, line_of

TEXT = "# Title\n\nThe frist paragraph is is here.\n\nThe second one 🙂 stays.\n"
OLD = "The frist paragraph is is here."


def test_an_old_notice_gives_way_to_the_bar(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("paragraph")
    stage.press("Ctrl+S")
    stage.press("Ctrl+K")
    assert "Saved" not in stage.program.window.status.text()


def test_escape_in_the_bar_gives_the_keyboard_back(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("second")
    stage.press("Ctrl+K")
    assert focused() is line_of(stage.program.window.instruction_bar)
    stage.press("Esc")
    assert not stage.program.window.instruction_bar.isVisible()
    stage.type("very ")
    assert "The very second" in stage.text


def test_blank_ground_takes_the_nearest_block(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "\n\n\nText\n")
    stage.ask("tighten")
    stage.see_draft("Short.")
    assert stage.engine.requests[0].selected == "Text"


def test_in_a_blank_text_the_bar_takes_the_keys_and_says_why_nothing_starts(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", "\n\n")
    stage.press("Ctrl+K")
    bar = stage.program.window.instruction_bar
    assert bar.isVisible()
    assert "Nothing to rewrite here yet" in bar.notice()
    stage.type("tighten")
    stage.press("Return")
    assert stage.text == "\n\n"
    assert stage.state is FlowState.IDLE
    assert "Nothing to rewrite here yet" in bar.notice()
    stage.press("Esc")
    assert focused() is stage.text_edit()


def test_a_click_into_the_text_closes_the_bar_and_keeps_what_was_typed(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    bar = stage.program.window.instruction_bar
    stage.caret_to("paragraph")
    stage.press("Ctrl+K")
    stage.type("make it sho")
    click(stage.text_edit().viewport(), QPoint(5, 5))
    assert not bar.isVisible()
    assert focused() is stage.text_edit()
    stage.press("Ctrl+K")
    assert line_of(bar).text() == ""  # that was meant for another paragraph
    stage.press("Esc")
    stage.caret_to("paragraph")
    stage.press("Ctrl+K")
    assert line_of(bar).text() == "make it sho"


def test_an_unsent_instruction_waits_for_its_span_until_it_is_given(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    line = line_of(stage.program.window.instruction_bar)
    stage.caret_to("paragraph")
    stage.press("Ctrl+K")
    stage.type("tight")
    stage.press("Esc")
    stage.press("Ctrl+K")
    assert line.text() == "tight"
    stage.press("End")
    stage.type("en")
    stage.press("Return")
    stage.see_draft("Short.")
    assert stage.engine.requests[0].instruction == "tighten"
    stage.reject()
    stage.press("Ctrl+K")
    assert line.text() == ""


@pytest.mark.parametrize(
    ("needle", "repair"),
    [
        ("Text", "Repair the Markdown"),
        ("x = (1", "Repair the Python"),
        ("```python", "Repair the Python"),
        ("After", "Repair the Markdown"),
    ],
)
def test_in_a_fence_the_edits_are_those_of_its_language(
    stage: Stage, tmp_path: Path, needle: str, repair: str
) -> None:
    stage.open(tmp_path / "a.md", "Text\n\n```python\nx = (1\n```\n\nAfter\n")
    stage.caret_to(needle)
    stage.ask("rep")
    stage.see_draft("Done.")
    assert stage.engine.requests[0].instruction == repair


def test_find_closes_the_bar(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.press("Ctrl+K")
    stage.press("Ctrl+F")
    assert not stage.program.window.instruction_bar.isVisible()
    assert focused() is line_of(stage.program.window.find_bar)


def test_a_text_that_changes_under_the_bar_closes_it(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("paragraph")
    stage.press("Ctrl+K")
    stage.text_edit().setFocus()  # as a click does
    stage.type("x")
    assert not stage.program.window.instruction_bar.isVisible()
    stage.press("Ctrl+K")
    stage.type("tighten")
    stage.press("Return")
    stage.see_draft("Short.")
    assert stage.engine.requests[0].selected == OLD.replace("paragraph", "xparagraph")


def test_another_tab_closes_the_bar_and_has_the_keyboard(stage: Stage, tmp_path: Path) -> None:
    first = stage.open(tmp_path / "a.md", TEXT)
    second = stage.open(tmp_path / "b.md", TEXT)
    stage.program.workspace.select(first)
    stage.press("Ctrl+K")
    stage.program.workspace.select(second)
    assert not stage.program.window.instruction_bar.isVisible()
    assert focused() is stage.text_edit()
    stage.program.workspace.select(first)
    stage.press("Ctrl+K")
    assert stage.program.window.instruction_bar.isVisible()
