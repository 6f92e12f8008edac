"""The selection as tokens: white space put aside, pinned ranges on token borders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.draft_text import TokenPieces, spell
from engine.errors import PinnedSpanError, StrokeError
from engine.plain_tokenizer import PlainTokenizer
from engine.request import EditRequest, Span, Stroke
from engine.source import read_source
from tests.tiny_checkpoint import make_tokenizer

TOKENIZER = make_tokenizer(320)
PLAIN = PlainTokenizer(TOKENIZER)
PIECES = TokenPieces(TOKENIZER)


def make_request(selected: str, *pinned: Span, strokes: tuple[Stroke, ...] = ()) -> EditRequest:
    span = Span(0, len(selected))
    return EditRequest(1, 1, span, "", selected, "", "Fix it", pinned=pinned, strokes=strokes)


def test_white_space_is_put_aside() -> None:
    source = read_source(make_request("\t  the fox \n"), PLAIN)
    assert (source.lead, source.trail) == ("\t  ", " \n")
    assert list(source.ids) == PLAIN.encode("the fox")
    assert source.pins == {}


@given(text=st.text(min_size=1, max_size=40).filter(str.strip), data=st.data())
def test_pinned_tokens_spell_the_pinned_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    spans = (Span(cuts[0], cuts[1]), Span(cuts[2], cuts[3]))
    source = read_source(make_request(text, *spans), PLAIN)
    assert source.lead + spell(PIECES, source.ids).text + source.trail == text
    kept = [source.pins[position] for position in sorted(source.pins)]
    assert all(source.ids[position] == token for position, token in source.pins.items())
    core = range(len(source.lead), len(text) - len(source.trail))
    places = {place for span in spans for place in range(span.start, span.end) if place in core}
    for span in (span for span in spans if places.intersection(range(span.start, span.end))):
        # The white space before a pinned range is pinned with it.
        place = span.start - 1
        while place in core and text[place].isspace():
            places.add(place)
            place -= 1
    expected = "".join(text[place] for place in sorted(places))
    assert b"".join(PIECES[token] for token in kept).decode() == expected


@pytest.mark.parametrize(
    "pinned",
    [
        (Span(0, 99),),
        (Span(4, 6), Span(0, 2)),
        (Span(0, 4), Span(2, 6)),
    ],
)
def test_wrong_pins_are_refused(pinned: tuple[Span, ...]) -> None:
    with pytest.raises(PinnedSpanError, match="ascending"):
        read_source(make_request("the fox", *pinned), PLAIN)


@given(text=st.text(min_size=1, max_size=40).filter(str.strip), data=st.data())
def test_tokens_of_a_stroke_spell_its_text_and_no_more(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=6, max_size=6)))
    strokes = (Stroke(Span(cuts[0], cuts[1]), 0.25), Stroke(Span(cuts[4], cuts[5]), 0.5))
    source = read_source(make_request(text, Span(cuts[2], cuts[3]), strokes=strokes), PLAIN)
    assert source.lead + spell(PIECES, source.ids).text + source.trail == text
    assert not source.pins.keys() & source.strengths.keys()
    for stroke in strokes:
        core = text[: len(text) - len(source.trail)]
        wanted = core[max(stroke.span.start, len(source.lead)) : stroke.span.end]
        tokens = [
            source.ids[place]
            for place in sorted(source.strengths)
            if source.strengths[place] == stroke.strength
        ]
        spelled = b"".join(PIECES[token] for token in tokens).decode()
        assert spelled.endswith(wanted)
        assert not spelled.removesuffix(wanted).strip()


def test_a_word_is_encoded_with_the_blank_before_it() -> None:
    text = "the lazy fox jumps"
    stroke = Stroke(Span(text.index("fox"), text.index(" jumps")), 0.3)
    source = read_source(make_request(text, Span(4, 8), strokes=(stroke,)), PLAIN)
    assert list(source.ids) == [
        token for part in ("the", " lazy", " fox", " jumps") for token in PLAIN.encode(part)
    ]


@pytest.mark.parametrize(
    ("pinned", "strokes"),
    [
        ((), (Span(0, 99),)),
        ((), (Span(4, 6), Span(0, 2))),
        ((), (Span(0, 4), Span(2, 6))),
        ((Span(2, 5),), (Span(0, 3),)),
        ((Span(0, 3),), (Span(2, 5),)),
    ],
)
def test_wrong_strokes_are_refused(pinned: tuple[Span, ...], strokes: tuple[Span, ...]) -> None:
    made = tuple(Stroke(span, 0.3) for span in strokes)
    with pytest.raises(StrokeError, match=r"ascending|overlap"):
        read_source(make_request("the fox", *pinned, strokes=made), PLAIN)


@pytest.mark.parametrize(
    ("text", "pinned", "parted"),
    [
        ("the fox jumps", "fox", [False, True]),  # the blank before it is pinned with it
        ("the (fox) jumps", "fox", [True, True]),
        ("a foxhole", "fox", [False, False]),  # the pin itself ends within a word
        ("the fox, then", "fox,", [False, False]),
        ("the fox", "fox", [False, True]),
        ("我爱你", "爱", [False, False]),  # words touch here
        ("我，爱，你", "爱", [False, False]),
    ],
)
def test_what_must_not_run_into_a_pinned_word(text: str, pinned: str, parted: list[bool]) -> None:
    start = text.index(pinned)
    source = read_source(make_request(text, Span(start, start + len(pinned))), PLAIN)
    ends = [min(source.pins), max(source.pins) + 1]
    assert [end in source.edges for end in ends] == parted
