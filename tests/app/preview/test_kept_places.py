"""What is selected on a page stays selected through every step, and comes back with a rejection."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.preview.kept_places import moved
from app.preview.page_view import PageView
from engine.request import Span
from tests.app.preview.pages import LONG

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
TEXT = "# Head\n\nWords above.\n\nThe old words here.\n\n- one\n- two\n\nWords below.\n"
SPAN = Span(TEXT.index("The old"), TEXT.index("\n\n- one"))
STEPS = (
    "The",
    "The new **words",
    "```\nopen",
    "The | old\n|-",
    "",
    "The new words here are\n\n1. more",
)


def point_of(page: PageView, text: str, *, end: bool = False) -> QPoint:
    """Return where ``text`` begins, or ends, in the window."""
    for seen in page._flow.seen():
        look = page._flow.look(seen.slot)
        for leaf in look.leaves if look is not None else ():
            if text in leaf.text:
                at = leaf.text.index(text) + (len(text) - 1 if end else 0)
                area = leaf.areas(at, at + 1)[0].translated(leaf.x, leaf.y)
                x = area.right() if end else area.left()
                return QPointF(page._flow.left + x, seen.y + area.center().y()).toPoint()
    raise AssertionError(f"{text} is not seen")


def drag(page: PageView, first: str, last: str) -> None:
    """Select with the mouse from the start of one text to the end of another."""
    port = page.viewport()
    start, end = point_of(page, first), point_of(page, last, end=True)
    QTest.mousePress(port, LEFT, PLAIN, start)
    page._hand.drag(QPointF(end), float(port.height()))
    QTest.mouseRelease(port, LEFT, PLAIN, end)


def copied(page: PageView) -> str:
    QGuiApplication.clipboard().clear()
    QTest.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    ("first", "last"),
    [("above", "above"), ("two", "Words bel"), ("Head", "bove"), ("one", "two")],
)
def test_a_selection_outside_of_the_draft_is_copied_the_same_after_every_step(
    page: PageView, first: str, last: str
) -> None:
    page.set_source(TEXT, "markdown")
    drag(page, first, last)
    before = copied(page)
    assert before
    for draft in STEPS:
        page.set_draft(SPAN, draft)
        assert copied(page) == before
    page.set_draft(SPAN, STEPS[-1], finished=True)
    assert copied(page) == before
    page.set_source(TEXT.replace(TEXT[SPAN.start : SPAN.end], STEPS[-1]), "markdown")
    page.clear_draft()
    assert copied(page) == before


@pytest.mark.parametrize("backwards", [False, True])
def test_a_selection_across_the_draft_holds_the_draft_of_every_step(
    page: PageView, backwards: bool
) -> None:
    page.set_source(TEXT, "markdown")
    drag(page, "above", "one")
    if backwards:
        anchor = page._hand.selection._anchor
        page._hand.selection._anchor = page._hand.selection._head
        page._hand.selection._head = anchor
    assert copied(page) == "above.\n\nThe old words here.\n\n- one"
    page.set_draft(SPAN, "New **words")
    assert copied(page) == "above.\n\nNew words\n\n- one"
    page.set_draft(SPAN, "New\n\n> quote")
    assert copied(page) == "above.\n\nNew\n\nquote\n\n- one"
    page.clear_draft()
    assert copied(page) == "above.\n\nThe old words here.\n\n- one"


def test_words_selected_in_the_draft_stay_selected_where_they_stay(page: PageView) -> None:
    page.set_source(TEXT, "markdown")
    drag(page, "old", "words h")
    assert copied(page) == "old words h"
    page.set_draft(SPAN, "So the very old words here")
    assert copied(page) == "old words h"
    page.set_draft(SPAN, "Well, **old** `words` hereabouts\n\n- item")
    assert copied(page) == "old words h"
    page.set_draft(SPAN, "nothing of it")
    page.set_draft(SPAN, "This is the old words here again", finished=True)
    assert copied(page) == "old words h"
    page.clear_draft()
    assert copied(page) == "old words h"


def test_a_selection_made_in_one_step_lives_on_in_the_document_when_it_is_accepted(
    page: PageView,
) -> None:
    page.set_source(TEXT, "markdown")
    page.set_draft(SPAN, "A first try")
    drag(page, "first", "first")
    page.set_draft(SPAN, "My very first good try")
    page.set_draft(SPAN, "My very first good try.", finished=True)
    assert copied(page) == "first"
    page.set_source(TEXT.replace("The old words here.", "My very first good try."), "markdown")
    page.clear_draft()
    assert copied(page) == "first"


def test_a_drag_goes_on_while_steps_come(page: PageView) -> None:
    page.set_source(TEXT, "markdown")
    page.set_draft(SPAN, "The draft.")
    port = page.viewport()
    QTest.mousePress(port, LEFT, PLAIN, point_of(page, "above"))
    page._hand.drag(QPointF(point_of(page, "draft", end=True)), float(port.height()))
    page.set_draft(SPAN, "The other draft.")
    page._hand.drag(QPointF(point_of(page, "draft", end=True)), float(port.height()))
    QTest.mouseRelease(port, LEFT, PLAIN, point_of(page, "draft", end=True))
    assert copied(page) == "above.\n\nThe other draft"


def test_everything_stays_selected_while_the_text_is_parsed(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG * 2, "markdown")
    assert page._flow.source.has_pending
    QTest.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    settled(page)
    assert not page._flow.source.has_pending
    assert copied(page).rstrip().endswith("return 119")


def test_the_keyboard_stays_on_its_link_through_steps(page: PageView, qtbot: QtBot) -> None:
    text = "[one](https://a.org)\n\nspan with [two](https://b.org)\n\n[three](https://c.org)\n"
    span = Span(text.index("span"), text.index(" with"))
    page.set_source(text, "markdown")
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Tab)
    QTest.keyClick(page, Qt.Key.Key_Tab)
    page.set_draft(span, "a longer draft **of")
    page.set_draft(span, "a longer draft **of it**")
    focused = page._hand.focused
    assert focused is not None
    assert page._flow.source.stack.index_of(focused.place.slot) is not None
    QTest.keyClick(page, Qt.Key.Key_Tab)
    with qtbot.waitSignal(page.link_activated) as heard:
        QTest.keyClick(page, Qt.Key.Key_Return)
    assert heard.args == ["https://c.org"]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("a word b", "much a word of b", "word"),
        ("a word b", "word", "word"),
        ("one word and another", "another and one, no word of it", "word"),
        ("it is\nword by word", "it was, by word,\nword by word", "word by"),
        ("x word", "a whole new sentence with the word. And more of it.", "word"),
    ],
)
def test_a_place_is_at_the_same_words_where_they_are_left(old: str, new: str, word: str) -> None:
    start = old.index(word)
    first = moved(start, old, new, forwards=True)
    last = moved(start + len(word), old, new, forwards=False)
    assert new[first:last] == word


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30), st.data())
def test_a_moved_place_is_in_the_text(old: str, new: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(old)))
    for forwards in (False, True):
        assert 0 <= moved(at, old, new, forwards=forwards) <= len(new)
        assert moved(at, old, old, forwards=forwards) == at
