"""How a line of text is coloured, given what the line before left open; knows no Qt.

Rules work line by line with a state that goes in and comes out, so that after a change only the
lines up to the next equal state are looked at again.
"""

from collections.abc import Hashable
from enum import StrEnum
from typing import Protocol


class Style(StrEnum):
    """What a stretch of text is; the theme says how it looks."""

    HEADING_1 = "heading_1"
    HEADING_2 = "heading_2"
    HEADING_3 = "heading_3"
    HEADING_4 = "heading_4"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    STRUCK = "struck"
    CODE = "code"
    LINK = "link"
    ADDRESS = "address"
    MARKER = "marker"
    BULLET = "bullet"
    QUOTE = "quote"
    KEYWORD = "keyword"
    STRING = "string"
    COMMENT = "comment"
    NUMBER = "number"
    FUNCTION = "function"
    TYPE = "type"
    OPERATOR = "operator"
    REMOVED = "removed"


Styled = tuple[int, int, Style]
"""Start and length in code points of the line, and what stands there. A later one wins."""


class LineRules(Protocol):
    """The rules of one language."""

    @property
    def initial(self) -> Hashable:
        """The state before the first line of a text."""

    @property
    def usual(self) -> Hashable:
        """The state to guess for a line whose lines above were not looked at yet."""

    def style_line(self, line: str, state: Hashable) -> tuple[list[Styled], Hashable]:
        """Return the styles of ``line`` (without its end) and the state after it."""

    def inner_language(self, state: Hashable) -> str | None:
        """Return the language of a code block that ``state`` is inside of, else ``None``."""


class PlainRules:
    """No colours at all."""

    initial: Hashable = ()
    usual: Hashable = ()

    def style_line(self, line: str, state: Hashable) -> tuple[list[Styled], Hashable]:
        """Return nothing and the same state."""
        del line
        return [], state

    def inner_language(self, state: Hashable) -> str | None:
        """Return ``None``: plain text holds no code blocks."""
        del state
        return None
