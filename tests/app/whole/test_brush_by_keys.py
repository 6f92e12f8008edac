"""The strength brush by keyboard alone, and what the request then says."""

from pathlib import Path

from app.brush import Brush
from app.edit_flow import FlowState
from app.painting import ALL_KEPT, NOTHING_BACK, NOTHING_HERE
from app.panels.brush_card import NOT_WRITTEN
from app.panels.paint_row import NOT_USED
from tests.app.whole.brush_stage import (
    OLD,
    TEXT,
    asked,
    card_of,
    cursor_words,
    kept,
    light,
    open_brush,
    shown,
)
from tests.app.whole.stage import Stage, focused, line_of


def test_words_are_painted_and_asked_for_by_keys_alone(stage: Stage, tmp_path: Path) -> None:
    card = open_brush(stage, tmp_path)
    assert focused() is card
    for keys in ("Right", "Shift+Right", "1", "Right", "Right", "2", "End", "K"):
        stage.press(keys)
    assert shown(stage) == [
        ("two, three", Brush.KEEP),
        ("five", Brush.LIGHT),
        ("six", Brush.KEEP),
    ]
    assert card.count_text() == "3 words kept · 1 light"
    stage.press("Return")
    bar = stage.program.window.instruction_bar
    assert focused() is line_of(bar)
    assert bar.paint_row().words() == "Brush: 3 words kept · 1 light"
    assert shown(stage)  # it is seen while one says what is wanted
    request = asked(stage)
    assert kept(request) == ["two, three", "six"]
    assert light(request) == ["five"]
    assert stage.text == TEXT
    assert shown(stage) == []


def test_keys_move_by_words_and_lines_within_the_span(stage: Stage, tmp_path: Path) -> None:
    open_brush(stage, tmp_path)
    seen = []
    for keys in ("Left", "Down", "Right", "Down", "Up", "Home", "End", "Ctrl+End", "Right"):
        stage.press(keys)
        seen.append(cursor_words(stage))
    assert seen == ["One", "Seven", "**eight**", "**eight**", "two", "One", "six", "nine", "nine"]
    stage.press("Shift+Home")
    assert cursor_words(stage) == "Seven **eight** nine"
    stage.press("Ctrl+A")
    assert cursor_words(stage) == OLD.rstrip(".")
    stage.press("Ctrl+Home")
    assert cursor_words(stage) == "One"


