from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from engine.request import Span
from tests.app.editor.editor_stage import (
    DRAFTS,
    PASSAGE,
    TEXT,
    block_tops,
    caret_to,
    click,
    inner,
    open_editor,
    point_of,
    press,
    replace_as_a_person,
    span_of,
    step_of,
    type_text,
)


@pytest.mark.parametrize("where", ["Before", "After"])
def test_typing_outside_keeps_the_run_and_tells_where_the_span_is(qtbot: QtBot, where: str) -> None:
    view = open_editor(qtbot)
    span = span_of(view, PASSAGE)
    view.begin_draft(span)
    view.show_step(step_of(DRAFTS[0]))
    caret_to(view, view.text().index(where))
    moves: list[Span] = []
    order: list[str] = []
    view.span_moved.connect(moves.append)
    view.span_moved.connect(lambda _: order.append("span"))
    view.text_changed.connect(lambda _: order.append("text"))
    with qtbot.assertNotEmitted(view.span_touched):
        type_text(view, "né")
    press(view, Qt.Key.Key_Return)
    assert f"né\n{where}" in view.text()
    assert moves[-1] == span_of(view, PASSAGE) == view.draft_span()
    assert order[:2] == ["text", "span"]


def test_typing_right_at_either_end_is_outside(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.begin_draft(span_of(view, PASSAGE))
    with qtbot.assertNotEmitted(view.span_touched):
        caret_to(view, span_of(view, PASSAGE).start)
        type_text(view, "a")
        caret_to(view, span_of(view, PASSAGE).end)
        type_text(view, "b")
    assert view.draft_span() == span_of(view, PASSAGE)
    assert f"a{PASSAGE}b" in view.text()


@pytest.mark.parametrize(
    "touch",
    [
        lambda view: type_text(view, "x"),
        lambda view: press(view, Qt.Key.Key_Backspace),
        lambda view: press(view, Qt.Key.Key_Return),
        lambda view: view.paste(),
    ],
)
def test_touching_the_span_ends_the_draft_and_keeps_what_was_typed(
    qtbot: QtBot, touch: Callable[[EditorView], None]
) -> None:
    QGuiApplication.clipboard().setText("pasted")
    view = open_editor(qtbot)
    tops = block_tops(view)
    view.begin_draft(span_of(view, PASSAGE))
    view.show_step(step_of(DRAFTS[2]))
    caret_to(view, span_of(view, PASSAGE).start + 6)
    with qtbot.waitSignal(view.span_touched):
        touch(view)
    assert view.draft_span() is None
    assert view.text() != TEXT
    view.undo()
    assert view.text() == TEXT
    assert block_tops(view) == tops


def test_a_change_over_the_whole_text_that_keeps_the_span_keeps_the_run(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.begin_draft(span_of(view, PASSAGE))
    with qtbot.assertNotEmitted(view.span_touched):
        replace_as_a_person(view, span_of(view, "Before"), "Long before")
        view.undo()
        view.redo()
    assert view.draft_span() == span_of(view, PASSAGE)


def test_a_click_on_the_draft_lands_in_the_span_and_typing_there_touches_it(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    span = span_of(view, PASSAGE)
    view.begin_draft(span)
    view.show_step(step_of("Glass that cools quickly breaks."))
    click(view, point_of(view, span.start + 7))
    assert view.selected_span() == Span(span.start + 7, span.start + 7)
    with qtbot.waitSignal(view.span_touched):
        type_text(view, "!")
    assert "Glass t!hat cools *too" in view.text()


def test_clicks_outside_land_where_the_text_is(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.begin_draft(span_of(view, PASSAGE))
    view.show_step(step_of("\n".join(["line"] * 7)))
    for part in ("Before", "After", "two", "nnealing"):
        place = view.text().index(part)
        click(view, point_of(view, place))
        assert view.selected_span() == Span(place, place)


def test_arrow_keys_cross_the_draft_as_it_is_on_the_screen(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    span = span_of(view, PASSAGE)
    view.begin_draft(span)
    view.show_step(step_of("one\ntwo\nthree\nfour\nfive"))
    caret_to(view, view.text().index("Before"))
    lines = 0
    while view.selected_span().start <= span.end:
        press(view, Qt.Key.Key_Down)
        lines += 1
        assert lines < 20
    assert lines >= 6
    while view.selected_span().start > span.start - 2:
        press(view, Qt.Key.Key_Up)
        lines -= 1
        assert lines > -20
    assert lines <= 1


def test_no_click_on_a_draft_lands_inside_a_character(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "😀😀é😀😀😀\n\nEnd.")
    view.begin_draft(Span(0, 6))
    view.show_step(step_of("a draft of quite another length"))
    edit = inner(view)
    line = edit.places.caret_rect(0)
    for x in range(400):
        position = edit.places.position_at(QPointF(line.left() + x, line.center().y()))
        assert edit.content.to_units(Span(0, edit.content.to_code_point(position)))[1] == position
