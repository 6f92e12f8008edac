"""A draft under review is typed into like any text; the document waits for the person's word."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edit_flow import FlowState
from engine.request import SamplingOptions
from tests.app.hands import double_click
from tests.app.whole.review_stage import (
    NEW,
    OLD,
    TEXT,
    begin,
    click_before,
    decisions,
    hand,
    point_of,
    review_of,
)
from tests.app.whole.scripted_engine import make_draft
from tests.app.whole.stage import Stage, focused


def test_letters_go_into_the_draft_where_the_caret_is(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    stage.type("!!")  # the caret was in the selection: it stands at the draft's end
    assert review_of(stage).text == f"{NEW}!!"
    assert stage.text == TEXT
    stage.press("Home")
    stage.type("So ")
    stage.press("Ctrl+Right")
    stage.press("Ctrl+Right")
    stage.press("Delete")
    stage.press("Backspace")
    assert review_of(stage).text == f"So {NEW}!!".replace("quick cat", "quickat")
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, f"So {NEW}!!".replace("quick cat", "quickat"))
    stage.type("X")  # the caret has stayed at its words
    assert "quicXkat" in stage.text or "quickXat" in stage.text
    stage.press("Ctrl+Z")
    stage.press("Ctrl+Z")
    assert stage.text == TEXT


def test_a_click_puts_the_caret_into_the_draft_and_a_drag_selects(
    stage: Stage, tmp_path: Path
) -> None:
    begin(stage, tmp_path)
    click_before(stage, "slept")
    stage.type("has ")
    assert "cat has slept" in review_of(stage).text
    viewport = hand(stage).viewport()
    start, end = point_of(stage, "has"), point_of(stage, "slept")
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    stage.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == "has "
    stage.press("Ctrl+X")
    assert review_of(stage).text == NEW
    stage.press("Ctrl+V")
    stage.press("Ctrl+V")
    assert "cat has has slept" in review_of(stage).text
    double_click(viewport, point_of(stage, "quick"))
    stage.type("slow")
    assert "The slow cat" in review_of(stage).text
    assert stage.text == TEXT


def test_enter_breaks_a_line_of_the_draft(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    click_before(stage, "slept")
    stage.press("Return")
    assert "cat \nslept" in review_of(stage).text
    stage.press("Up")
    stage.press("End")
    stage.type(".")
    assert "cat .\nslept" in review_of(stage).text
    assert stage.text == TEXT


def test_the_caret_goes_through_the_draft_from_the_text_above_to_the_text_below(
    stage: Stage, tmp_path: Path
) -> None:
    begin(stage, tmp_path)
    stage.caret_to("# Title")
    side = stage.tab.editor.review_side
    assert not side.in_draft
    stage.press("Down")
    stage.press("Down")
    assert side.in_draft
    stage.press("Right")
    assert side.place() == 1
    stage.press("Down")
    assert not side.in_draft
    stage.type("x")
    assert stage.text == TEXT.replace("\n\nThe second", "\nx\nThe second")
    stage.press("Left")
    stage.press("Left")
    assert not side.in_draft  # at the span's end what is typed is outside
    stage.press("Left")
    assert side.place() == len(NEW) - 1
    stage.press("Right")
    assert side.in_draft
    stage.press("Right")
    assert not side.in_draft


def test_undo_takes_back_what_came_last_in_the_draft_or_outside(
    stage: Stage, tmp_path: Path
) -> None:
    begin(stage, tmp_path)
    stage.type("a")
    stage.caret_to("The second")
    stage.type("b")
    click_before(stage, "slept")
    stage.type("c")
    stage.caret_to("The second")
    stage.type("d")

    def stands() -> tuple[str, str]:
        return review_of(stage).text, stage.text

    seen = [stands()]
    for _ in range(4):
        stage.press("Ctrl+Z")
        seen.append(stands())
    typed = TEXT.replace("The second", "bThe second")
    assert seen[1:] == [
        (f"{NEW}a".replace("slept", "cslept"), typed),
        (f"{NEW}a", typed),
        (f"{NEW}a", TEXT),
        (NEW, TEXT),
    ]
    for stood in reversed(seen[:-1]):
        stage.press("Ctrl+Shift+Z")
        assert stands() == stood


def test_typing_keeps_the_decisions(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    for keys in ("Alt+Left", "Alt+Left", "Alt+Right"):
        stage.press(keys)
    assert decisions(stage) == "ltoo"
    stage.press("End")
    stage.type(" Yes.")
    assert decisions(stage)[:3] == "lto"
    assert review_of(stage).text == "Teh quick cat slept on the red mat. Yes."
    assert stage.text == TEXT


def test_what_is_composed_goes_into_the_draft(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    event = QInputMethodEvent("に", [])
    QApplication.sendEvent(focused(), event)
    assert review_of(stage).text == NEW
    assert hand(stage).pad.composing == "に"
    hand(stage).grab()
    stage.compose("日本🙂")
    assert review_of(stage).text == f"{NEW}日本🙂"
    stage.press("Backspace")
    assert review_of(stage).text == f"{NEW}日本"
    assert stage.text == TEXT


def test_select_all_is_the_draft_first_and_then_the_text(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    stage.press("Ctrl+A")
    stage.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == NEW
    stage.press("Ctrl+A")
    stage.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == TEXT
    assert stage.state is FlowState.REVIEWING


def test_a_selection_of_the_text_takes_all_of_the_span_or_nothing(
    stage: Stage, tmp_path: Path
) -> None:
    begin(stage, tmp_path)
    stage.caret_to("# Title")
    stage.press("Shift+Down")
    stage.press("Shift+Down")
    stage.press("Shift+Right")
    span = stage.tab.editor.selected_span()
    assert (span.start, span.end) == (0, len("# Title\n\n") + len(OLD))


def test_typing_into_the_draft_of_a_follow_up_gives_it_up(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    stage.ask("shorter")
    stage.wait_for(FlowState.RUNNING)
    stage.type("!")
    stage.wait_for(FlowState.REVIEWING)
    assert review_of(stage).text == f"{NEW}!"
    assert stage.text == TEXT


def test_reject_after_typing_leaves_no_trace(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    steps = stage.text_edit().document().availableUndoSteps()
    stage.type("typed")
    stage.reject()
    assert stage.text == TEXT
    assert stage.text_edit().document().availableUndoSteps() == steps
    stage.caret_to("quick")
    stage.type("x")
    assert "xquick" in stage.text


def test_the_menus_commands_act_in_the_draft(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    commands = stage.program.window.commands
    commands.select_all.trigger()
    commands.cut.trigger()
    assert review_of(stage).text == ""
    commands.paste.trigger()
    commands.paste.trigger()
    assert review_of(stage).text == NEW * 2
    commands.undo.trigger()
    assert review_of(stage).text == NEW
    commands.redo.trigger()
    assert review_of(stage).text == NEW * 2
    assert stage.text == TEXT


def test_what_fills_a_gap_is_typed_into_at_the_caret(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("The second")
    here = tab.editor.selected_span()
    request = tab.make_request(here, "Fill", SamplingOptions())
    draft = make_draft(request, "Filled", 1)
    assert tab.flow.propose(request, draft)
    stage.type("!")
    assert review_of(stage).text == "Filled!"
    stage.press("Home")
    stage.press("Left")
    assert not tab.editor.review_side.in_draft
    stage.type("x")
    assert stage.state is FlowState.REVIEWING
    assert stage.text == TEXT.replace("\n\nThe second", "\nx\nThe second")
    stage.press("Ctrl+Return")
    assert "\nFilled!The second" in stage.text


def test_a_drag_from_the_text_into_the_draft_selects_all_of_the_span(
    stage: Stage, tmp_path: Path
) -> None:
    begin(stage, tmp_path)
    edit = hand(stage)
    viewport = edit.viewport()
    start = edit.places.caret_rect(0).center().toPoint()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, point_of(stage, "slept"))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=point_of(stage, "slept"))
    span = stage.tab.editor.selected_span()
    assert (span.start, span.end) == (0, len("# Title\n\n") + len(OLD))
    assert stage.text == TEXT


def test_typing_in_the_comparison_goes_between_the_words_that_stay(
    stage: Stage, tmp_path: Path
) -> None:
    begin(stage, tmp_path)
    stage.press("Ctrl+D")
    click_before(stage, "quick")
    for _ in range(len("quick cat ")):
        stage.press("Right")
    stage.press("Delete")  # the s of slept, behind what is struck out
    stage.type("S")
    assert "cat Slept on" in review_of(stage).text
    assert stage.tab.run.comparing
    assert ("sat", "Slept") in [(c.removed, c.added) for c in review_of(stage).changes]


def test_undo_waits_while_a_follow_up_runs(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path)
    stage.press("Alt+Left")
    stage.press("Alt+Left")
    stage.ask("shorter")
    stage.see_step("Shorter")
    stage.press("Ctrl+Z")
    assert stage.state is FlowState.RUNNING
    assert "Esc brings the draft back" in stage.program.window.run_strip.text()
    stage.press("Esc")
    stage.wait_for(FlowState.REVIEWING)
    assert decisions(stage) == "looo"
    assert "Stopped: the draft is as it was" in stage.program.window.review_bar.text()
    stage.press("Ctrl+Z")
    assert decisions(stage) == "oooo"
    stage.press("Ctrl+Shift+Z")
    assert decisions(stage) == "looo"
    assert stage.text == TEXT
