"""Bytes to text and back: what nobody touched stays, byte for byte."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text_format import (
    DecodedText,
    NotTextError,
    TextFormat,
    UnencodableError,
    decode_text,
    encode_text,
)

LINE_ENDS = ("\n", "\r\n", "\r", "\u2029")
# Characters without line ends, byte order marks and zero bytes.
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0\n\r\u2029\ufdd0\ufdd1\ufeff")
LINES = st.lists(st.text(CHARACTERS, max_size=6), min_size=1, max_size=12)


def encoded(text: str, data: bytes) -> bytes:
    """Return ``text`` written in the format of ``data``."""
    return encode_text(text, decode_text(data))[0]


@pytest.mark.parametrize(
    ("data", "text", "form"),
    [
        (b"", "", TextFormat()),
        (b"a\nb", "a\nb", TextFormat()),
        ("naïve – 😀\n".encode(), "naïve – 😀\n", TextFormat()),
        (codecs.BOM_UTF8 + b"a\r\n", "a\n", TextFormat("utf-8", bom=True, line_end="\r\n")),
        (
            codecs.BOM_UTF16_LE + "é\r\n😀".encode("utf-16-le"),
            "é\n😀",
            TextFormat("utf-16-le", bom=True, line_end="\r\n"),
        ),
        (
            codecs.BOM_UTF16_BE + "é\n".encode("utf-16-be"),
            "é\n",
            TextFormat("utf-16-be", bom=True),
        ),
        (b"caf\xe9 \x80", "café €", TextFormat("cp1252")),
        (b"caf\xe9 \x81", "café \x81", TextFormat("latin-1")),
        (b"a\rb\r", "a\nb\n", TextFormat(line_end="\r")),
        (b"a\r\nb\r\nc\n", "a\nb\nc\n", TextFormat(line_end="\r\n", mixed=True)),
    ],
)
def test_the_format_is_found_and_kept(data: bytes, text: str, form: TextFormat) -> None:
    decoded = decode_text(data)
    assert (decoded.text, decoded.format) == (text, form)
    assert encode_text(text, decoded)[0] == data


@pytest.mark.parametrize(
    "data",
    [
        b"abc\0def",
        "a\0b".encode("utf-16"),
        "text".encode("utf-32"),
        codecs.BOM_UTF16_LE + b"abc",
        codecs.BOM_UTF8 + b"\xff",
        b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)) * 4,
        "wide".encode("utf-16-le"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(NotTextError):
        decode_text(data)


@given(st.binary(max_size=80))
def test_any_bytes_that_open_are_saved_as_they_were(data: bytes) -> None:
    try:
        decoded = decode_text(data)
    except NotTextError:
        return
    assert "\r" not in decoded.text
    assert encode_text(decoded.text, decoded) == (data, decoded)


@given(
    LINES,
    st.lists(st.sampled_from(LINE_ENDS), min_size=12, max_size=12),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
)
def test_any_mix_of_line_ends_is_kept(lines: list[str], ends: list[str], encoding: str) -> None:
    written = "".join(line + end for line, end in zip(lines, [*ends[1:], ""], strict=False))
    marks = {
        "utf-8": b"",
        "utf-16-le": codecs.BOM_UTF16_LE,
        "utf-16-be": codecs.BOM_UTF16_BE,
    }
    data = marks[encoding] + written.encode(encoding)
    assert encoded(decode_text(data).text, data) == data


@given(LINES, LINES, st.integers(0, 12))
def test_an_edit_in_a_mixed_file_keeps_the_other_lines(
    lines: list[str], new: list[str], place: int
) -> None:
    # Told apart by a number: which of two equal lines is the new one cannot be known.
    lines = [f"{number} {line}" for number, line in enumerate(lines)]
    ends = [LINE_ENDS[number % 3] for number in range(len(lines))]
    data = "".join(line + end for line, end in zip(lines, ends, strict=True)).encode()
    saved = decode_text(data)
    place = min(place, len(lines))
    edited = [*lines[:place], *new, *lines[place:]]
    result, after = encode_text("\n".join([*edited, ""]), saved)
    head = "".join(line + end for line, end in zip(lines[:place], ends, strict=False)).encode()
    tail = "".join(
        line + end for line, end in zip(lines[place:], ends[place:], strict=True)
    ).encode()
    assert result.startswith(head)
    assert result.endswith(tail)
    assert decode_text(result).text == after.text == "\n".join([*edited, ""])


def test_lines_between_two_edits_keep_their_ends_and_new_ones_take_the_majority() -> None:
    data = b"one\r\ntwo\nthree\rfour\r\nfive\n\nsix\r\nseven\r\n"
    result = encoded("ONE\ntwo\nthree\nnew\nfour\nfive\n\nSIX\nseven\n", data)
    assert result == b"ONE\r\ntwo\nthree\rnew\r\nfour\r\nfive\n\nSIX\r\nseven\r\n"


def test_a_second_save_of_a_mixed_file_starts_from_the_first() -> None:
    saved = decode_text(b"one\r\ntwo\nthree\r\n")
    _, saved = encode_text("one\nnew\ntwo\nthree\n", saved)
    data, _ = encode_text("new\ntwo\nthree\n", saved)
    assert data == b"new\r\ntwo\nthree\r\n"


def test_the_first_character_that_does_not_fit_is_named() -> None:
    with pytest.raises(UnencodableError, match="Windows-1252 has no “→”") as caught:
        encoded("é\n\nab → ☃", b"\xe9\r\nab\r\n")
    assert (caught.value.character, caught.value.position) == ("→", 6)
    assert "UTF-8" in str(caught.value)


def test_half_a_character_is_named_without_printing_it() -> None:
    with pytest.raises(UnencodableError, match=r"U\+D83D") as caught:
        encode_text("a\ud83d", DecodedText("", TextFormat()))
    str(caught.value).encode()


def test_names_for_people() -> None:
    assert decode_text(b"a\r\nb\n\r\n").format.line_end_name == "mixed, mostly CRLF"
    assert decode_text(codecs.BOM_UTF8).format.encoding_name == "UTF-8 with BOM"
    assert decode_text(b"\xe9").format.encoding_name == "Windows-1252"
    assert TextFormat(line_end="\u2029").line_end_name == "other line ends"
