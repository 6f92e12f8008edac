"""Many paragraphs in the whole window: piece by piece or whole, by keyboard and by mouse."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox

from app.edit_flow import FlowState
from app.panels.pieces_switch import PiecesSwitch
from tests.app.whole.stage import Stage

PARAGRAPH = "One two three four five six seven eight nine ten."
LONG = "# Title\n\n" + "\n\n".join([PARAGRAPH] * 12) + "\n"


def _box(stage: Stage) -> QCheckBox:
    switch = stage.program.window.instruction_bar.findChild(PiecesSwitch)
    assert isinstance(switch, PiecesSwitch)
    return switch.box()


def _open(stage: Stage, folder: Path, text: str) -> None:
    stage.open(folder / "a.md", text)
    stage.press("Ctrl+A")
    stage.press("Ctrl+K")


def _given(stage: Stage) -> bool:
    """Return whether the newest request is to be cut, once it runs."""
    stage.wait_for(FlowState.RUNNING)
    stage.see_draft("Short.")
    return stage.engine.requests[-1].in_pieces


def test_a_long_selection_is_cut_and_alt_p_leaves_it_whole(stage: Stage, tmp_path: Path) -> None:
    _open(stage, tmp_path, LONG)
    stage.type("tighten")
    assert _box(stage).isVisible()
    assert _box(stage).isChecked()
    stage.press("Alt+P")
    assert not _box(stage).isChecked()
    stage.press("Alt+P")
    stage.press("Return")
    assert _given(stage)
    stage.reject()
    stage.press("Ctrl+K")
    stage.type("tighten")
    stage.press("Alt+P")
    stage.press("Return")
    assert not _given(stage)


def test_an_edit_that_builds_the_text_anew_is_whole_unless_the_mouse_says_otherwise(
    stage: Stage, tmp_path: Path
) -> None:
    _open(stage, tmp_path, LONG)
    stage.type("make a table")
    assert not _box(stage).isChecked()
    stage.click(_box(stage))
    assert _box(stage).isChecked()
    stage.press("Return")
    assert _given(stage)


def test_a_short_selection_of_several_blocks_is_whole_by_itself(
    stage: Stage, tmp_path: Path
) -> None:
    _open(stage, tmp_path, "One.\n\nTwo.\n")
    stage.type("tighten")
    assert _box(stage).isVisible()
    assert not _box(stage).isChecked()
    stage.press("Return")
    assert not _given(stage)


def test_one_paragraph_has_no_switch(stage: Stage, tmp_path: Path) -> None:
    _open(stage, tmp_path, PARAGRAPH)
    assert not _box(stage).isVisible()
    stage.press("Alt+P")  # nothing to switch, and nothing typed
    stage.type("tighten")
    stage.press("Return")
    assert not _given(stage)


def test_retry_keeps_it(stage: Stage, tmp_path: Path) -> None:
    _open(stage, tmp_path, LONG)
    stage.type("tighten")
    stage.press("Return")
    assert _given(stage)
    stage.press("Ctrl+R")
    assert _given(stage)


PIECES = "one a. two\n\nthree b.\n\nfour c. five"
STARTS = (0, PIECES.index("three"), PIECES.index("four"))


def _review_pieces(stage: Stage, folder: Path) -> None:
    _open(stage, folder, PIECES)
    stage.type("tighten")
    stage.press("Return")
    stage.wait_for(FlowState.RUNNING)
    stage.engine.pieces_draft(*STARTS)
    stage.wait_for(FlowState.REVIEWING)


def test_by_keys_each_piece_is_taken_or_left_by_itself(stage: Stage, tmp_path: Path) -> None:
    _review_pieces(stage, tmp_path)
    stage.press("Alt+PgDown")  # points at the first
    stage.press("Alt+PgDown")
    stage.press("Alt+PgUp")
    stage.press("Alt+PgDown")
    assert stage.tab.flow.review is not None
    expected = "ONE A. TWO\n\nthree b.\n\nFOUR C. FIVE"
    assert stage.tab.flow.review.text == expected
    stage.press("Ctrl+Z")  # one step a piece
    stage.press("Ctrl+Z")
    assert stage.tab.flow.review.text == PIECES.upper()
    stage.press("Ctrl+Shift+Z")
    stage.press("Ctrl+Return")
    assert stage.text == expected
    stage.press("Ctrl+Z")
    assert stage.text == PIECES


def test_by_mouse_the_menu_of_the_changes_has_the_pieces(stage: Stage, tmp_path: Path) -> None:
    _review_pieces(stage, tmp_path)
    commands = stage.program.window.commands
    assert commands.leave_piece.isEnabled()
    stage.press("Ctrl+Home")
    commands.next_change.trigger()
    commands.leave_piece.trigger()
    assert stage.tab.flow.review is not None
    assert stage.tab.flow.review.text == "one a. two\n\nTHREE B.\n\nFOUR C. FIVE"


def test_a_draft_of_one_piece_has_none_to_decide_on(stage: Stage, tmp_path: Path) -> None:
    _open(stage, tmp_path, PARAGRAPH)
    stage.type("tighten")
    stage.press("Return")
    stage.see_draft("Short.")
    assert not stage.program.window.commands.take_piece.isEnabled()
