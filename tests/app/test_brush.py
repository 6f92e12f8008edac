"""The words of a span, what is painted on them, and what a request makes of it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.brush import LIGHT_STRENGTH, Brush, Paint, PaintMemory, Way, moved, paint_words, words_of
from engine.request import EditRequest, Span

TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab é爱😀*_`(.,-\u0301\n\t", max_size=60),
)


def words(text: str) -> list[str]:
    return [text[word.start : word.end] for word in words_of(text)]


def request_of(text: str) -> EditRequest:
    return EditRequest(1, 1, Span(0, len(text)), "", text, "", "Fix the spelling")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lazy dog, it's (not) lazy.", ["The", "lazy", "dog", "it's", "not", "lazy"]),
        ("**very bold** `code` ~~gone~~", ["**very", "bold**", "`code`", "~~gone~~"]),
        ("a*b + snake_case", ["a", "b", "snake_case"]),
        ("我爱你。", ["我", "爱", "你"]),
        ("cafe\u0301 and 👍🏽!", ["cafe\u0301", "and", "👍🏽"]),
        ("# Title\n\n- [ ] item 1.5", ["Title", "item", "1", "5"]),
        ("😀*😀", ["😀", "😀"]),
        ("--- ***", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(text=TEXTS)
def test_words_ascend_and_never_overlap(text: str) -> None:
    here = 0
    for word in words_of(text):
        assert here <= word.start < word.end <= len(text)
        assert not any(character.isspace() for character in text[word.start : word.end])
        here = word.end


@given(text=TEXTS, data=st.data())
def test_a_request_pins_what_is_kept_and_strokes_what_is_light(
    text: str, data: st.DataObject
) -> None:
    paint = Paint.blank(text)
    brushes = data.draw(st.tuples(*(st.sampled_from(list(Brush)) for _ in paint.words)))
    for number, brush in enumerate(brushes):
        paint = paint.painted(number, number, brush)
    request = paint.on(request_of(text))
    ranges = sorted([*request.pinned, *(stroke.span for stroke in request.strokes)])
    assert all(a.end <= b.start for a, b in pairwise(ranges))
    for word, brush in zip(paint.words, brushes, strict=True):
        pinned = any(span.start <= word.start and word.end <= span.end for span in request.pinned)
        light = any(
            stroke.span.start <= word.start and word.end <= stroke.span.end
            for stroke in request.strokes
        )
        assert (pinned, light) == (brush is Brush.KEEP, brush is Brush.LIGHT)
    assert all(stroke.strength == LIGHT_STRENGTH for stroke in request.strokes)
    assert paint.is_blank == (not ranges)


def test_neighbours_of_one_brush_are_one_range_with_what_lies_between() -> None:
    text = "the lazy, old  dog jumps"
    paint = Paint.blank(text).painted(1, 3, Brush.KEEP).painted(4, 4, Brush.LIGHT)
    assert [text[span.start : span.end] for span, _ in paint.ranges()] == [
        "lazy, old  dog",
        "jumps",
    ]
    again = paint.painted(2, 2, Brush.FREE)
    assert [text[span.start : span.end] for span, _ in again.ranges()] == ["lazy", "dog", "jumps"]


def test_painting_goes_in_either_direction_and_leaves_the_value_alone() -> None:
    blank = Paint.blank("one two three four")
    assert blank.painted(1, 2, Brush.KEEP) == blank.painted(2, 1, Brush.KEEP)
    assert blank.is_blank
    assert blank.painted(0, 3, Brush.KEEP).is_full
    assert not blank.painted(0, 2, Brush.KEEP).is_full


def test_how_much_is_painted_in_words() -> None:
    paint = Paint.blank("one two three four five six")
    assert paint_words(paint) == ""
    assert paint_words(paint.painted(0, 0, Brush.KEEP)) == "1 word kept"
    assert paint_words(paint.painted(0, 1, Brush.LIGHT)) == "2 words light"
    both = paint.painted(0, 2, Brush.KEEP).painted(4, 4, Brush.LIGHT)
    assert paint_words(both) == "3 words kept · 1 light"


@pytest.mark.parametrize(
    ("place", "word"), [(0, 0), (2, 0), (3, 0), (4, 1), (8, 1), (9, 2), (14, 2), (99, 2)]
)
def test_the_word_at_a_place_is_the_nearest(place: int, word: int) -> None:
    assert Paint.blank("one, two  three").word_at(place) == word


def test_brushes_go_round() -> None:
    assert [Brush.FREE.next, Brush.KEEP.next, Brush.LIGHT.next] == [
        Brush.KEEP,
        Brush.LIGHT,
        Brush.FREE,
    ]


def test_a_paint_is_remembered_for_its_text_in_its_place() -> None:
    memory, span = PaintMemory(), Span(4, 11)
    paint = Paint.blank("one two").painted(0, 0, Brush.KEEP)
    assert memory.find("a", span, "one two") is None
    memory.keep("a", span, paint)
    assert memory.find("a", span, "one two") == paint
    assert memory.find("b", span, "one two") is None
    assert memory.find("a", Span(5, 12), "one two") is None
    assert memory.find("a", span, "one too") is None
    memory.keep("a", span, Paint.blank("one two"))
    assert memory.find("a", span, "one two") is None


def test_moves_end_at_the_ends() -> None:
    ways = (Way.LEFT, Way.RIGHT, Way.START, Way.END)
    assert [moved(5, 0, way) for way in ways] == [0, 1, 0, 4]
    assert [moved(5, 4, way) for way in ways] == [3, 4, 0, 4]
