"""What a person does to a review: decisions, typing, and the way back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review import Decision, Hunk, HunkKind, Review, review_draft
from app.review_moves import amend, decide, decide_all, typing_between
from app.review_steps import ReviewSteps
from tests.app.fake_engine import make_draft, make_request

ORIGINAL = "Teh quick cat sat on teh red mat today."
DRAFT = "The quick cat slept on the red mat."
WORDS = st.lists(
    st.sampled_from(["a", "the", "cat", "sat", " ", "  ", "\n", ", ", "*", "`", "é", "😀"]),
    max_size=20,
).map("".join)


def review_of(original: str, draft: str) -> Review:
    return review_draft(make_request(original), make_draft(1, draft))


def check(review: Review, original: str) -> None:
    """What holds of any review, whatever was done to it."""
    assert review.original == original
    assert "".join(hunk.before for hunk in review.hunks) == original
    assert "".join(hunk.after for hunk in review.hunks) == review.draft.text
    place = 0
    for change, span in zip(review.changes, review.places(), strict=True):
        assert place <= change.start
        assert original[change.start : change.end] == change.removed != change.added
        assert review.text[span.start : span.end] == change.text
        place = change.end


def told(review: Review) -> list[tuple[str, str, Decision]]:
    return [(change.removed, change.added, change.decision) for change in review.changes]


def test_what_goes_and_what_comes_is_one_change() -> None:
    review = review_of(ORIGINAL, DRAFT)
    assert told(review) == [
        ("Teh", "The", Decision.OPEN),
        ("sat", "slept", Decision.OPEN),
        ("teh", "the", Decision.OPEN),
        (" today", "", Decision.OPEN),
    ]
    assert review.text == DRAFT
    assert review.taken == 4


def test_a_change_that_is_left_is_the_originals_own_text() -> None:
    review = decide(review_of(ORIGINAL, DRAFT), 1, taken=False)
    assert review.text == "The quick cat sat on the red mat."
    assert review.taken == 3
    review = decide_all(review, taken=False)
    assert review.text == ORIGINAL
    review = decide(review, 3, taken=True)
    assert review.text == "Teh quick cat sat on teh red mat."
    with pytest.raises(IndexError):
        decide(review, 4, taken=True)


def test_decisions_survive_typing_elsewhere() -> None:
    review = decide(review_of(ORIGINAL, DRAFT), 1, taken=False)
    review = decide(review, 2, taken=True)
    review = amend(review, review.text.replace("red mat", "very red mat"))
    assert told(review) == [
        ("Teh", "The", Decision.OPEN),
        ("sat", "slept", Decision.LEFT),
        ("teh", "the", Decision.TAKEN),
        ("", " very", Decision.OPEN),
        (" today", "", Decision.OPEN),
    ]
    assert review.text == "The quick cat sat on the very red mat."
    assert review.edited


def test_typing_the_originals_words_again_takes_the_change_away() -> None:
    review = review_of(ORIGINAL, DRAFT)
    review = amend(review, review.text.replace("slept", "sat"))
    assert [change.added for change in review.changes] == ["The", "the", ""]


def test_a_left_change_that_is_typed_into_gives_way_to_what_was_typed() -> None:
    review = decide(review_of(ORIGINAL, DRAFT), 1, taken=False)
    review = amend(review, review.text.replace("sat", "spat"))
    assert ("sat", "spat", Decision.OPEN) in told(review)


def test_letters_beside_a_left_change_leave_it_alone() -> None:
    review = decide(review_of(ORIGINAL, DRAFT), 1, taken=False)
    review = amend(review, review.text.replace("sat", "satin"))
    assert ("sat", "slept", Decision.LEFT) in told(review)
    assert review.text == "The quick cat satin on the red mat."


def test_a_text_that_only_moves_its_blanks_has_small_changes() -> None:
    review = review_of("One two\nthree four.\n", "One two three four.\n")
    assert told(review) == [("\n", " ", Decision.OPEN)]


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("all"), st.just(0), st.booleans()),
        st.tuples(st.just("type"), st.integers(0, 60), WORDS),
        st.tuples(st.just("delete"), st.integers(0, 60), st.integers(1, 12)),
        st.tuples(st.just("undo"), st.just(0), st.just(0)),
        st.tuples(st.just("redo"), st.just(0), st.just(0)),
    ),
    max_size=12,
)


def stepped(steps: ReviewSteps, move: tuple[str, int, object]) -> ReviewSteps:
    kind, place, value = move
    review = steps.present
    text = review.text
    if kind == "decide" and review.changes:
        return steps.then(decide(review, place % len(review.changes), taken=bool(value)))
    if kind == "all":
        return steps.then(decide_all(review, taken=bool(value)))
    if kind in ("type", "delete"):
        place = min(place, len(text))
        gone = value if isinstance(value, int) else 0
        typed = f"{text[:place]}{value if kind == 'type' else ''}{text[place + gone :]}"
        amended = amend(review, typed)
        assert amended.text == typed
        return steps.typed(amended, typing_between(text, typed)) if typed != text else steps
    return steps.back() if kind == "undo" else steps.again()


@given(WORDS, WORDS, MOVES)
def test_any_moves_keep_the_texts_exact(
    original: str, draft: str, moves: list[tuple[str, int, object]]
) -> None:
    steps = ReviewSteps(review_of(original, draft))
    first = steps.present
    for move in moves:
        left = [c for c in steps.present.changes if c.decision is Decision.LEFT]
        steps = stepped(steps, move)
        check(steps.present, original)
        if move[0] == "decide" and not move[2] and steps.present.changes:
            assert len([c for c in steps.present.changes if not c.taken]) >= len(left)
    check(decide_all(steps.present, taken=False), original)
    assert decide_all(steps.present, taken=False).text == original
    while steps.past:
        steps = steps.back()
    assert steps.present == first


def test_letters_typed_in_a_row_are_one_step() -> None:
    steps = ReviewSteps(review_of("old", "new"))
    for text in ("new!", "new!?"):
        steps = steps.typed(amend(steps.present, text), typing_between(steps.present.text, text))
    assert len(steps.past) == 1
    steps = steps.sealed()
    steps = steps.typed(amend(steps.present, "new!?x"), typing_between("new!?", "new!?x"))
    assert len(steps.past) == 2
    assert steps.back().present.text == "new!?"
    assert steps.back().back().present.text == "new"
    assert steps.back().again() == replace(steps, typing=None)


def test_deletions_in_a_row_are_one_step_but_not_with_letters() -> None:
    steps = ReviewSteps(review_of("old", "a long draft"))
    for text in ("a long draf", "a long dra", "a long drab", "a long dra"):
        steps = steps.typed(amend(steps.present, text), typing_between(steps.present.text, text))
    assert [review.text for review in steps.past] == ["a long draft", "a long dra", "a long drab"]


@given(st.text("abl ", max_size=12), st.text("abl ", min_size=1, max_size=8), st.data())
def test_a_word_is_one_step_whatever_stands_behind_it(
    draft: str, word: str, data: st.DataObject
) -> None:
    """An "l" before an "l" is also one behind it: the text alone does not tell where it came."""
    at = data.draw(st.integers(0, len(draft)))
    steps = ReviewSteps(review_of("old", draft))
    letters = [draft[:at] + word[: n + 1] + draft[at:] for n in range(len(word))]
    for text in letters:
        steps = steps.typed(amend(steps.present, text), typing_between(steps.present.text, text))
    assert len(steps.past) == 1
    steps = ReviewSteps(review_of("old", letters[-1]))
    for text in (*reversed(letters[:-1]), draft):  # and the same word taken out by Backspace
        steps = steps.typed(amend(steps.present, text), typing_between(steps.present.text, text))
    assert len(steps.past) == 1


def test_hunks_beside_one_another_stay_in_order() -> None:
    review = amend(decide(review_of("a cat", "a dog"), 0, taken=False), "a catx")
    assert review.hunks == (
        Hunk(HunkKind.SAME, "a "),
        Hunk(HunkKind.REMOVED, "cat"),
        Hunk(HunkKind.ADDED, "dog"),
        Hunk(HunkKind.ADDED, "x"),
    )
