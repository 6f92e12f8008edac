"""The main job by keyboard alone: select, ask, watch, accept, undo."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.edit_flow import FlowState
from engine.request import Span
from tests.app.whole.stage import Stage

if TYPE_CHECKING:
    from tests.conftest import LogWatch


TEXT = "# Title\n\nThe frist paragraph is is here.\n\nThe second one 🙂 stays.\n"
OLD = "The frist paragraph is is here."
NEW = "The first paragraph is here."


def test_select_ask_watch_accept_and_one_undo(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD, select=True)
    stage.ask("Fix the spelling")
    stage.wait_for(FlowState.RUNNING)
    assert not stage.program.window.instruction_bar.isVisible()
    for step in ("The frost paragraph", "The first paragraph is"):
        stage.see_step(step)
        assert stage.text == TEXT  # the document never changes until the person accepts
    strip = stage.program.window.run_strip
    assert "Step 2 of at most 48" in strip.text()
    stage.press("Ctrl+K")
    assert strip.isVisible()
    assert "stop it first" in strip.text()
    stage.see_draft(NEW)
    assert stage.text == TEXT
    assert stage.program.window.review_bar.isVisible()
    stage.press("Ctrl+Return")
    assert stage.state is FlowState.IDLE
    assert stage.text == TEXT.replace(OLD, NEW)
    assert tab.modified
    status = stage.program.window.status
    assert status.isVisible()
    assert "one undo" in status.text()
    stage.press("Ctrl+Z")
    assert stage.text == TEXT
    assert "one undo" not in status.text()
    tab.settle()
    assert not tab.modified
    request = stage.engine.requests[0]
    assert request.selected == OLD
    assert request.before + request.selected + request.after == TEXT
    assert request.language == "markdown"


def test_without_a_selection_the_paragraph_at_the_caret_is_meant(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("paragraph")
    stage.ask("tighten")
    stage.see_draft("Short.")
    assert stage.engine.requests[0].selected == OLD
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "Short.")


def test_reject_leaves_no_trace(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    revision = tab.editor.revision()
    stage.ask("tighten")
    stage.see_step("Some")
    stage.see_draft("Something else")
    stage.reject()
    assert stage.state is FlowState.IDLE
    assert stage.text == TEXT
    assert tab.editor.revision() == revision
    assert not tab.modified
    stage.press("Ctrl+Z")
    assert stage.text == TEXT


def test_escape_in_the_middle_offers_the_best_draft_so_far(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_step("The first draft")
    stage.press("Esc")
    stage.wait_for(FlowState.REVIEWING)
    assert "best draft so far" in stage.program.window.review_bar.text()
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "The first draft")


def test_escape_before_the_first_step_changes_nothing(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.wait_for(FlowState.RUNNING)
    stage.press("Esc")
    stage.wait_for(FlowState.IDLE)
    assert stage.text == TEXT


def test_typing_outside_goes_on_and_is_kept(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_step("The first")
    stage.caret_to("# Title")
    stage.type("> ")
    stage.caret_to("The second")
    stage.type("Yes. ")
    assert stage.state is FlowState.RUNNING
    stage.see_step("The first paragraph")
    typed = TEXT.replace("# Title", "> # Title").replace("The second", "Yes. The second")
    assert stage.text == typed
    moved = typed.index(OLD)
    assert tab.editor.draft_span() == Span(moved, moved + len(OLD))
    stage.see_draft(NEW)
    stage.press("Ctrl+Return")
    assert stage.text == typed.replace(OLD, NEW)
    stage.press("Ctrl+Z")
    assert stage.text == typed


def test_typing_inside_stops_the_run_and_is_kept(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_step("The first")
    stage.caret_to("paragraph is is")
    stage.type("new ")
    stage.wait_for(FlowState.IDLE)
    assert stage.text == TEXT.replace("paragraph is is", "new paragraph is is")
    assert stage.tab.editor.draft_span() is None
    stage.ask("tighten")  # the engine is free again
    stage.see_draft("Done.")


def test_an_engine_that_breaks_is_told_and_the_text_stays(
    stage: Stage, tmp_path: Path, log_watch: "LogWatch"
) -> None:
    log_watch.expect("edit 1 failed")
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_step("Some")
    stage.engine.fail("a loose wire")
    stage.wait_for(FlowState.REVIEWING)  # what had come by then may still be wanted
    assert stage.text == TEXT
    assert "Something went wrong" in stage.program.window.review_bar.text()
    stage.reject()
    assert stage.text == TEXT
    stage.ask("tighten")
    stage.qtbot.waitUntil(lambda: len(stage.engine.requests) == 2)
    log_watch.expect("edit 2 failed")
    stage.engine.fail("a loose wire")
    stage.wait_for(FlowState.IDLE)
    assert stage.text == TEXT
    assert "Your text is untouched" in stage.program.window.status.text()


def test_reduced_motion_shows_the_result_alone(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", TEXT)
    stage.program.view.reduce_motion(True)
    stage.caret_to(OLD)
    stage.ask("tighten")
    page = tab.page.grab().toImage()
    stage.see_step("SOMETHING ELSE ENTIRELY")
    assert tab.page.grab().toImage() == page
    stage.see_draft("Short.")
    stage.qtbot.waitUntil(lambda: tab.page.grab().toImage() != page)


def test_the_page_closes_what_a_step_leaves_open_and_shows_a_draft_as_it_is(
    stage: Stage, tmp_path: Path
) -> None:
    def page() -> str:
        stage.tab.page.select_all()
        return stage.tab.page.selected_text()

    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD, select=True)
    stage.ask("tighten")
    stage.see_step("Some **strong words")
    assert "Some strong words" in page()
    stage.see_draft("Some **strong words")
    assert "Some **strong words" in page()
    stage.press("Ctrl+Return")
    assert "Some **strong words" in page()
