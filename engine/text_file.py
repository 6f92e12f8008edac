"""A text file as the command line edits it: one span is replaced, every other byte stays.

Knows no request and no terminal. Inside the program lines end in line feeds; the file keeps its
own line ends.
"""

import codecs
from dataclasses import dataclass

from engine.request import Span


class TextFileError(Exception):
    """The bytes are not a text that can be edited, or the place in it does not exist."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A decoded text that remembers its bytes.

    Attributes:
        raw: the text with the file's own line ends, without a byte order mark.
        has_mark: the file began with the UTF-8 byte order mark.
    """

    raw: str
    has_mark: bool

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> "TextFile":
        """Decode UTF-8.

        Raises:
            TextFileError: the bytes are another encoding, or no text.
        """
        has_mark = data.startswith(codecs.BOM_UTF8)
        try:
            raw = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise TextFileError(
                f"{name} is not UTF-8 (byte {error.start} is 0x{data[error.start]:02x}): "
                "convert it, for example with iconv, and try again"
            ) from error
        if "\0" in raw:
            raise TextFileError(f"{name} holds zero bytes, so it is not a text")
        return cls(raw, has_mark)

    @property
    def text(self) -> str:
        """The text with line feeds alone; spans count its characters."""
        return self.raw.replace("\r\n", "\n")

    def replaced(self, span: Span, draft: str) -> "TextFile":
        """Return the file with ``draft`` in place of ``span``, in the file's own line ends."""
        lines = self.raw.count("\n")
        if self.raw.count("\r\n") * 2 > lines:
            draft = draft.replace("\n", "\r\n")
        start, end = (self._raw_position(position) for position in (span.start, span.end))
        return TextFile(self.raw[:start] + draft + self.raw[end:], self.has_mark)

    def to_bytes(self) -> bytes:
        """Return what is to be written."""
        return (codecs.BOM_UTF8 if self.has_mark else b"") + self.raw.encode("utf-8")

    def _raw_position(self, position: int) -> int:
        """Return where the character ``position`` of ``text`` stands in ``raw``."""
        shift = 0
        found = self.raw.find("\r\n")
        while found != -1 and found - shift < position:
            shift += 1
            found = self.raw.find("\r\n", found + 2)
        return position + shift


def span_of_lines(text: str, first: int, last: int) -> Span:
    """Return the span of the lines ``first`` to ``last``, without the end of the last one.

    Args:
        text: with line feeds alone.
        first: from 1.
        last: of the same count, at least ``first``.

    Raises:
        TextFileError: the text has no such lines.
    """
    lines = text.split("\n")
    count = len(lines) - (lines[-1] == "")
    if not 1 <= first <= last <= count:
        raise TextFileError(f"there are no lines {first}:{last}, the text has {count} lines")
    start = sum(len(line) + 1 for line in lines[: first - 1])
    return Span(start, start + len("\n".join(lines[first - 1 : last])))


def checked_span(text: str, start: int, end: int) -> Span:
    """Return the span ``start:end`` of characters of ``text``; it may be empty.

    Raises:
        TextFileError: it does not lie in the text.
    """
    if not 0 <= start <= end <= len(text):
        raise TextFileError(f"there is no span {start}:{end}, the text has {len(text)} characters")
    return Span(start, end)
