"""The help as text: its chapters, and the keys and words of commands put in when it is shown.

``resources/help.md`` names no key itself. It says ``{key:accept}`` where the key of the command
``accept`` is to stand, ``{word:accept}`` for its words in the menu and ``{keys}`` for the table of
all, so that what the help says of a key is what the key does. No Qt.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.preview.words import slug

HELP_FILE = Path(__file__).resolve().parents[1] / "resources" / "help.md"
MARKS_CHAPTER = "what-the-marks-mean"

_PLACE = re.compile(r"\{(key|word):([a-z_]+)\}|\{keys\}")


@dataclass(frozen=True, slots=True)
class Command:
    """What the help may say of a command.

    Attributes:
        words: as they stand in the menu, without mnemonic and dots.
        key: as this system writes it, "" for none.
    """

    words: str
    key: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the second level and what follows it.

    Attributes:
        title: the heading.
        anchor: what a link to it says behind the "#".
        text: its Markdown, with the heading.
        line: where it begins in the whole text, counted from 0.
    """

    title: str
    anchor: str
    text: str
    line: int


KeyTable = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Titles of groups, each with pairs of what a key does and the key."""


def read_help() -> str:
    """Return the help as it is shipped."""
    return HELP_FILE.read_text(encoding="utf-8")


def filled(text: str, commands: Mapping[str, Command], table: KeyTable) -> str:
    """Return ``text`` with what its places stand for.

    Args:
        text: the help as it is shipped.
        commands: by the names that the places use.
        table: every key.

    Raises:
        ValueError: a command is not there, or has no key where one is named.
    """

    def put(found: re.Match[str]) -> str:
        what, name = found.group(1), found.group(2)
        if what is None:
            return _key_table(table)
        command = commands.get(name)
        if command is None:
            raise ValueError(f"the help names a command that is not there: {name}")
        if what == "word":
            return command.words
        if not command.key:
            raise ValueError(f"the help names a key of a command that has none: {name}")
        return _cap(command.key)

    return _PLACE.sub(put, text)


def chapters(text: str) -> list[Chapter]:
    """Return the chapters of ``text``; what stands above the first one is none."""
    found: list[Chapter] = []
    lines = text.split("\n")
    edges = [at for at, line in enumerate(lines) if line.startswith("## ")] + [len(lines)]
    for start, end in pairwise(edges):
        title = lines[start].removeprefix("## ").strip()
        found.append(Chapter(title, slug(title), "\n".join(lines[start:end]), start))
    return found


def holding(every: Sequence[Chapter], query: str) -> list[Chapter]:
    """Return the chapters in which all words of ``query`` stand, whatever their case."""
    words = query.casefold().split()
    return [one for one in every if all(word in one.text.casefold() for word in words)]


def _key_table(table: KeyTable) -> str:
    parts = []
    for title, rows in table:
        lines = [f"### {title}", "", "| What it does | Key |", "|---|---|"]
        lines += [f"| {_cell(what)} | {_cap(key)} |" for what, key in rows if key]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _cell(text: str) -> str:
    """Return plain text as Markdown that shows it: the brackets of Ctrl+[ are no link."""
    return re.sub(r"([\\\[\]<>*_`|])", r"\\\1", text)


def _cap(key: str) -> str:
    """Return a key as the page draws one."""
    return f"<kbd>{_cell(key)}</kbd>"
