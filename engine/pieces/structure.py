"""What a text is built of, so that a draft that would break it is noticed; no torch, no model.

Words may change; headings, lists, tables, quotes, fences and where links lead may not.
"""

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = "markdown"
_PYTHON = "python"

# Links whose definitions stand elsewhere, footnotes, and bare addresses: no tokens of their own.
_REFERENCE = re.compile(r"\]\[[^\]\n]+\]|\[\^[^\]\n]+\]|\bhttps?://[^\s)>\]]+[^\s)>\].,;:!?]")
_VERBATIM = frozenset({"fence", "code_block", "html_block"})
_CELLS = frozenset({"th_open", "td_open"})
_BOX = re.compile(r"\[[ xX]\](?=\s)")  # of a task


@cache
def markdown_parser() -> MarkdownIt:
    """Return the parser by which text is cut and compared: CommonMark with tables."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Structure:
    """The frame of a text.

    Attributes:
        blocks: its blocks in order, each with what tells it from others of its kind.
        links: where its links, pictures and definitions lead, in order of the alphabet.
    """

    blocks: tuple[str, ...]
    links: tuple[str, ...]


def keeps_structure(before: str, after: str, language: str) -> bool:
    """Return whether ``after`` is built as ``before`` is.

    Python that could be read must still be readable; other code is not judged.

    Args:
        before: the original.
        after: the draft.
        language: of both, as in ``EditRequest``.
    """
    if language == MARKDOWN:
        return structure_of(before) == structure_of(after)
    if not after.strip():
        return not before.strip()
    if language == _PYTHON:
        return _is_python(after) or not _is_python(before)
    return True


def structure_of(text: str) -> Structure:
    """Return the frame of a Markdown text."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    tokens = markdown_parser().parse(text, found)
    links = Counter(_REFERENCE.findall(text))
    for token in tokens:
        links.update(_targets(token))
    links.update(f"{name}: {to['href']}" for name, to in found.get("references", {}).items())
    return Structure(tuple(_named(tokens)), tuple(sorted(links.elements())))


def _named(tokens: list[Token]) -> Iterator[str]:
    """Yield a name for each block that opens."""
    for number, token in enumerate(tokens):
        if token.type in _VERBATIM:
            yield f"{token.type} {token.info.strip()}\n{token.content}"
        elif token.type == "list_item_open":
            yield f"{token.type}{_box(tokens[number + 1 : number + 3])}"
        elif token.type in _CELLS:
            yield f"{token.type} {token.attrGet('style') or ''}"
        elif token.type == "ordered_list_open":
            yield f"{token.type} {token.attrGet('start') or 1}"
        elif token.type == "hr" or token.nesting == 1:
            yield f"{token.type} {token.tag}"


def _box(begin: list[Token]) -> str:
    """Return the box of a task, which the first tokens of a list item begin with."""
    inline = next((token.content for token in begin if token.type == "inline"), "")
    box = _BOX.match(inline)
    return "" if box is None else f" {box[0].lower()}"


def _targets(token: Token) -> Iterator[str]:
    """Yield where the links and pictures in a token lead."""
    for child in token.children or ():
        target = child.attrGet("href") if child.type == "link_open" else child.attrGet("src")
        if target:
            yield f"({target})"


def _is_python(text: str) -> bool:
    """Return whether Python can read ``text``."""
    try:
        ast.parse(textwrap.dedent(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
