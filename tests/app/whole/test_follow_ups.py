"""Follow-ups in the whole window: asking for more of a draft, its turns, and the way back."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton

from app.edit_flow import FlowState
from engine.request import Span
from tests.app.whole.stage import Stage, focused

OLD = "The first paragraph is here."
TEXT = f"# Title\n\n{OLD}\n\nThe second one stays.\n"
START = TEXT.index(OLD)


def _review(stage: Stage, folder: Path) -> None:
    stage.open(folder / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_draft("First one here.")


def _turns(stage: Stage) -> list[str]:
    line = stage.program.window.draft_line.turns
    return [button.text() for button in line.buttons()] if line.isVisible() else []


def _marked(stage: Stage) -> list[bool]:
    return [button.isChecked() for button in stage.program.window.draft_line.turns.buttons()]


def test_by_keys_a_follow_up_refines_the_draft_and_each_turn_is_one_step_back(
    stage: Stage, tmp_path: Path
) -> None:
    _review(stage, tmp_path)
    assert _turns(stage) == []
    stage.press("Ctrl+K")
    assert "Follow-up" in _bar_words(stage)
    stage.type("fix the spelling")
    stage.press("Return")
    stage.qtbot.waitUntil(lambda: len(stage.engine.requests) == 2)
    asked = stage.engine.requests[-1]
    assert (asked.selected, asked.earlier) == ("First one here.", ("tighten",))
    assert asked.span == Span(START, START + len(OLD))
    assert asked.before + OLD + asked.after == TEXT
    assert _turns(stage) == ["1  tighten", "2  fix the spelling"]
    stage.see_draft("First one is here.")
    assert _turns(stage) == ["1  tighten", "2  fix the spelling"]
    assert _marked(stage) == [False, True]
    stage.press("Ctrl+Z")
    assert _turns(stage) == []
    assert stage.tab.flow.review is not None
    assert stage.tab.flow.review.text == "First one here."
    stage.press("Ctrl+Shift+Z")
    assert _marked(stage) == [False, True]
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "First one is here.")
    assert not stage.program.window.draft_line.turns.isVisible()
    stage.press("Ctrl+Z")
    assert stage.text == TEXT


def test_by_mouse_a_turn_is_asked_for_and_gone_back_to(stage: Stage, tmp_path: Path) -> None:
    _review(stage, tmp_path)
    for words, draft in (("fix typos", "Two."), ("make it shorter", "Three.")):
        stage.click(stage.program.window.review_bar.button("follow"))
        stage.type(words)
        stage.press("Return")
        stage.wait_for(FlowState.RUNNING)
        stage.see_draft(draft)
    assert _turns(stage) == ["1  tighten", "2  fix typos", "3  make it shorter"]
    first, _, third = stage.program.window.draft_line.turns.buttons()
    stage.click(third)  # it is shown: nothing to go back to
    assert _marked(stage) == [False, False, True]
    stage.click(first)
    assert stage.tab.flow.review is not None
    assert stage.tab.flow.review.text == "First one here."
    assert stage.tab.flow.steps_undone == 2


def test_a_follow_up_that_is_stopped_comes_back_to_the_draft_as_it_was(
    stage: Stage, tmp_path: Path
) -> None:
    _review(stage, tmp_path)
    stage.press("Ctrl+K")
    stage.type("fix typos")
    stage.press("Return")
    stage.wait_for(FlowState.RUNNING)
    stage.see_step("Half")
    assert not any(button.isEnabled() for button in stage.program.window.draft_line.turns.buttons())
    stage.press("Esc")
    stage.wait_for(FlowState.REVIEWING)
    assert _turns(stage) == []
    assert stage.tab.flow.review is not None
    assert stage.tab.flow.review.text == "First one here."
    assert stage.text == TEXT


def test_escape_closes_the_card_and_spares_the_draft(stage: Stage, tmp_path: Path) -> None:
    _review(stage, tmp_path)
    stage.press("Ctrl+K")
    stage.type("short")
    stage.press("Esc")
    assert not stage.program.window.instruction_bar.isVisible()
    stage.wait_for(FlowState.REVIEWING)
    stage.press("Ctrl+K")  # what was typed waits
    assert stage.program.window.instruction_bar.isVisible()
    stage.click(stage.program.window.review_bar.button("accept"))
    assert not stage.program.window.instruction_bar.isVisible()
    stage.wait_for(FlowState.IDLE)
    assert not isinstance(focused(), QPushButton)


def test_a_long_instruction_is_shown_short_and_told_whole(stage: Stage, tmp_path: Path) -> None:
    _review(stage, tmp_path)
    words = "remove filler words"
    line = stage.program.window.draft_line.turns
    line.show_turns(("tighten", f"{words} " * 4))
    button = line.buttons()[1]
    assert button.text().endswith("…")
    assert f"{words} {words} {words} {words}" in button.accessibleName()
    assert "is shown" in button.accessibleName()


def _bar_words(stage: Stage) -> str:
    return stage.program.window.instruction_bar.target()
