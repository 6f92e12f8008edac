"""A text file on the command line: what is outside the span keeps every byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.request import Span
from engine.text_file import TextFile, TextFileError, checked_span, span_of_lines


def test_mark_and_line_ends_are_kept_and_the_draft_takes_them() -> None:
    data = b"\xef\xbb\xbfone\r\ntwo\r\nthree\r\n"
    file = TextFile.from_bytes(data, "a.md")
    assert file.text == "one\ntwo\nthree\n"
    assert file.to_bytes() == data
    edited = file.replaced(span_of_lines(file.text, 2, 2), "zwei\nund")
    assert edited.to_bytes() == b"\xef\xbb\xbfone\r\nzwei\r\nund\r\nthree\r\n"


texts = st.text(alphabet="ab\r\né😀", max_size=40)


@given(texts, texts, st.data())
def test_only_the_span_changes(raw: str, draft: str, data: st.DataObject) -> None:
    file = TextFile.from_bytes(raw.encode(), "a.md")
    draft = draft.replace("\r", "")
    start = data.draw(st.integers(0, len(file.text)))
    end = data.draw(st.integers(start, len(file.text)))
    edited = file.replaced(Span(start, end), draft)
    prefix, suffix = raw_halves(raw, start, end)
    assert edited.raw.startswith(prefix)
    assert edited.raw.endswith(suffix)
    middle = edited.raw[len(prefix) : len(edited.raw) - len(suffix)]
    assert middle.replace("\r\n", "\n") == draft


def raw_halves(raw: str, start: int, end: int) -> tuple[str, str]:
    """What stands around a span, found unit by unit: a CRLF is one character of the text."""
    units: list[str] = []
    place = 0
    while place < len(raw):
        size = 2 if raw.startswith("\r\n", place) else 1
        units.append(raw[place : place + size])
        place += size
    return "".join(units[:start]), "".join(units[end:])


def test_other_encodings_and_binaries_are_named() -> None:
    with pytest.raises(TextFileError, match=r"a\.md is not UTF-8 \(byte 1 is 0xe9\)"):
        TextFile.from_bytes("né".encode("latin-1"), "a.md")
    with pytest.raises(TextFileError, match="zero bytes"):
        TextFile.from_bytes("hi".encode("utf-16-le"), "a.md")


def test_lines_are_counted_from_one_and_the_last_end_is_left_out() -> None:
    text = "a\nbb\n\nc\n"
    assert [span_of_lines(text, n, n) for n in (1, 2, 3, 4)] == [
        Span(0, 1),
        Span(2, 4),
        Span(5, 5),
        Span(6, 7),
    ]
    assert text[2:7] == "bb\n\nc"
    assert span_of_lines(text, 2, 4) == Span(2, 7)
    assert span_of_lines("one line", 1, 1) == Span(0, 8)


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (1, 5), (5, 5), (-1, 2)])
def test_lines_that_are_not_there_are_refused(first: int, last: int) -> None:
    with pytest.raises(TextFileError, match="has 4 lines"):
        span_of_lines("a\nbb\n\nc\n", first, last)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (9, 9), (3, 2), (0, 9)])
def test_spans_that_are_not_there_are_refused(start: int, end: int) -> None:
    with pytest.raises(TextFileError, match="has 8 characters"):
        checked_span("a\nbb\n\nc\n", start, end)
