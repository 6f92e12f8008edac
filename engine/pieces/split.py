"""Cuts a long text at the edges of its blocks; no torch, no model.

What stands between two pieces, blank lines and link definitions, belongs to none and stays.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from engine.pieces.structure import MARKDOWN, markdown_parser
from engine.request import Span

# What is not prose: an instruction for many paragraphs is not meant for it.
_KEPT = frozenset({"fence", "code_block", "html_block", "hr"})
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
_FRONT_MATTER_LINE = re.compile(r"[\w.-]+[ \t]*:|[\s#-]|$")
# As the parser counts lines.
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of whole blocks.

    Attributes:
        span: range of the text, in characters; no white space at its end.
        kept: it stays as it is.
    """

    span: Span
    kept: bool = False


def split_pieces(
    text: str, language: str, *, most: int, measure: Callable[[str], int]
) -> tuple[Piece, ...]:
    """Cut ``text`` into pieces as long as may be.

    Args:
        text: what is to be refined.
        language: as in ``EditRequest``.
        most: length that a piece of more than one block may have.
        measure: the length of a text, in the unit of ``most``.

    Returns:
        In ascending order; a block that is longer than ``most`` by itself is one piece.
    """
    pieces: list[Piece] = []
    for block in _short_blocks(text, language, most, measure):
        last = pieces[-1] if pieces else None
        joined = None if last is None else Span(last.span.start, block.span.end)
        if (
            joined is not None
            and not block.kept
            and last is not None
            and not last.kept
            # A link definition between them belongs to none.
            and not text[last.span.end : block.span.start].strip()
            and measure(text[joined.start : joined.end]) <= most
        ):
            pieces[-1] = Piece(joined)
        else:
            pieces.append(block)
    return tuple(pieces)


def smaller_pieces(text: str, language: str) -> tuple[Piece, ...]:
    """Return the blocks of ``text``, or where it is one list, its items: the next smaller cut."""
    blocks = tuple(_blocks(text, language))
    return tuple(_items(text, language)) if len(blocks) == 1 else blocks


def _short_blocks(
    text: str, language: str, most: int, measure: Callable[[str], int]
) -> Iterator[Piece]:
    """Yield the blocks of ``text``, lists that are too long as their items."""
    for block in _blocks(text, language):
        start, end = block.span.start, block.span.end
        source = text[start:end]
        if block.kept or measure(source) <= most:
            yield block
            continue
        items = list(_items(source, language))
        for item in items:
            yield Piece(Span(start + item.span.start, start + item.span.end))
        if not items:
            yield block


def _blocks(text: str, language: str) -> Iterator[Piece]:
    """Yield the outermost blocks of ``text``."""
    starts = _line_starts(text)
    if language != MARKDOWN:
        for first, end in _paragraphs(_LINE_END.split(text)):
            yield Piece(_trimmed(text, starts, first, end))
        return
    lines = _LINE_END.split(text)
    front = _front_matter(lines)
    if front:
        yield Piece(_trimmed(text, starts, 0, front), kept=True)
    for token in markdown_parser().parse("\n".join([""] * front + lines[front:])):
        if token.level == 0 and token.nesting >= 0 and token.map is not None:
            span = _trimmed(text, starts, *token.map)
            if len(span):
                yield Piece(span, token.type in _KEPT)


def _front_matter(lines: Sequence[str]) -> int:
    """Return how many lines the values at the top take, which Markdown does not know."""
    if lines[0].rstrip() != "---" or not lines[1:2] or not lines[1].strip():
        return 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return number + 1
        if not _FRONT_MATTER_LINE.match(line):
            return 0
    return 0


def _items(text: str, language: str) -> Iterator[Piece]:
    """Yield the items of the list that ``text`` is, nothing for any other text."""
    if language != MARKDOWN:
        return
    tokens = markdown_parser().parse(text)
    if not tokens or tokens[0].type not in _LISTS:
        return
    starts = _line_starts(text)
    for item in _at_level(tokens, "list_item_open", 1):
        if item.map is not None:
            yield Piece(_trimmed(text, starts, *item.map))


def _at_level(tokens: Sequence[Token], kind: str, level: int) -> Iterator[Token]:
    return (token for token in tokens if token.type == kind and token.level == level)


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield first line and one past the last of what blank lines part.

    A line that is indented goes on with what stands above it, blank lines or not: the body of a
    function is not cut.
    """
    first: int | None = None
    end = 0
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        after_blank = first is not None and end < number
        if first is None or (after_blank and not line[0].isspace()):
            if first is not None:
                yield first, end
            first = number
        end = number + 1
    if first is not None:
        yield first, end


def _line_starts(text: str) -> list[int]:
    """Return where each line begins, and where one after the last would."""
    return [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]


def _trimmed(text: str, starts: Sequence[int], first: int, end: int) -> Span:
    """Return the lines ``first`` up to ``end`` without the white space at their end."""
    start = starts[first]
    source = text[start : starts[end]]
    return Span(start, start + len(source.rstrip()))
