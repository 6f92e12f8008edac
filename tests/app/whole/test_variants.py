"""Variants in the whole window: cycled by keys and arrows, and side by side."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.edit_flow import FlowState
from app.panels.drafts_picker import DraftsPicker
from tests.app.whole.stage import Stage, focused

OLD = "The first paragraph is here."
TEXT = f"# Title\n\n{OLD}\n\nThe second one stays.\n"
DRAFTS = ("First one.", "A first paragraph.", "Here is the first.")


def _ask(stage: Stage, folder: Path, count: int = 3) -> None:
    stage.open(folder / "a.md", TEXT)
    stage.caret_to(OLD)
    store = stage.program.store
    store.put(replace(store.settings, variants=count))
    stage.ask("tighten")
    stage.qtbot.waitUntil(lambda: len(stage.engine.requests) == 1)


def _see_drafts(stage: Stage, best: int = 0) -> None:
    stage.engine.variant_drafts(best, *DRAFTS)
    stage.wait_for(FlowState.REVIEWING)


def _review_text(stage: Stage) -> str:
    review = stage.tab.flow.review
    return "" if review is None else review.text


def _step_text(stage: Stage) -> str:
    return "" if stage.tab.run.step is None else stage.tab.run.step.text


def _words(stage: Stage) -> str:
    picker = stage.program.window.draft_line.variants
    return picker.text() if picker.isVisible() else ""


def test_keys_go_round_the_variants_and_undo_goes_back(stage: Stage, tmp_path: Path) -> None:
    _ask(stage, tmp_path)
    assert stage.engine.requests[-1].options.variants == 3
    _see_drafts(stage, best=1)
    assert (_words(stage), _review_text(stage)) == ("Variant 2 of 3", DRAFTS[1])
    stage.press("Ctrl+]")
    assert (_words(stage), _review_text(stage)) == ("Variant 3 of 3", DRAFTS[2])
    stage.press("Ctrl+]")
    assert (_words(stage), _review_text(stage)) == ("Variant 1 of 3", DRAFTS[0])
    stage.press("Ctrl+[")
    assert (_words(stage), _review_text(stage)) == ("Variant 3 of 3", DRAFTS[2])
    stage.press("Ctrl+Z")
    assert _review_text(stage) == DRAFTS[0]
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, DRAFTS[0])
    assert _words(stage) == ""


def test_during_the_run_the_steps_of_one_variant_are_shown(stage: Stage, tmp_path: Path) -> None:
    _ask(stage, tmp_path, 2)
    seen = stage.variants_that_come()
    stage.engine.variant_steps("one", "two")
    stage.qtbot.waitUntil(lambda: stage.tab.run.step is not None)
    assert _step_text(stage) == "one"
    assert _words(stage) == "Variant 1 of 2"
    stage.qtbot.waitUntil(lambda: 1 in seen)
    stage.press("Ctrl+]")
    assert _step_text(stage) == "two"
    assert _words(stage) == "Variant 2 of 2"
    stage.engine.variant_steps("one more", "two more")
    stage.qtbot.waitUntil(lambda: _step_text(stage) == "two more")


def test_by_mouse_the_arrows_and_side_by_side(stage: Stage, tmp_path: Path) -> None:
    _ask(stage, tmp_path)
    _see_drafts(stage)
    picker = stage.program.window.draft_line.variants
    stage.click(picker.arrow(+1))
    assert _review_text(stage) == DRAFTS[1]
    stage.click(picker.beside())
    drawer = stage.program.variants.drawer
    assert drawer.isVisible()
    assert [column.toPlainText() for column in drawer.columns()] == list(DRAFTS)
    assert drawer.current() == 1
    stage.click(drawer.columns()[2].viewport())
    assert _review_text(stage) == DRAFTS[2]
    assert drawer.current() == 2
    stage.click(picker.beside())
    assert not drawer.isVisible()


def test_by_keys_side_by_side_and_the_way_back_to_the_text(stage: Stage, tmp_path: Path) -> None:
    _ask(stage, tmp_path)
    _see_drafts(stage)
    stage.press("Ctrl+\\")
    drawer = stage.program.variants.drawer
    assert drawer.isVisible()
    assert focused() is drawer.columns()[0]
    stage.press("Right")
    stage.press("Right")
    stage.press("Return")
    assert _review_text(stage) == DRAFTS[2]
    stage.press("Esc")
    assert not drawer.isVisible()
    assert stage.state is FlowState.REVIEWING
    assert stage.tab.editor.isAncestorOf(focused())


def test_the_end_of_the_review_shuts_the_drawer(stage: Stage, tmp_path: Path) -> None:
    _ask(stage, tmp_path)
    _see_drafts(stage)
    stage.press("Ctrl+\\")
    stage.press("Ctrl+Return")
    assert not stage.program.variants.drawer.isVisible()
    assert stage.tab.editor.isAncestorOf(focused())
    QApplication.processEvents()
    assert stage.text == TEXT.replace(OLD, DRAFTS[0])


def test_one_draft_has_no_variants_to_go_to(stage: Stage, tmp_path: Path) -> None:
    _ask(stage, tmp_path, 1)
    stage.see_draft("Short.")
    assert _words(stage) == ""
    commands = stage.program.window.commands
    assert not commands.next_variant.isEnabled()
    stage.press("Ctrl+]")
    assert _review_text(stage) == "Short."


def test_retry_asks_for_as_many_with_the_next_seeds(stage: Stage, tmp_path: Path) -> None:
    _ask(stage, tmp_path)
    _see_drafts(stage)
    stage.press("Ctrl+R")
    stage.qtbot.waitUntil(lambda: len(stage.engine.requests) == 2)
    first, second = (request.options for request in stage.engine.requests)
    assert second.variants == 3
    assert second.seed == first.seed + 3


def test_the_card_asks_for_more_drafts_by_key_and_by_mouse_and_keeps_it(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.press("Ctrl+K")
    picker = stage.program.window.instruction_bar.findChild(DraftsPicker)
    assert isinstance(picker, DraftsPicker)
    stage.type("tight")
    stage.press("Alt+V")
    stage.type("en")
    assert picker.count() == 2
    stage.click(picker.button(4))
    assert picker.count() == 4
    stage.press("Return")
    stage.qtbot.waitUntil(lambda: len(stage.engine.requests) == 1)
    assert stage.engine.requests[0].instruction == "tighten"
    assert stage.engine.requests[0].options.variants == 4
    stage.see_draft("Short.")
    stage.reject()
    stage.press("Ctrl+K")
    assert picker.count() == 4
    stage.press("Alt+V")
    assert picker.count() == 1
