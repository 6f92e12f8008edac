"""The text around a gap, and how a filling joins it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gap import GAP_MARK, cut_passage, join


def words(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("The quick", "fox.", "The quick ___ fox."),
        ("The quick ", " fox.", "The quick ___ fox."),
        ("The quick ", ".", "The quick ___."),
        ("", "fox", "___ fox"),
        ("The end\n", "", "The end\n___"),
        ("call(", ")", "call(___)"),
        # A gap with a paragraph of its own sees its neighbours.
        ("One.\n\n", "\n\nTwo.", "One.\n\n___\n\nTwo."),
    ],
)
def test_the_passage_has_a_mark_for_the_gap(before: str, after: str, marked: str) -> None:
    assert cut_passage(before, after, words, 20).marked == marked


def test_a_paragraph_is_enough() -> None:
    passage = cut_passage("Far.\n\nNear a ", " gap.\n\nFar again.", words, 20)
    assert (passage.head, passage.tail) == ("Near a", " gap.")
    assert (passage.before, passage.after) == ("Far.\n\n", "\n\nFar again.")


def test_what_does_not_fit_is_cut_between_words() -> None:
    before = " ".join(f"a{number}" for number in range(100))
    after = " ".join(f"b{number}" for number in range(100))
    passage = cut_passage(before, after, words, 3)
    assert (passage.head, passage.tail) == ("a97 a98 a99", " b0 b1 b2")
    assert passage.before + passage.head == before
    assert passage.tail + passage.after == f" {after}"


def test_a_word_longer_than_the_room_is_left_out() -> None:
    passage = cut_passage("x" * 500, "y" * 500, len, 10)
    assert (passage.head, passage.tail, passage.marked) == ("", "", GAP_MARK)


@pytest.mark.parametrize(
    ("before", "filling", "after", "text"),
    [
        ("The quick", " brown", "fox", " brown "),
        ("The quick ", " brown", " fox", "brown"),
        ("The quick ", "brown ", "fox", "brown "),
        ("The quick", " brown", ".", " brown"),
        ("The quick", ", brown", " fox", ", brown"),
        ("", "The ", "fox", "The "),
        ("one,", "two", "", " two"),
        ("call(", "value", ")", "value"),
        ("A line.\n", "Another.", "\nA third.", "Another."),
        ("A line.", "\nAnother.", "\nA third.", "\nAnother."),
        ("wor", "x", "ld", " x "),
        ("a", "   ", "b", ""),
    ],
)
def test_words_neither_touch_nor_stand_apart_twice(
    before: str, filling: str, after: str, text: str
) -> None:
    assert "".join(join(before, filling, after)) == text


@given(
    before=st.text("ab ,.(\n", max_size=6),
    filling=st.text("xy ,.)\n", max_size=6),
    after=st.text("cd ,.)\n", max_size=6),
)
def test_no_blank_is_doubled_and_no_word_is_glued(before: str, filling: str, after: str) -> None:
    lead, core, trail = join(before, filling, after)
    if not core:
        assert (lead, trail) == ("", "")
        return
    for left, blank, right in ((before, lead, core), (core, trail, after)):
        seam = left[-1:] + blank + right[:1]
        assert "  " not in seam
        if left and right and left[-1].isalnum() and right[0].isalnum():
            assert blank.isspace()
        if (left and left[-1].isspace()) or (right and right[0].isspace()):
            assert blank == ""
