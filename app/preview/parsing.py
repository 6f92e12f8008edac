"""Markdown text to blocks through markdown-it; knows no Qt, no theme and no drafts.

Block structure in CommonMark is decided line by line, and at the start of a top-level block the
parser remembers nothing of what came before. So a parse may begin at any block's start, and a
parse of a piece of text is right for all of its blocks but the last, which may go on.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypedDict

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from app.preview.blocks import (
    PIECE_LINES,
    Block,
    BlockKind,
    Definition,
    count_lines,
    find_mentions,
    split_lines,
)

_KINDS: dict[str, BlockKind] = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "fence": "fence",
    "code_block": "code",
    "table_open": "table",
    "blockquote_open": "quote",
    "hr": "rule",
    "html_block": "html",
    "footnote_reference_open": "note",
}
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})


class _Reference(TypedDict):
    title: str
    href: str
    map: list[int]


class _Duplicate(_Reference):
    label: str


@dataclass(slots=True)
class _Start:
    """A block as far as its first token tells: its lines and, in ``like``, its other fields."""

    line: int
    end: int
    like: Block


@cache
def markdown_parser() -> MarkdownIt:
    """Return the parser of every page: CommonMark, tables, strikethrough and footnotes."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False, move_to_end=False)
    return parser


def parse_blocks(text: str, *, at_start: bool = True, final: bool = True) -> list[Block]:
    r"""Return the blocks of ``text``; their sources joined give ``text`` back.

    Args:
        text: lines that end in ``"\n"``, from the start of a top-level block on.
        at_start: ``text`` begins at the start of the document, so front matter may stand there;
            then it holds all of it.
        final: the document ends with ``text``. Otherwise the last construct is left out, for
            what follows might belong to it, and the sources joined give a prefix of ``text``.
    """
    end = front_matter_end(text) if at_start else 0
    body = _parse_body(text[end:], final=final)
    if end == 0:
        return body
    return [Block(kind="front", source=text[:end], lines=count_lines(text[:end])), *body]


def front_matter_end(text: str) -> int:
    """Return where the front matter of a document ends, 0 if it has none."""
    if not text.startswith("---"):
        return 0
    first = text.find("\n")
    if first < 0 or text[:first].rstrip() != "---":
        return 0
    at = text.find("\n---", first)
    while at >= 0:
        end = text.find("\n", at + 1)
        line = text[at + 1 : end if end >= 0 else None]
        if line.rstrip() == "---":
            return end + 1 if end >= 0 else len(text)
        at = text.find("\n---", at + 1)
    return 0


def _parse_body(text: str, *, final: bool) -> list[Block]:
    env: dict[str, Any] = {}
    tokens: list[Token] = []
    parser = markdown_parser()
    parser.block.parse(text, parser, env, tokens)
    lines = split_lines(text)
    starts = _with_definitions(list(_starts(tokens)), lines)
    if not starts:
        blank = Block(kind="blank", source=text, lines=len(lines))
        return [blank] if final and text else []
    starts[0].line = 0
    firsts = [start.line for start in starts]
    defined = _definitions_by_start(
        env.get("references", {}), env.get("duplicate_refs", []), firsts
    )
    pieces: list[Block] = []
    count = len(starts)
    if not final:
        count = max(at for at, start in enumerate(starts) if start.like.opens)
    for at in range(count):
        source = lines[firsts[at] : firsts[at + 1] if at + 1 < len(firsts) else None]
        pieces.extend(_finish(starts[at].like, source, tuple(defined.get(at, ()))))
    return pieces


def _starts(tokens: list[Token]) -> Iterator[_Start]:
    """Yield the start of every top-level block and of every item of a top-level list."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type in _LISTS:
            end = _closing(tokens, at)
            yield from _items(tokens[at:end])
            at = end
        elif token.level == 0 and token.type in _KINDS and token.map is not None:
            kind = _KINDS[token.type]
            detail = token.info.strip().partition(" ")[0] if kind == "fence" else ""
            if kind == "note":
                detail = str(token.meta["label"])
            like = Block(kind=kind, source="", lines=0, detail=detail)
            yield _Start(token.map[0], token.map[1], like)
            if token.nesting == 1:
                at = _closing(tokens, at)
        at += 1


def _closing(tokens: list[Token], at: int) -> int:
    """Return the index of the token that closes the top-level token at ``at``."""
    end = at + 1
    while tokens[end].level != 0:
        end += 1
    return end


def _items(tokens: list[Token]) -> Iterator[_Start]:
    """Yield the items of the list that ``tokens`` are, its closing token left out."""
    opening = tokens[0]
    items = [token for token in tokens if token.level == 1 and token.type == "list_item_open"]
    tight = not any(
        token.level == 2 and token.type == "paragraph_open" and not token.hidden for token in tokens
    )
    ordered = opening.type == "ordered_list_open"
    number = int(opening.attrs.get("start", 1)) if ordered else None
    for at, item in enumerate(items):
        if item.map is None:
            raise ValueError("a list item without lines")
        like = Block(
            kind="item",
            source="",
            lines=0,
            opens=at == 0,
            closes=at == len(items) - 1,
            number=None if number is None else number + at,
            tight=tight,
        )
        yield _Start(item.map[0], item.map[1], like)


def _with_definitions(starts: list[_Start], lines: list[str]) -> list[_Start]:
    """Return ``starts`` with the link reference definitions, which leave no token behind."""
    result: list[_Start] = []
    end = 0
    for start in [*starts, None]:
        until = start.line if start is not None else len(lines)
        written = next((at for at in range(end, until) if not lines[at].isspace()), None)
        if written is not None:
            result.append(_Start(written, until, Block(kind="definition", source="", lines=0)))
        if start is not None:
            result.append(start)
            end = max(end, start.end)
    return result


def _definitions_by_start(
    references: dict[str, _Reference], duplicates: list[_Duplicate], firsts: list[int]
) -> dict[int, list[Definition]]:
    """Return the link targets by the index of the block that they stand in.

    A second definition of a label is kept too: which one counts is for the document to say.
    """
    placed = [
        (target["map"][0], Definition(label, target["href"], target["title"]))
        for label, target in references.items()
    ]
    placed += [
        (target["map"][0], Definition(target["label"], target["href"], target["title"]))
        for target in duplicates
    ]
    defined: dict[int, list[Definition]] = {}
    for line, definition in sorted(placed, key=lambda pair: pair[0]):
        defined.setdefault(bisect_right(firsts, line) - 1, []).append(definition)
    return defined


def _finish(like: Block, lines: list[str], defines: tuple[Definition, ...]) -> Iterator[Block]:
    """Yield the block with its source, long code in pieces."""
    written = len(lines)
    while written > 1 and lines[written - 1].isspace():
        written -= 1
    long = like.kind in ("fence", "code") and written > PIECE_LINES * 3 // 2
    size = PIECE_LINES if long else written
    for at in range(0, written, size):
        closes = at + size >= written
        piece = lines[at:] if closes else lines[at : at + size]
        source = "".join(piece)
        yield replace(
            like,
            source=source,
            lines=len(piece),
            opens=like.opens and at == 0,
            closes=like.closes and closes,
            defines=defines,
            mentions=find_mentions(like.kind, source, like.detail),
        )
