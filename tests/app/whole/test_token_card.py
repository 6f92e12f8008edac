"""The card over a word of a draft: by mouse and by keyboard, in a run, a review and a replay."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.edit_flow import FlowState
from app.panels.runner_up_row import RunnerUpRow
from app.panels.token_card import TokenCard
from engine.events import DenoiseStep, RunnerUp, TokenState, TokenView
from tests.app.hands import click
from tests.app.whole.stage import Stage, focused

TEXT = "# Title\n\nThe frist words stand here.\n\nThe last line stays.\n"
OLD = "The frist words stand here."


def make_step(edit_id: int, number: int, text: str) -> DenoiseStep:
    """Return a step with a token for every word; one in capitals is free."""
    tokens = []
    for match in re.finditer(r"\s*\S+", text):
        free = match[0].strip().isupper()
        runners = (RunnerUp(" other", 0.3), RunnerUp("", 0.05)) if free else ()
        state = TokenState.FREE if free else TokenState.ACCEPTED
        tokens.append(TokenView(match.start(), match.end(), 1.1 * free, state, runners))
    return DenoiseStep(edit_id, 0, number, 48, 0.7, text, tuple(tokens), 0.1 * number)


@pytest.fixture
def running(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("tests.app.whole.scripted_engine.make_step", make_step)
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD, select=True)
    stage.ask("Fix the spelling")
    stage.wait_for(FlowState.RUNNING)
    stage.see_step("The FIRST words stand here.")
    stage.see_step("The final WORDS stand here.")
    return stage


def card_of(stage: Stage) -> TokenCard:
    return stage.tab.token_hover.card


def rest_on(stage: Stage, word: str) -> None:
    """Let the mouse rest in the middle of ``word`` of the draft, and wait for what comes."""
    hover = stage.tab.editor.draft_steps.hover
    start = hover.text().index(word)
    rect = hover.rect_of(start, start + len(word))
    viewport = stage.text_edit().viewport()
    point = viewport.mapFrom(stage.tab.editor, rect.center())
    QTest.mouseMove(viewport, point + QPoint(30, 40))
    QTest.mouseMove(viewport, point)


def see_card(stage: Stage, word: str) -> str:
    card = card_of(stage)
    stage.qtbot.waitUntil(lambda: card.isVisible() and f"“{word}”" in card.text())
    return card.text()


def test_the_mouse_rests_on_a_word_while_it_is_refined(running: Stage) -> None:
    rest_on(running, "final")
    told = see_card(running, "final")
    assert "Entropy 0.00 nats: sure" in told
    assert "Settled at step 2, stood since" in told
    rest_on(running, "WORDS")
    told = see_card(running, "WORDS")
    assert "Entropy 1.10 nats: wavering" in told
    assert "other, 30 %" in told
    assert "end of the text, 5 %" in told
    assert "Corrected at step 2: “words” to “WORDS”" in told
    card = card_of(running)
    row = next(row for row in card.findChildren(RunnerUpRow) if row.isVisible())
    click(row)  # nothing can be taken from a run that goes on
    assert running.state is FlowState.RUNNING
    running.see_step("The final lines stand here.")  # the card follows what stands there
    assert "Settled at step 3, stood since" in see_card(running, "lines")
    rest_on(running, "stand")
    see_card(running, "stand")
    QTest.mouseMove(running.text_edit().viewport(), QPoint(3, 3))
    running.qtbot.waitUntil(lambda: not card.isVisible())


def test_a_runner_up_is_put_in_by_mouse_and_taken_back(running: Stage) -> None:
    running.see_draft("The final WORDS stand here.")
    rest_on(running, "WORDS")
    told = see_card(running, "WORDS")
    assert "Corrected at step 2" in told
    card = card_of(running)
    rows = [row for row in card.findChildren(RunnerUpRow) if row.isVisible()]
    click(rows[1])  # an end of turn shows nothing: it cannot be put in
    assert card.isVisible()
    click(rows[0])
    review = running.tab.flow.review
    assert review is not None
    assert review.text == "The final other stand here."
    assert running.text == TEXT
    assert not card.isVisible()
    running.press("Ctrl+Z")
    review = running.tab.flow.review
    assert review is not None
    assert review.text == "The final WORDS stand here."


def test_by_keyboard_alone(running: Stage) -> None:
    running.see_draft("The final WORDS stand here.")
    running.caret_to(OLD)
    running.press("Alt+I")
    assert "Settled at step 1" in see_card(running, "The")
    running.press("Right")
    see_card(running, "final")
    running.press("Right")
    see_card(running, "WORDS")
    running.press("Left")
    see_card(running, "final")
    running.press("Right")
    running.press("1")
    review = running.tab.flow.review
    assert review is not None
    assert review.text == "The final other stand here."
    assert focused() is running.text_edit()
    running.press("Alt+I")
    running.press("Esc")
    assert running.state is FlowState.REVIEWING  # it closed the card and rejected nothing
    assert not card_of(running).isVisible()
    running.press("Alt+I")
    running.press("Alt+I")
    assert not card_of(running).isVisible()


def test_without_a_draft_the_key_says_so(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.press("Alt+I")
    assert not card_of(stage).isVisible()
    assert "No word of a draft" in stage.program.window.status.text()


def test_what_the_person_typed_has_no_story(running: Stage) -> None:
    running.see_draft("The final WORDS stand here.")
    running.tab.flow.amend("The final words of mine stand here.")
    rest_on(running, "mine")
    running.qtbot.wait(500)
    assert not card_of(running).isVisible()
    rest_on(running, "stand")
    assert "Settled at step 1, stood since" in see_card(running, "stand")


def test_a_replayed_step_tells_what_was_known_then(running: Stage) -> None:
    running.see_draft("The final WORDS stand here.")
    running.press("Ctrl+Shift+R")
    steps = running.tab.editor.draft_steps
    running.press("Home")
    running.qtbot.waitUntil(lambda: len(steps.seen) == 1)
    rest_on(running, "FIRST")
    assert "Not settled yet" in see_card(running, "FIRST")


def test_with_reduced_motion_there_is_no_story_before_the_result(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.app.whole.scripted_engine.make_step", make_step)
    stage.open(tmp_path / "a.md", TEXT)
    stage.program.window.commands.reduced_motion.trigger()
    stage.caret_to(OLD, select=True)
    stage.ask("Fix the spelling")
    stage.wait_for(FlowState.RUNNING)
    stage.see_step(OLD)
    stage.press("Alt+I")
    assert not card_of(stage).isVisible()
    stage.see_draft(OLD)
    rest_on(stage, "words")
    see_card(stage, "words")
    QTest.mouseClick(stage.text_edit().viewport(), Qt.MouseButton.LeftButton)
    stage.qtbot.waitUntil(lambda: not card_of(stage).isVisible())
