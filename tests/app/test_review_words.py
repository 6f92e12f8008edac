"""Single changes in words."""

import pytest

from app.review import review_draft
from app.review_moves import decide
from app.review_words import change_words, click_words
from tests.app.fake_engine import make_draft, make_request


@pytest.mark.parametrize(
    ("old", "new", "told", "click", "click_back"),
    [
        (
            "teh cat",
            "the cat",
            "Change 1 of 1, undecided: “teh” becomes “the”",
            "Click: keep “teh”, as in the original",
            "Click: take “the”, as in the draft",
        ),
        (
            "a cat",
            "a big cat",
            "Change 1 of 1, undecided: “big” comes",
            "Click: leave this out, as in the original",
            "Click: take “big”, as in the draft",
        ),
        (
            "a\nb",
            "a b",
            "Change 1 of 1, undecided: a line end becomes a blank",
            "Click: keep a line end, as in the original",
            "Click: take a blank, as in the draft",
        ),
        (
            "a big cat",
            "a cat",
            "Change 1 of 1, undecided: “big” goes",
            "Click: keep “big”, as in the original",
            "Click: take this out, as in the draft",
        ),
    ],
)
def test_a_change_in_words(old: str, new: str, told: str, click: str, click_back: str) -> None:
    review = review_draft(make_request(old), make_draft(1, new))
    assert change_words(review, 0) == told
    assert click_words(review.changes[0]) == click
    left = decide(review, 0, taken=False)
    assert change_words(left, 0) == told.replace("undecided", "left")
    assert click_words(left.changes[0]) == click_back
