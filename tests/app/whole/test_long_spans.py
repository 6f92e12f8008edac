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
