"""Pinned words that are put into what a model shows: where they go, and that they are all there."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import TokenState, TokenView
from engine.floating_pins import FloatingPins
from engine.request import Span

TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(["the", "teh", "lazy", "dogs,", "(jump)", "naïve", "😀", "\n", "我"]),
        max_size=12,
    ).map(" ".join),
)


def tokens_of(text: str, size: int = 3) -> tuple[TokenView, ...]:
    return tuple(
        TokenView(start, min(start + size, len(text)), 1.0, TokenState.FREE)
        for start in range(0, len(text), size)
    )


def put(selected: str, pinned: str | tuple[str, ...], draft: str) -> str:
    words = (pinned,) if isinstance(pinned, str) else pinned
    spans = [Span(selected.index(word), selected.index(word) + len(word)) for word in words]
    return FloatingPins(selected, spans).put_into(draft, tokens_of(draft))[0]


@given(data=st.data(), selected=TEXTS.filter(bool), draft=TEXTS, size=st.integers(1, 9))
def test_every_pin_is_there_in_order_and_tokens_cover_the_text(
    data: st.DataObject, selected: str, draft: str, size: int
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(selected)), min_size=4, max_size=4)))
    spans = [Span(cuts[0], cuts[1]), Span(cuts[2], cuts[3])]
    text, tokens = FloatingPins(selected, spans).put_into(draft, tokens_of(draft, size))
    assert all(one.end == two.start for one, two in pairwise(tokens))
    assert not tokens or (tokens[0].start, tokens[-1].end) == (0, len(text))
    pinned = [token for token in tokens if token.state is TokenState.PINNED]
    assert [text[token.start : token.end] for token in pinned] == [
        selected[span.start : span.end] for span in spans if len(span)
    ]


BLANKS = st.lists(st.sampled_from([" ", "\n", "a", "word", ". ", "-", "我"]), max_size=12).map(
    "".join
)


@given(selected=(TEXTS | BLANKS).filter(bool), data=st.data())
def test_a_draft_that_kept_them_stays_as_it_is(selected: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(selected)), min_size=6, max_size=6)))
    pins = FloatingPins(selected, [Span(*cuts[:2]), Span(*cuts[2:4]), Span(*cuts[4:])])
    assert pins.put_into(selected, tokens_of(selected))[0] == selected


@pytest.mark.parametrize(
    ("selected", "pin", "draft", "expected"),
    [
        (". \nso", Span(2, 3), ". \nand", ". \nand"),
        ("one \ntwo", Span(4, 5), "one \nthree", "one \nthree"),
        ("one \ntwo", Span(3, 4), "one two", "one two"),
    ],
)
def test_white_space_that_is_pinned_alone_goes_behind_what_stands_before_it(
    selected: str, pin: Span, draft: str, expected: str
) -> None:
    assert FloatingPins(selected, [pin]).put_into(draft, tokens_of(draft))[0] == expected


@pytest.mark.parametrize(
    ("selected", "pinned", "draft", "expected"),
    [
        # Another form of the word gives way.
        (
            "We recieved teh letter.",
            "recieved",
            "We received the letter.",
            "We recieved the letter.",
        ),
        ("We recieved teh letter.", "letter", "We got it, the letter.", "We got it, the letter."),
        # What became shorter or longer before it moves it along.
        ("It is is the frist one.", "frist", "It is the first one.", "It is the frist one."),
        ("It frist ran.", "frist", "- It\n- first\n- ran", "- It\n- frist\n- ran"),
        # What was dropped stands again where it stood, parted by blanks.
        ("It was very late then.", "very", "It was late then.", "It was very late then."),
        ("It was late, honestly.", "honestly", "It was late.", "It was late honestly."),
        ("Honestly it was late.", "Honestly", "It was late.", "Honestly It was late."),
        # Several of them, and white space between.
        ("a teh b frist c", ("teh", "frist"), "a the b first c", "a teh b frist c"),
        ("two  words here", "two  words", "two words there", "two  words there"),
        # A part of a word, signs, and scripts without blanks.
        ("foxhole is deep", "fox", "foxhole is deep", "foxhole is deep"),
        ("foxhole is deep", "fox", "The foxholes are deep", "The foxholes are deep"),
        ("call `foo()` now", "`foo()`", "call foo now", "call `foo()` now"),
        ("我爱你。", "爱", "我恨你。", "我爱恨你。"),
        ("keep this", "this", "", "this"),
    ],
)
def test_where_a_pin_goes(
    selected: str, pinned: str | tuple[str, ...], draft: str, expected: str
) -> None:
    assert put(selected, pinned, draft) == expected


def test_what_a_pin_replaces_shows_nothing_but_keeps_its_token() -> None:
    draft = "We received it"
    text, tokens = FloatingPins("We recieved it", [Span(3, 11)]).put_into(draft, tokens_of(draft))
    assert text == "We recieved it"
    shown = [(text[token.start : token.end], token.state) for token in tokens]
    assert [part for part, _ in shown if part] == ["We ", "recieved", " ", "it"]
    assert [part for part, state in shown if state is TokenState.PINNED] == ["recieved"]
    assert sum(token.start == token.end for token in tokens) == 3


def test_white_space_around_all_stays_outside() -> None:
    selected = "  very late \n"
    pins = FloatingPins(selected, [Span(0, 6)], lead=2, trail=2)
    for core, expected in (("late", "very late"), ("", "very"), ("so late", "very so late")):
        draft = f"  {core} \n"
        assert pins.put_into(draft, tokens_of(draft))[0] == f"  {expected} \n"
