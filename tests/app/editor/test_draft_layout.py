import random
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from engine.request import Span
from tests.app.editor.editor_stage import (
    TEXT,
    block_tops,
    caret_to,
    document_of,
    inner,
    open_editor,
    press,
    step_of,
    type_text,
    viewport,
)


def assert_lines_fit(view: EditorView) -> None:
    foot = None
    for block, top, height in inner(view).places.visible():
        layout = block.layout()
        last = layout.lineAt(layout.lineCount() - 1)
        assert last.textStart() + last.textLength() == block.length() - 1
        assert foot is None or top == foot
        foot = top + height


def test_a_change_here_and_a_removal_at_the_start_of_a_line_there(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "one\ntwo\nthree\nfour")
    view.grab()
    cursor = QTextCursor(document_of(view))
    cursor.beginEditBlock()
    cursor.insertText("x")
    cursor.setPosition(9)
    cursor.setPosition(12, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    cursor.endEditBlock()
    assert view.text() == "xone\ntwo\nee\nfour"
    assert_lines_fit(view)
    view.undo()
    assert_lines_fit(view)


def test_a_key_repaints_its_line_and_not_the_view(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "# A **bold** heading\n\n" + TEXT * 3)
    caret_to(view, 6)
    type_text(view, "x")
    qtbot.wait(50)
    heights: list[int] = []
    inner(view).updateRequest.connect(lambda rect, _: heights.append(rect.height()))
    type_text(view, "y")
    assert max(heights) < viewport(view).height() / 4


def test_a_line_that_becomes_lower_repaints_what_moves_with_it(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    caret_to(view, 0)
    view.grab()
    before = block_tops(view)["Before the passage."]
    feet: list[int] = []
    inner(view).updateRequest.connect(lambda rect, _: feet.append(rect.bottom()))
    type_text(view, "x")  # no heading any more
    assert block_tops(view)["Before the passage."] < before
    assert max(feet) >= viewport(view).height() - 1


def test_a_scroll_bar_that_comes_while_lines_are_laid_out_harms_nothing(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "word " * 60, "python")
    for height in (520, 90, 520, 60, 300):
        view.resize(300, height)
        view.grab()
        assert_lines_fit(view)
        type_text(view, "word " * 9)
        press(view, Qt.Key.Key_Return)
        assert_lines_fit(view)


def test_leading_is_the_same_above_every_line(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "word " * 80)
    layout = document_of(view).firstBlock().layout()
    ys = [layout.lineAt(number).y() for number in range(layout.lineCount())]
    steps = {after - before for before, after in pairwise(ys)}
    assert steps == {inner(view).text_layout.line_height()}
    assert steps.pop() > layout.lineAt(0).height()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_life_of_random_changes_keeps_text_lines_and_draft_right(qtbot: QtBot, seed: int) -> None:
    chance = random.Random(seed)
    pieces = ["a", "word ", "\n", "\n\n", "😀", "- ", "# ", "```", "**", "    "]
    view = open_editor(qtbot, "".join(chance.choices(pieces, k=120)))
    edit = inner(view)
    view.resize(420, 300)
    for number in range(80):
        text = view.text()
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(12))
        match chance.randrange(8):
            case 0 if end > start:
                view.begin_draft(Span(start, end))
            case 1:
                draft = "".join(chance.choices(pieces, k=20))
                view.show_step(step_of(draft, number % 8 + 1))
                assert view.text() == text
            case 2:
                view.undo()
            case 3:
                edit.scroll_by(chance.randrange(-200, 200))
            case 4:
                view.end_draft()
            case _:
                new = "".join(chance.choices(pieces, k=chance.randrange(4)))
                view.select_span(Span(start, end))
                edit.textCursor().insertText(new)
                assert view.text() == text[:start] + new + text[end:]
        view.grab()
        assert_lines_fit(view)
        caret = edit.textCursor().position()
        assert edit.content.to_units(view.selected_span())[1] == max(
            caret, edit.textCursor().anchor()
        )
