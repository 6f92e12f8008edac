"""A draft that waits: retry, compare, and keys that come too early or mean the text."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.edit_flow import FlowState
from tests.app.hands import press_key
from tests.app.whole.stage import Stage, focused


class KeysSeen(QObject):
    """Remembers the keys that reach a widget, the keys of modifiers apart."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self.keys += [event.key()] if event.key() != Qt.Key.Key_Control else []
        return super().eventFilter(watched, event)


TEXT = "# Title\n\nThe frist paragraph is is here.\n\nThe second one 🙂 stays.\n"
OLD = "The frist paragraph is is here."
NEW = "The first paragraph is here."


def test_retry_asks_again_with_another_seed(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_draft("One.")
    stage.press("Ctrl+R")
    assert stage.state is FlowState.RUNNING
    stage.see_draft("Two.")
    first, second = stage.engine.requests
    assert first.options.seed != second.options.seed
    assert first.instruction == second.instruction
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "Two.")


def test_compare_is_switched_by_key_and_changes_nothing(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("fix typos")
    stage.see_draft(NEW)
    before = tab.editor.grab().toImage()
    stage.press("Ctrl+D")
    assert tab.run.comparing
    assert tab.editor.grab().toImage() != before
    assert stage.text == TEXT
    stage.press("Ctrl+D")
    assert not tab.run.comparing
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, NEW)


def test_the_keys_of_a_review_do_nothing_without_one(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    seen = KeysSeen()
    stage.text_edit().installEventFilter(seen)
    for keys in ("Ctrl+R", "Ctrl+D", "Ctrl+Return"):
        stage.press(keys)
    assert seen.keys == []  # some systems have other meanings for them
    stage.press("Esc")
    assert stage.text == TEXT
    assert stage.engine.requests == []
    stage.press("Ctrl+K")
    stage.type("tighten")
    stage.press("Ctrl+D")
    stage.press("Ctrl+Return")
    stage.see_draft("Short.")
    assert stage.engine.requests[0].instruction == "tighten"
    stage.press("Ctrl+D")
    assert stage.tab.run.comparing


def test_a_second_escape_at_once_keeps_the_draft_that_the_first_one_stopped_at(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_step("The first draft")
    with stage.one_moment():
        stage.press("Esc")
        stage.wait_for(FlowState.REVIEWING)
        stage.press("Esc")
    assert stage.state is FlowState.REVIEWING
    stage.reject()  # a moment later it means the draft
    assert stage.text == TEXT


def test_the_escape_that_closes_find_spares_the_draft(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_draft("Short.")
    stage.see_for_long()
    stage.press("Ctrl+F")
    with stage.one_moment():
        stage.press("Esc")
        assert not stage.program.window.find_bar.isVisible()
        stage.press("Esc")
    assert stage.state is FlowState.REVIEWING


def test_the_button_rejects_at_once(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_draft("Short.")
    stage.click(stage.program.window.review_bar.button("reject"))
    assert stage.state is FlowState.IDLE


def test_what_just_happened_is_said_beside_the_buttons_of_the_review(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_draft("Short.")
    bar = stage.program.window.review_bar
    stage.press("Ctrl+S")
    assert "Saved a.md" in bar.text()
    stage.click(bar.button("accept"))
    assert stage.text == TEXT.replace(OLD, "Short.")


def test_enter_with_no_modifiers_types_while_a_draft_waits(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_draft("Short.")
    stage.caret_to("The second")
    press_key(focused(), Qt.Key.Key_Return)
    assert stage.state is FlowState.REVIEWING
    assert "\n\n\nThe second" in stage.text


@pytest.mark.parametrize("keys", ["Ctrl+Return", "Ctrl+R", "Ctrl+D"])
def test_a_key_of_the_review_pressed_too_early_does_nothing(
    stage: Stage, tmp_path: Path, keys: str
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("paragraph")
    stage.ask("tighten")
    stage.see_step("The first")
    stage.press(keys)
    assert stage.state is FlowState.RUNNING
    assert stage.text == TEXT
    stage.see_draft(NEW)
    assert not stage.tab.run.comparing
    assert not stage.program.window.commands.compare.isChecked()
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, NEW)
