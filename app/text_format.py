"""Bytes of a text file and the text inside the program, both ways; no files, no Qt.

Inside the program a text has LF line ends only and no byte order mark. What is lost by that is
kept in a :class:`TextFormat`, so that a text that nobody touched gives back the identical bytes.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

# What Qt's text document takes for the end of a paragraph, besides "\n": read as a line end, so
# that such a character is kept like every other line end and never turns into another one.
_LINE_END = re.compile("\r\n|[\r\n\u2029\ufdd0\ufdd1]")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A file in an old 8-bit encoding has hardly any control characters; a picture is full of them.
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01  # share of the bytes

_NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252",
    "latin-1": "ISO 8859-1",
}
_LINE_END_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


class NotTextError(ValueError):
    """The bytes are no text in an encoding that this program can keep."""


class UnencodableError(ValueError):
    """The text has a character that the file's encoding cannot hold.

    Attributes:
        character: the first such character.
        position: where it stands in the text, in characters.
        encoding: the encoding's name for people.
    """

    def __init__(self, character: str, position: int, encoding: str) -> None:
        """Word the message for people."""
        code = f"U+{ord(character):04X}"
        where = f"at character {position + 1:,}"
        if "\ud800" <= character <= "\udfff":
            message = f"There is half a character ({code}) {where}. Take it out, then save again."
        else:
            message = (
                f"{encoding} has no “{character}” ({code}), which stands {where}."
                " Save the file as UTF-8, or take that character out."
            )
        super().__init__(message)
        self.character = character
        self.position = position
        self.encoding = encoding


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How a text is written to its file.

    Attributes:
        encoding: Python's name of it: utf-8, utf-16-le, utf-16-be, cp1252 or latin-1.
        bom: whether the file begins with a byte order mark.
        line_end: what ends most lines, and every new one.
        mixed: whether some lines end in something else.
    """

    encoding: str = "utf-8"
    bom: bool = False
    line_end: str = "\n"
    mixed: bool = False

    @property
    def encoding_name(self) -> str:
        """Return the encoding's name for people."""
        name = _NAMES[self.encoding]
        return f"{name} with BOM" if self.bom and self.encoding == "utf-8" else name

    @property
    def line_end_name(self) -> str:
        """Return the line ends' name for people."""
        name = _LINE_END_NAMES.get(self.line_end, "other line ends")
        return f"mixed, mostly {name}" if self.mixed else name


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A file's text with all that is needed to write it back.

    Attributes:
        text: with LF line ends and without byte order mark.
        format: how the file was written.
        line_ends: of a mixed file, what ends each of its lines in order; else empty.
    """

    text: str
    format: TextFormat
    line_ends: tuple[str, ...] = ()


def decode_text(data: bytes) -> DecodedText:
    """Return the text of ``data``.

    Raises:
        NotTextError: a NUL, bytes that do not fit the byte order mark, or binary data.
    """
    raw, encoding, bom = _decode(data)
    if "\0" in raw:
        raise NotTextError("it holds zero bytes, so it is no text")
    found = Counter(_LINE_END.findall(raw))
    line_end = max(found, key=lambda end: (found[end], end == "\n"), default="\n")
    form = TextFormat(encoding, bom, line_end, mixed=len(found) > 1)
    if not found or set(found) == {"\n"}:
        return DecodedText(raw, form)
    line_ends = tuple(_LINE_END.findall(raw)) if form.mixed else ()
    return DecodedText(_LINE_END.sub("\n", raw), form, line_ends)


def encode_text(text: str, saved: DecodedText) -> tuple[bytes, DecodedText]:
    """Return the bytes of ``text`` in the format of ``saved``, and what a reader finds in them.

    Args:
        text: with LF line ends.
        saved: the text that it was edited from. In a mixed file the untouched lines keep their
            line ends.

    Raises:
        UnencodableError: the encoding lacks a character of ``text``.
    """
    form = saved.format
    line_ends: tuple[str, ...] = ()
    written = text
    if form.mixed:
        line_ends = _line_ends(text.split("\n"), saved)
        pieces = zip(text.split("\n"), [*line_ends, ""], strict=True)
        written = "".join(line + end for line, end in pieces)
    elif form.line_end != "\n":
        written = text.replace("\n", form.line_end)
    try:
        data = written.encode(form.encoding)
    except UnicodeEncodeError as error:
        # The error counts in the text as written; people count every line end as one character.
        position = len(_LINE_END.sub("\n", written[: error.start]))
        raise UnencodableError(written[error.start], position, form.encoding_name) from error
    if form.bom:
        data = next(mark for mark, name in _BOMS if name == form.encoding) + data
    return data, DecodedText(text, form, line_ends)


def _decode(data: bytes) -> tuple[str, str, bool]:
    """Return the text of ``data``, its encoding and whether a byte order mark led it."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding, True
            except UnicodeDecodeError as error:
                name = _NAMES[encoding]
                raise NotTextError(
                    f"it begins like {name} but byte {error.start + len(mark):,} does not fit"
                ) from error
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        return _decode_8_bit(data)


def _decode_8_bit(data: bytes) -> tuple[str, str, bool]:
    if b"\0" in data or len(_CONTROL.findall(data)) > _MOST_CONTROL * len(data):
        raise NotTextError("it holds binary data, so it is no text")
    try:
        return data.decode("cp1252"), "cp1252", False
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1", False


def _line_ends(lines: list[str], saved: DecodedText) -> tuple[str, ...]:
    """Return what ends each of ``lines`` but the last, after the untouched lines in ``saved``."""
    old_lines = saved.text.split("\n")
    ends = [saved.format.line_end] * (len(lines) - 1)
    head = _common_head(lines, old_lines)
    tail = _common_head(lines[head:][::-1], old_lines[head:][::-1])
    blocks = [(0, 0, head), (len(lines) - tail, len(old_lines) - tail, tail)]
    middle = SequenceMatcher(
        None, lines[head : len(lines) - tail], old_lines[head : len(old_lines) - tail]
    )
    for _, here, here_end, there, there_end in middle.get_opcodes():
        # A line that was changed in its place keeps its end as well; a new one has no old place.
        blocks.append((head + here, head + there, min(here_end - here, there_end - there)))
    for here, there, size in blocks:
        # The last line has no end, in the new text as in the old one.
        common = max(0, min(size, len(ends) - here, len(saved.line_ends) - there))
        ends[here : here + common] = saved.line_ends[there : there + common]
    for number in range(1, len(ends)):
        # CR, an empty line and LF, newly met, would be read as a single CRLF.
        if not lines[number] and (ends[number - 1], ends[number]) == ("\r", "\n"):
            ends[number] = "\r\n"
    return tuple(ends)


def _common_head(one: list[str], other: list[str]) -> int:
    """Return how many lines both lists begin with."""
    shorter = min(len(one), len(other))
    return next((i for i in range(shorter) if one[i] != other[i]), shorter)
