"""Words replaced in the editor: places, undo steps, the caret, the screen, and a draft beside."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from app.editor.replace_plan import Replaced
from engine.request import Span
from tests.app.editor.editor_stage import (
    block_tops,
    caret_to,
    document_of,
    inner,
    open_editor,
    press,
    review_of,
    span_of,
    step_of,
    type_text,
)


def every(view: EditorView, query: str, after: str, *, case: bool = False) -> Replaced:
    return view.find_side.replace_all(query, after, case)


@pytest.mark.parametrize(
    ("text", "words", "fresh", "count"),
    [
        ("aaa a", ("aa", "b"), "ba a", 1),  # no place meets another
        ("cat cat", ("cat", "catcat"), "catcat catcat", 2),  # what came in is not looked at again
        ("cat cat", ("cat", ""), " ", 2),
        ("catcat", ("cat", ""), "", 2),
        ("a.b axb", ("a.b", "\\1"), "\\1 axb", 1),  # letter for letter
        ("😀a😀😀a\n😀", ("a", "🙂🙂"), "😀🙂🙂😀😀🙂🙂\n😀", 2),
        ("😀a😀\n😀b", ("😀", "x"), "xax\nxb", 3),
        ("a\u2028b\ra\n\n", ("a", "\u2028"), "\u2028\u2028b\r\u2028\n\n", 2),
        ("one", ("absent", "x"), "one", 0),
    ],
)
def test_all_of_them_are_one_step(
    qtbot: QtBot, text: str, words: tuple[str, str], fresh: str, count: int
) -> None:
    view = open_editor(qtbot, text)
    assert every(view, *words) == Replaced(count, 0)
    assert view.text() == fresh
    if count:
        view.undo()
    assert view.text() == text
    assert not document_of(view).isUndoAvailable()
    if count:
        view.redo()
        assert view.text() == fresh


def test_capitals_count_where_they_are_to(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "Two two TWO")
    assert every(view, "two", "2", case=True).done == 1
    assert view.text() == "Two 2 TWO"
    assert every(view, "two", "2").done == 2
    assert view.text() == "2 2 2"


@pytest.mark.parametrize("after", ["", "dog", "catcat"])
def test_no_step_is_shared_with_what_is_typed_before_and_behind(qtbot: QtBot, after: str) -> None:
    view = open_editor(qtbot, "cat")
    caret_to(view, 3)
    type_text(view, "cat")
    every(view, "cat", after)
    type_text(view, "s")
    assert view.text() == f"{after}{after}s"
    view.undo()
    assert view.text() == after * 2
    view.undo()
    assert view.text() == "catcat"
    view.undo()
    assert view.text() == "cat"


def test_two_after_one_another_are_two_steps(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "catcat cat")
    view.find_side.go_first("cat", False)
    for _ in range(2):
        assert view.find_side.replace("cat", "", False) == Replaced(1, 0)
    assert view.text() == " cat"
    assert view.selected_span() == Span(1, 4)
    view.undo()
    assert view.text() == "cat cat"
    assert view.selected_span() == Span(0, 3)
    view.undo()
    assert view.text() == "catcat cat"


def test_one_that_is_not_selected_is_gone_to_first(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "one cat and a cat")
    caret_to(view, 2)
    assert view.find_side.replace("cat", "dog", False) == Replaced(0, 0)
    assert (view.text(), view.selected_span()) == ("one cat and a cat", Span(4, 7))
    view.find_side.replace("cat", "cats", False)
    assert (view.text(), view.selected_span()) == ("one cats and a cat", Span(15, 18))
    view.find_side.replace("cat", "cats", False)  # around the end, and what came in is shown
    assert (view.text(), view.selected_span()) == ("one cats and a cats", Span(4, 7))


def test_the_caret_stays_and_an_undo_leaves_it_there(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "😀 cat | cat")
    view.select_span(Span(6, 7))
    every(view, "cat", "mouse")
    assert view.text_at(view.selected_span()) == "|"
    view.undo()
    assert view.selected_span().end == 7
    caret_to(view, 2)  # right before a place: what is typed next stands before it
    every(view, "cat", "dog")
    assert view.selected_span() == Span(2, 2)


def test_lines_on_the_screen_stay_where_they_are(qtbot: QtBot) -> None:
    text = "".join(f"cat {number}\n\n" for number in range(300))
    view = open_editor(qtbot, text)
    caret_to(view, 0)
    view.scroll_to_line(150.4)
    tops = block_tops(view)
    every(view, "cat", "a much longer word " * 20)
    now = {name.removeprefix("a much longer word " * 20): y for name, y in block_tops(view).items()}
    first = min(tops, key=lambda name: tops[name])
    assert now[first.removeprefix("cat")] == pytest.approx(tops[first], abs=0.5)
    view.undo()
    assert block_tops(view) == pytest.approx(tops, abs=0.5)


def test_a_run_goes_on_and_what_its_draft_stands_for_is_left(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "cat😀 cat\n\ncat The cat is old.cat\n\ncat")
    passage = "The cat is old."
    view.begin_draft(span_of(view, passage))
    view.show_step(step_of("The cat is"))
    moves: list[Span] = []
    view.span_moved.connect(moves.append)
    with qtbot.assertNotEmitted(view.span_touched):
        assert every(view, "cat", "kitten") == Replaced(5, 1)
        assert view.text() == "kitten😀 kitten\n\nkitten The cat is old.kitten\n\nkitten"
        assert moves == [span_of(view, passage)]
        assert view.draft_span() == moves[-1]
        view.undo()
        assert view.text() == "cat😀 cat\n\ncat The cat is old.cat\n\ncat"
        assert view.draft_span() == span_of(view, passage)
        view.redo()
        assert view.draft_span() == span_of(view, passage)
        assert every(view, "kitten", "") == Replaced(5, 0)
    assert view.draft_span() == span_of(view, passage)


@pytest.mark.parametrize("after", ["", "x", "catcat"])
def test_a_gap_that_is_being_filled_stays_a_gap(qtbot: QtBot, after: str) -> None:
    view = open_editor(qtbot, "cat one catcat two cat")
    view.begin_draft(Span(11, 11))
    with qtbot.assertNotEmitted(view.span_touched):
        assert every(view, "cat", after) == Replaced(2, 2)
        view.undo()
        view.find_side.go_first("cat", False)
        view.find_side.go("cat", False, False)
        assert view.find_side.replace("cat", after, False) == Replaced(0, 1)
    assert view.text() == "cat one catcat two cat"
    assert view.draft_span() == Span(11, 11)


def test_a_caret_in_a_draft_stays_there(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "cat\n\nThe old one.\n\ncat")
    span = span_of(view, "The old one.")
    view.begin_draft(span)
    view.show_review(review_of(view, span, "The new one."), False)
    caret_to(view, span.start)
    press(view, Qt.Key.Key_Right)
    press(view, Qt.Key.Key_Right)
    place = view.review_side.place()
    assert place
    assert every(view, "cat", "mouse") == Replaced(2, 0)
    assert view.review_side.place() == place
    assert view.draft_span() == span_of(view, "The old one.")


def test_fifty_thousand_places_of_a_megabyte(qtbot: QtBot) -> None:
    text = "the cat sat and slept\n" * 50_000
    view = open_editor(qtbot, text)
    caret_to(view, len(text) // 2)
    edits: list[int] = []
    view.text_changed.connect(edits.append)
    assert every(view, "cat", "dog😀") == Replaced(50_000, 0)
    assert view.text() == text.replace("cat", "dog😀")
    assert len(edits) == 1  # the rest of the program hears of it once
    assert inner(view).blockCount() == 50_001
    view.undo()
    assert view.text() == text
