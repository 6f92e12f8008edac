"""The comparison of a draft with the original: exact, small, and readable."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review import Hunk, HunkKind, compare, review_draft
from app.word_diff import split_pieces
from tests.app.fake_engine import make_draft, make_request

MARKS = {HunkKind.SAME: "{}", HunkKind.REMOVED: "[-{}-]", HunkKind.ADDED: "{{+{}+}}"}
WORDS = st.lists(
    st.sampled_from(["a", "the", "cat", "sat", " ", "  ", "\n", ", ", "*", "**", "`", "é", "😀"]),
    max_size=30,
).map("".join)


def told(before: str, after: str) -> str:
    """Return the comparison as one line of text."""
    return "".join(MARKS[hunk.kind].format(hunk.text) for hunk in compare(before, after))


def check_exact(before: str, after: str) -> tuple[Hunk, ...]:
    """Return the hunks after checking what always holds."""
    hunks = compare(before, after)
    assert "".join(hunk.before for hunk in hunks) == before
    assert "".join(hunk.after for hunk in hunks) == after
    assert all(hunk.text for hunk in hunks)
    kinds = [hunk.kind for hunk in hunks]
    assert all(one is not other for one, other in pairwise(kinds))
    assert (HunkKind.ADDED, HunkKind.REMOVED) not in pairwise(kinds)
    return hunks


@given(WORDS, WORDS)
def test_the_hunks_give_both_texts_back(before: str, after: str) -> None:
    check_exact(before, after)


@given(st.text(), st.text())
def test_any_two_texts_are_compared_exactly(before: str, after: str) -> None:
    check_exact(before, after)


@given(WORDS)
def test_a_text_against_itself_has_no_change(text: str) -> None:
    assert compare(text, text) == ((Hunk(HunkKind.SAME, text),) if text else ())


@given(st.text())
def test_pieces_are_the_text_and_never_split_a_character(text: str) -> None:
    pieces = split_pieces(text)
    assert "".join(pieces) == text
    assert not any(unicodedata.category(piece[0])[0] == "M" for piece in pieces[1:])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "teh cta sat on teh mat.",
            "the cat sat on the mat.",
            "[-teh-]{+the+} [-cta-]{+cat+} sat on [-teh-]{+the+} mat.",
        ),
        ("This is a good idea.", "This is a very good idea.", "This is a {+very +}good idea."),
        ("It is really quite good.", "It is good.", "It is [-really quite -]good."),
        ("good", "good morning", "good{+ morning+}"),
        ("- a\n- c\n", "- a\n- b\n- c\n", "- a\n{+- b\n+}- c\n"),
        ("use foo and x.", "use `foo` and `x`.", "use {+`+}foo{+`+} and {+`+}x{+`+}."),
        ("call f(x", "call f(x)", "call f(x{+)+}"),
        ("def f(x)\n    pass", "def f(x):\n    pass", "def f(x){+:+}\n    pass"),
        ("# the guide", "# The Guide", "# [-the-]{+The+} [-guide-]{+Guide+}"),
        ("don't", "do not", "[-don't-]{+do not+}"),
        ("我们喜欢猫。", "我们喜欢狗。", "我们喜欢[-猫-]{+狗+}。"),
        ("cafe\u0301 now", "cafe now", "[-cafe\u0301-]{+cafe+} now"),
        ("", "text", "{+text+}"),
        ("text", "", "[-text-]"),
    ],
)
def test_changes_read_well(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


def test_other_words_are_told_as_one_change_not_as_confetti() -> None:
    before = "The committee decided to postpone the meeting until next week because of rain."
    after = "Because it rained, the meeting was moved by a week."
    assert len(compare(before, after)) <= 5


def test_a_list_keeps_its_items() -> None:
    hunks = check_exact(
        "We need apples, pears and plums.", "We need:\n\n- apples\n- pears\n- plums"
    )
    same = "".join(hunk.text for hunk in hunks if hunk.kind is HunkKind.SAME)
    for word in ("We need", "apples", "pears", "plums"):
        assert word in same


def test_one_word_in_a_long_text_is_one_change() -> None:
    words = [f"word{number % 40}" for number in range(600)]
    before = " ".join(words)
    words[300] = "different"
    kinds = [hunk.kind for hunk in check_exact(before, " ".join(words))]
    assert kinds == [HunkKind.SAME, HunkKind.REMOVED, HunkKind.ADDED, HunkKind.SAME]


def test_a_long_text_is_compared_without_a_pause() -> None:
    before = " ".join(f"word{number % 97}{number % 89}" for number in range(1500))
    after = " ".join(f"word{number % 97}{number % 83}" for number in range(1500))
    start = time.process_time()
    check_exact(before, after)
    assert time.process_time() - start < 1.0


def test_a_review_carries_the_comparison() -> None:
    review = review_draft(make_request("teh cat"), make_draft(1, "the cat"), stopped=True)
    assert [hunk.text for hunk in review.hunks] == ["teh", "the", " cat"]
    assert review.stopped
    assert review.changed
    assert not review_draft(make_request("same"), make_draft(1, "same")).changed
