"""What a page is made of: blocks, the top-level pieces of a text; knows no parser and no Qt.

A block holds its own source lines and the blank lines after them, so that the sources of all
blocks joined give the text back. A block says nothing of where it stands: two blocks with equal
fields look the same wherever they are, which is what lets a page keep what it has drawn.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

from markdown_it.common.utils import normalizeReference

BlockKind = Literal[
    "paragraph",
    "heading",
    "fence",
    "code",
    "table",
    "item",
    "quote",
    "rule",
    "html",
    "front",
    "definition",
    "note",
    "notes",
    "blank",
    "lines",
    "pending",
]

PIECE_LINES = 40
"""Lines of code in one block: longer code is split, so that a change draws only a few lines."""

_WORDLESS = frozenset({"fence", "code", "html", "rule", "front", "lines", "pending"})
_BRACKETED = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Definition:
    """A link reference definition, ``[label]: href "title"``; the label is normalised."""

    label: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level block, one item of a top-level list, or one piece of long code.

    Attributes:
        kind: what it is; "item" is one item of a list, "note" the definition of a footnote,
            "notes" all footnotes at the end of a page, "definition" link reference definitions,
            "lines" a piece of a code file, "pending" text that is not parsed yet.
        source: its lines with the blank lines after them.
        lines: how many lines that is.
        opens: it begins a top-level construct, so a parse may begin here.
        closes: it ends one.
        number: number of an item of an ordered list.
        tight: an item of a list without blank lines between its items.
        detail: language of a fence or of a code file, label of a note.
        context: what the code before a piece of code left open, for its colours.
        defines: link targets that are defined in it.
        mentions: labels in brackets, in order and normalised, a footnote's with "^" before it:
            what in other blocks the look of this one may depend on.
    """

    kind: BlockKind
    source: str
    lines: int
    opens: bool = True
    closes: bool = True
    number: int | None = None
    tight: bool = True
    detail: str = ""
    context: Hashable = None
    defines: tuple[Definition, ...] = ()
    mentions: tuple[str, ...] = ()


def count_lines(source: str) -> int:
    """Return the number of lines of ``source``; a last line without its end counts too."""
    return source.count("\n") + (bool(source) and not source.endswith("\n"))


def find_mentions(kind: BlockKind, source: str, detail: str = "") -> tuple[str, ...]:
    """Return the labels that a block of ``kind`` may refer to, each once, in order.

    Brackets in code spans count as well: they cost a look at the list of definitions and change
    nothing else.
    """
    if kind in _WORDLESS or "[" not in source:
        return ()
    labels: dict[str, None] = {}
    for text in _BRACKETED.findall(source):
        labels[text if text.startswith("^") else normalizeReference(text)] = None
    if kind == "note":
        labels.pop(f"^{detail}", None)
    return tuple(labels)


def split_lines(source: str) -> list[str]:
    r"""Return the lines of ``source`` with their ends; only ``"\n"`` ends a line."""
    lines = source.split("\n")
    last = lines.pop()
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def trim_blank_lines(source: str) -> str:
    """Return ``source`` without the blank lines at its start and its end, and the last line end."""
    lines = source.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines)


def split_code(text: str, language: str) -> list[Block]:
    """Return a code file, or a part of one, as blocks of at most ``PIECE_LINES`` lines."""
    lines = split_lines(text)
    return [
        Block(
            kind="lines",
            source="".join(lines[at : at + PIECE_LINES]),
            lines=min(PIECE_LINES, len(lines) - at),
            detail=language,
        )
        for at in range(0, len(lines), PIECE_LINES)
    ]
