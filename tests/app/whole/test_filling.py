"""Fill at the caret in the whole window, by its key and from the menu."""

from pathlib import Path

from app.edit_flow import FlowState
from app.filling import A_DRAFT_WAITS, NOTHING_AROUND, SOMETHING_SELECTED
from engine.request import Span
from tests.app.whole.stage import Stage

TEXT = "# Title\n\nThe server reads  at startup.\n\nThe second one stays.\n"
GAP = TEXT.index("  at") + 1


def _to_gap(stage: Stage, folder: Path) -> None:
    stage.open(folder / "a.md", TEXT)
    stage.tab.editor.select_span(Span(GAP, GAP))


def _notice(stage: Stage) -> str:
    return stage.program.window.status.notice()


def test_by_key_the_gap_is_filled_accepted_and_undone_in_one_step(
    stage: Stage, tmp_path: Path
) -> None:
    _to_gap(stage, tmp_path)
    stage.press("Ctrl+J")
    stage.qtbot.waitUntil(lambda: len(stage.engine.requests) == 1)
    asked = stage.engine.requests[0]
    assert (asked.selected, asked.instruction, asked.span) == ("", "", Span(GAP, GAP))
    assert asked.before + asked.after == TEXT
    stage.see_step("its configur")
    assert stage.text == TEXT
    stage.see_draft("its configuration")
    assert stage.text == TEXT
    stage.press("Ctrl+Return")
    filled = f"{TEXT[:GAP]}its configuration{TEXT[GAP:]}"
    assert stage.text == filled
    stage.press("Ctrl+Z")
    assert stage.text == TEXT


def test_by_mouse_from_the_menu_and_rejected_without_a_trace(stage: Stage, tmp_path: Path) -> None:
    _to_gap(stage, tmp_path)
    stage.program.window.commands.fill.trigger()
    stage.wait_for(FlowState.RUNNING)
    stage.see_draft("its configuration")
    stage.click(stage.program.window.review_bar.button("reject"))
    assert stage.text == TEXT
    assert not stage.tab.modified


def test_the_surest_length_is_shown_and_the_others_can_be_gone_to(
    stage: Stage, tmp_path: Path
) -> None:
    _to_gap(stage, tmp_path)
    stage.press("Ctrl+J")
    stage.qtbot.waitUntil(lambda: len(stage.engine.requests) == 1)
    seen = stage.variants_that_come()
    stage.engine.variant_steps("it", "its configuration")
    stage.qtbot.waitUntil(lambda: len(seen) == 2)
    assert stage.tab.run.variant in (0, 1)
    stage.engine.variant_drafts(1, "it", "its configuration")
    stage.wait_for(FlowState.REVIEWING)
    assert stage.tab.flow.review is not None
    assert stage.tab.flow.review.text == "its configuration"
    assert stage.program.window.draft_line.variants.text() == "Length 2 of 2"
    stage.press("Ctrl+[")
    assert stage.tab.flow.review.text == "it"


def test_typing_in_the_gap_stops_the_run_and_stays(stage: Stage, tmp_path: Path) -> None:
    _to_gap(stage, tmp_path)
    stage.press("Ctrl+J")
    stage.see_step("its")
    stage.type("x")
    stage.wait_for(FlowState.IDLE)
    assert stage.text == f"{TEXT[:GAP]}x{TEXT[GAP:]}"


def test_typing_elsewhere_goes_on(stage: Stage, tmp_path: Path) -> None:
    _to_gap(stage, tmp_path)
    stage.press("Ctrl+J")
    stage.see_step("its")
    stage.caret_to("second")
    stage.type("new ")
    assert stage.state is FlowState.RUNNING
    stage.see_draft("its file")
    stage.press("Ctrl+Return")
    assert stage.text == f"{TEXT[:GAP]}its file{TEXT[GAP:]}".replace("second", "new second")


def test_what_cannot_be_filled_is_said(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "b.md", " \n")
    stage.press("Ctrl+J")
    assert _notice(stage) == NOTHING_AROUND
    _to_gap(stage, tmp_path)
    stage.caret_to("second", select=True)
    stage.press("Ctrl+J")
    assert _notice(stage) == SOMETHING_SELECTED
    assert stage.state is FlowState.IDLE
    stage.tab.editor.select_span(Span(GAP, GAP))
    stage.press("Ctrl+J")
    stage.see_draft("its file")
    stage.press("Ctrl+J")
    assert _notice(stage) == A_DRAFT_WAITS
