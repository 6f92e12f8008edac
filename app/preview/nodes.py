"""What a block shows, as a small tree of values to lay out; knows no parser and no Qt."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

from app.preview.words import Words

Align = Literal["left", "center", "right"]
Alert = Literal["note", "tip", "important", "warning", "caution"]


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph, or a heading where ``level`` is 1 to 6; a tight one has no space after it."""

    words: Words
    level: int = 0
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Code that is shown as written.

    Attributes:
        text: its lines.
        language: how pygments calls its language, "" for none.
        context: what the code before it left open, for its colours.
        opens: the first piece of its box.
        closes: the last piece of its box.
        boxed: drawn in a box, as opposed to a code file that fills the page.
        marked: it is the part of a box that a draft stands for.
    """

    text: str
    language: str = ""
    context: Hashable = None
    opens: bool = True
    closes: bool = True
    boxed: bool = True
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Markup that is not interpreted: HTML, and definitions while they are rewritten."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote, or a note to the reader where it has an ``alert``, such as "warning"."""

    children: tuple["Node", ...]
    alert: Alert | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: ``number`` where it is ordered, ``done`` where it is a task."""

    children: tuple["Node", ...]
    number: int | None = None
    done: bool | None = None
    tight: bool = True
    closes: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first row is its header, every row has as many cells as ``aligns``."""

    aligns: tuple[Align, ...]
    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote; ``first`` stands below the line that begins the footnotes."""

    label: str
    number: int | None
    children: tuple["Node", ...]
    first: bool = False


Node = Prose | Code | Source | Rule | Quote | Item | Table | Note
