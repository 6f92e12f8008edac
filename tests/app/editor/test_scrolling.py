"""Scrolling by pixels, by lines, by the wheel, and back to the caret."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from tests.app.editor.editor_stage import (
    TEXT,
    block_tops,
    caret_to,
    inner,
    open_editor,
    press,
    type_text,
    viewport,
)


def turn_wheel(view: EditorView, notches: int, modifier: Qt.KeyboardModifier) -> None:
    centre = QPointF(100, 100)
    event = QWheelEvent(
        centre,
        viewport(view).mapToGlobal(centre),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport(view), event)


def test_scrolling_goes_by_pixels_and_stops_at_both_ends(qtbot: QtBot) -> None:
    view = open_editor(qtbot, TEXT + "\n\nmore text" * 40)
    edit = inner(view)
    tops = [block_tops(view)["Before the passage."]]
    for _ in range(3):
        edit.scroll_by(5)
        tops.append(block_tops(view)["Before the passage."])
    assert [before - after for before, after in pairwise(tops)] == [5, 5, 5]
    edit.scroll_by(-1000)
    assert edit.top_line() == 0.0
    edit.scroll_by(1_000_000)
    last = [top for block, top, _ in edit.places.visible()][-1]
    assert 0 < last < edit.viewport().height()
    foot = edit.top_line()
    edit.scroll_by(50)
    assert edit.top_line() == foot


@pytest.mark.parametrize("line", [0.0, 3.0, 4.5, 20.25, 60.0])
def test_a_line_scrolled_to_is_the_line_on_top(qtbot: QtBot, line: float) -> None:
    view = open_editor(qtbot, TEXT + "\n\nmore text" * 60)
    told: list[float] = []
    view.top_line_changed.connect(told.append)
    view.scroll_to_line(line)
    assert inner(view).top_line() == pytest.approx(line, abs=0.05)
    assert told[-1] == inner(view).top_line()


def test_the_wheel_scrolls_and_with_ctrl_zooms(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "line\n" * 200)
    turn_wheel(view, -1, Qt.KeyboardModifier.NoModifier)
    assert inner(view).top_line() > 2
    size = inner(view).font().pointSizeF()
    with qtbot.waitSignal(view.zoom_changed) as told:
        turn_wheel(view, 1, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [110]
    assert inner(view).font().pointSizeF() == pytest.approx(size * 1.1)
    view.set_zoom(100)
    assert inner(view).font().pointSizeF() == size


def test_the_caret_stays_on_the_screen_while_typing(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "")
    for _ in range(60):
        type_text(view, "word")
        press(view, Qt.Key.Key_Return)
        caret = inner(view).places.caret_rect(inner(view).textCursor().position())
        assert caret.top() >= 0
        assert caret.bottom() <= viewport(view).height()


def test_typing_far_from_the_screen_comes_back_to_the_caret(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "line\n" * 300)
    caret_to(view, 2)
    view.scroll_to_line(200)
    type_text(view, "x")
    assert inner(view).top_line() < 1
