"""The strength brush by mouse alone, and how painted words look."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.brush import Brush
from engine.request import Span
from tests.app.hands import click
from tests.app.whole.brush_stage import (
    OLD,
    TEXT,
    asked,
    card_of,
    edit_of,
    kept,
    light,
    open_brush,
    point_on,
    shown,
)
from tests.app.whole.stage import Stage, focused

_NONE = Qt.KeyboardModifier.NoModifier


def test_words_are_painted_and_asked_for_by_mouse_alone(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    viewport = edit_of(stage).viewport()
    stage.click(viewport)
    click(viewport, point_on(stage, "three"))
    stage.program.window.commands.brush.trigger()  # the menu's entry
    card = card_of(stage)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, _NONE, point_on(stage, "two"))
    QTest.mouseMove(viewport, point_on(stage, "five"))
    QTest.mouseMove(viewport, point_on(stage, "three"))  # back: no further than here
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, _NONE, point_on(stage, "three"))
    assert shown(stage) == [("two, three", Brush.KEEP)]
    click(card.button(Brush.LIGHT))
    click(viewport, point_on(stage, "Seven"))
    click(viewport, point_on(stage, "two"), Qt.MouseButton.RightButton)
    assert shown(stage) == [("three", Brush.KEEP), ("Seven", Brush.LIGHT)]
    QTest.mouseClick(
        viewport,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.AltModifier,
        point_on(stage, "Seven"),
    )
    assert shown(stage) == [("three", Brush.KEEP)]
    click(viewport, point_on(stage, "eight"))
    assert focused() is card
    click(card.rewrite_button())
    request = asked(stage)
    assert (kept(request), light(request)) == (["three"], ["**eight**"])


def test_a_click_beside_the_span_goes_back_to_the_text(stage: Stage, tmp_path: Path) -> None:
    card = open_brush(stage, tmp_path)
    viewport = edit_of(stage).viewport()
    click(viewport, point_on(stage, "last"))
    assert not card.isVisible()
    assert focused() is stage.text_edit()
    assert stage.tab.editor.caret()[0] == stage.text[: stage.text.index("last")].count("\n") + 1
    stage.type("z")
    assert "z" in stage.text
    # The mouse selects again.
    start = point_on(stage, "One")
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, _NONE, start)
    QTest.mouseMove(viewport, point_on(stage, "four"))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, _NONE, point_on(stage, "four"))
    assert len(stage.tab.editor.selected_span()) > 3


def test_the_button_in_the_bar_opens_the_brush(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("three")
    stage.press("Ctrl+K")
    bar = stage.program.window.instruction_bar
    click(bar.paint_row().button())
    assert card_of(stage).isVisible()
    click(card_of(stage).close_button())
    assert not card_of(stage).isVisible()
    assert focused() is stage.text_edit()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_kept_light_and_free_words_are_told_by_shape(
    stage: Stage, tmp_path: Path, theme: str
) -> None:
    getattr(stage.program.window.commands, f"theme_{theme}").trigger()
    open_brush(stage, tmp_path)
    for keys in ("Right", "1", "Right", "Right", "2", "Ctrl+End"):
        stage.press(keys)
    edit = edit_of(stage)
    image = edit.viewport().grab().toImage()

    def ink_under(word: str) -> float:
        """Return the share of the word's width in which ink stands under its letters."""
        start = stage.text.index(word)
        first = edit.places.caret_rect(start)
        last = edit.places.caret_rect(start + len(word))
        best = 0.0
        for y in range(round(first.bottom()) - 1, round(first.bottom()) + 4):
            row = [
                image.pixelColor(x, y).lightness()
                for x in range(round(first.left()) + 1, round(last.left()) - 1)
            ]
            usual = image.pixelColor(round(last.left()) + 3, y).lightness()
            best = max(best, sum(abs(value - usual) > 40 for value in row) / len(row))
        return best

    assert ink_under("two") > 0.9  # a line
    assert 0.2 < ink_under("four") < 0.9  # dots
    assert ink_under("three") < 0.1


def test_span_of_a_word_is_where_it_is_marked(stage: Stage, tmp_path: Path) -> None:
    open_brush(stage, tmp_path)
    brush = edit_of(stage).painter_.brush
    assert brush.span == (TEXT.index(OLD), TEXT.index(OLD) + len(OLD))
    assert stage.tab.editor.selected_span() == Span(TEXT.index("three"), TEXT.index("three"))
