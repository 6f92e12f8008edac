"""Which places are replaced, where a caret comes to stand, and what is said of it."""

import re

import pytest

from app.editor.replace_plan import Replaced, ReplacePlan, plan_replacing, touches
from engine.request import Span


def test_without_a_draft_every_place_is_replaced() -> None:
    plan = plan_replacing([(0, 3), (8, 11)], "x", None)
    assert plan == ReplacePlan(((0, 3), (8, 11)), "x", 0)
    assert plan.outcome == Replaced(2, 0)


@pytest.mark.parametrize(
    ("place", "span", "touched"),
    [
        ((0, 3), Span(3, 9), False),  # beside it
        ((9, 12), Span(3, 9), False),
        ((2, 4), Span(3, 9), True),  # over its ends
        ((8, 10), Span(3, 9), True),
        ((4, 5), Span(3, 9), True),  # in it
        ((0, 12), Span(3, 9), True),  # around it
        ((0, 3), Span(3, 3), True),  # a gap is where it is by what stands beside it
        ((3, 6), Span(3, 3), True),
        ((1, 6), Span(3, 3), True),
        ((0, 2), Span(3, 3), False),
    ],
)
def test_what_touches_a_span(place: tuple[int, int], span: Span, touched: bool) -> None:
    assert touches(place, span) is touched
    assert plan_replacing([place], "", span).left == int(touched)


def test_every_position_moves_with_the_text_around_it() -> None:
    text = "cat, a cat and catcat."
    places = tuple(match.span() for match in re.finditer("cat", text))
    for after in ("", "a", "mouse", "catcat"):
        plan, fresh = ReplacePlan(places, after), text.replace("cat", after)
        for position in range(len(text) + 1):
            inside = next((end for start, end in places if start < position <= end), position)
            moved = plan.moved(position)
            assert fresh[:moved] == text[:inside].replace("cat", after)
            assert fresh[moved:] == text[inside:].replace("cat", after)


def test_the_words_count_what_was_left_too() -> None:
    assert (Replaced(12, 0).words, Replaced(12, 0).note) == ("12 replaced", "")
    assert Replaced(0, 1).words == "None replaced"
    assert Replaced(0, 1).note == "1 place at the draft is left as it is"
    assert Replaced(5, 1200).note == "1,200 places at the draft are left as they are"
