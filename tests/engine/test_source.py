"""The selection as tokens: white space put aside, pinned ranges on token borders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.draft_text import TokenPieces, spell
from engine.errors import PinnedSpanError
from engine.plain_tokenizer import PlainTokenizer
from engine.request import EditRequest, Span
from engine.source import read_source
from tests.tiny_checkpoint import make_tokenizer

TOKENIZER = make_tokenizer(320)
PLAIN = PlainTokenizer(TOKENIZER)
PIECES = TokenPieces(TOKENIZER)


def make_request(selected: str, *pinned: Span) -> EditRequest:
    return EditRequest(1, 1, Span(0, len(selected)), "", selected, "", "Fix it", pinned=pinned)


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
    expected = "".join(
        text[place] for span in spans for place in range(span.start, span.end) if place in core
    )
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