def test_down_comes_to_the_last_line_though_the_span_ends_before_its_end(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("two, three four five six.\nSeven", select=True)
    stage.press("Ctrl+Shift+B")
    stage.press("End")
    assert cursor_words(stage) == "six"
    stage.press("Down")
    assert cursor_words(stage) == "Seven"
    stage.press("Up")
    assert cursor_words(stage) == "six"


def test_it_goes_over_lines_without_words(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "One two\n\n---\n\n- [ ] three\n")
    stage.press("Ctrl+A")
    stage.press("Ctrl+Shift+B")
    seen = []
    for keys in ("Down", "Down", "Up", "Up"):
        stage.press(keys)
        seen.append(cursor_words(stage))
    assert seen == ["three", "three", "One", "One"]


def test_space_goes_round_and_a_stroke_is_taken_back(stage: Stage, tmp_path: Path) -> None:
    card = open_brush(stage, tmp_path)
    rounds = []
    for _ in range(3):
        stage.press("Space")
        rounds.append(shown(stage))
    assert rounds == [[("One", Brush.KEEP)], [("One", Brush.LIGHT)], []]
    stage.press("Ctrl+Z")
    stage.press("Ctrl+Z")
    assert shown(stage) == [("One", Brush.KEEP)]
    stage.press("1")  # it is kept already: no stroke
    stage.press("Ctrl+Z")
    assert shown(stage) == []
    stage.press("Ctrl+Z")
    assert card.notice() == NOTHING_BACK
    assert stage.text == TEXT


def test_no_key_reaches_the_text(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.type("typed")
    stage.press("Ctrl+Z")
    stage.caret_to("two", select=True)
    stage.press("Ctrl+C")
    stage.caret_to("three")
    stage.press("Ctrl+Shift+B")
    card = card_of(stage)
    writing = ("Delete", "Backspace", "Ctrl+V", "Ctrl+X", "Ctrl+Y", "Ctrl+Shift+Z")
    for keys in ("x", "5", "-", "Shift+X", "Tab", *writing):
        stage.press(keys)
        assert stage.text == TEXT
        assert card.isVisible()
    stage.press("x")
    assert card.notice() == NOT_WRITTEN
    stage.press("Right")
    assert card.notice() != NOT_WRITTEN


def test_escape_leaves_the_text_alone_and_the_paint_waits(stage: Stage, tmp_path: Path) -> None:
    card = open_brush(stage, tmp_path)
    stage.press("1")
    stage.press("Esc")
    assert not card.isVisible()
    assert focused() is stage.text_edit()
    assert shown(stage) == []
    stage.press("Ctrl+Shift+B")
    assert shown(stage) == [("One", Brush.KEEP)]
    stage.press("Esc")
    stage.press("Ctrl+K")
    assert stage.program.window.instruction_bar.paint_row().words() == "Brush: 1 word kept"
    stage.press("Esc")
    assert shown(stage) == []
    stage.caret_to("three")
    stage.type("x")
    stage.press("Ctrl+K")
    assert stage.program.window.instruction_bar.paint_row().words() == ""
    assert kept(asked(stage)) == []


def test_from_the_bar_to_the_brush_and_back_with_what_was_typed(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("three")
    stage.press("Ctrl+K")
    bar = stage.program.window.instruction_bar
    assert bar.paint_row().words() == ""
    stage.type("tigh")
    stage.press("Alt+B")
    assert card_of(stage).isVisible()
    assert not bar.isVisible()
    stage.press("1")
    stage.press("Ctrl+K")  # as Enter does
    assert not card_of(stage).isVisible()
    assert line_of(bar).text() == "tigh"
    assert bar.paint_row().words() == "Brush: 1 word kept"
    stage.press("End")
    assert kept(asked(stage, "ten")) == ["One"]


def test_retry_and_another_instruction_keep_the_paint(stage: Stage, tmp_path: Path) -> None:
    open_brush(stage, tmp_path)
    stage.press("1")
    stage.press("Return")
    first = asked(stage)
    stage.press("Ctrl+R")
    stage.see_draft("Other.")
    again = stage.engine.requests[-1]
    assert again.options.seed != first.options.seed
    assert kept(first) == kept(again) == ["One"]
    stage.reject()
    stage.press("Ctrl+K")
    assert kept(asked(stage)) == ["One"]


def test_all_kept_starts_nothing(stage: Stage, tmp_path: Path) -> None:
    card = open_brush(stage, tmp_path)
    stage.press("Ctrl+A")
    stage.press("1")
    stage.press("Return")
    assert card.isVisible()
    assert card.notice() == ALL_KEPT


def test_a_gap_has_no_use_for_the_brush(stage: Stage, tmp_path: Path) -> None:
    open_brush(stage, tmp_path)
    stage.press("1")
    stage.press("Return")
    stage.type("fill")
    bar = stage.program.window.instruction_bar
    assert bar.paint_row().words() == NOT_USED
    stage.press("Return")
    stage.see_draft("Short.")
    assert kept(stage.engine.requests[-1]) == []


def test_a_selection_is_painted_as_it_stands(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("three four", select=True)
    stage.press("Ctrl+Shift+B")
    stage.press("Right")
    stage.press("1")
    stage.press("Return")
    request = asked(stage)
    assert (request.selected, kept(request)) == ("three four", ["four"])


def test_where_nothing_can_be_painted_it_says_so(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "\n\n")
    stage.press("Ctrl+Shift+B")
    assert not card_of(stage).isVisible()
    assert NOTHING_HERE in stage.program.window.status.text()
    stage.open(tmp_path / "b.md", TEXT)
    stage.ask("tighten")
    stage.press("Ctrl+Shift+B")
    assert not card_of(stage).isVisible()
    stage.see_draft("Short.")
    stage.press("Ctrl+Shift+B")
    assert not card_of(stage).isVisible()
    assert stage.state is FlowState.REVIEWING


def test_another_tab_ends_it(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "b.md", "Other\n")
    card = open_brush(stage, tmp_path)
    stage.press("1")
    stage.press("Ctrl+Shift+Tab")
    assert not card.isVisible()
    stage.press("Ctrl+Tab")
    stage.type("y")
    assert "y" in stage.text
