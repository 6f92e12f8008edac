"""Fuzzy scores: what fits, and what comes first."""

from hypothesis import given
from hypothesis import strategies as st

from app.fuzzy import LONGEST, fuzzy_score

TITLES = (
    "Turn into a bullet list",
    "Page beside the text",
    "Panel gear",
    "Save as…",
    "Tighten",
    "Zoom in",
)
TEXT = st.text(max_size=30)


def best(typed: str) -> str:
    scores = {title: score for title in TITLES if (score := fuzzy_score(typed, title)) is not None}
    return max(scores, key=lambda title: scores[title])


def test_the_beginnings_of_words_find_a_title() -> None:
    assert best("tib") == "Turn into a bullet list"
    assert best("pbt") == "Page beside the text"
    assert best("SAVE") == "Save as…"


def test_letters_side_by_side_come_before_letters_apart() -> None:
    assert best("page") == "Page beside the text"
    assert best("list") == "Turn into a bullet list"


def test_letters_that_are_not_there_in_order_fit_nothing() -> None:
    assert fuzzy_score("mooz", "Zoom") is None
    assert fuzzy_score("zoomzoom", "Zoom") is None
    assert fuzzy_score("", "Zoom") == fuzzy_score("  ", "Zoom") == 0


@given(TEXT, TEXT)
def test_it_fits_where_the_letters_come_in_order(typed: str, title: str) -> None:
    letters, text = "".join(typed.casefold().split()), iter(title.casefold()[:LONGEST])
    fits = all(letter in text for letter in letters)
    assert (fuzzy_score(typed, title) is not None) is fits


@given(TEXT.filter(lambda text: len("".join(text.split())) > 1))
def test_a_title_itself_is_at_least_as_good_as_one_that_begins_so(title: str) -> None:
    whole, longer = fuzzy_score(title, title), fuzzy_score(title, title + " more")
    assert whole is not None
    assert longer is not None
    assert whole >= longer
