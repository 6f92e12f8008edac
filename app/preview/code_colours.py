"""Coloured ranges of a piece of code; knows no Qt. The grammars are those of the editor."""

from collections.abc import Hashable
from functools import lru_cache

from app.editor.code_rules import code_rules, language_of_info
from app.editor.line_rules import Style

Coloured = tuple[int, int, Style]
"""Start and length in code points of the text, and what stands there."""


@lru_cache(maxsize=256)
def colour_code(text: str, language: str, context: Hashable) -> tuple[Coloured, ...]:
    """Return the coloured ranges of ``text``, in ascending order of their lines.

    Args:
        text: lines of code.
        language: what a fence or a file says that they are; unknown ones have no colours.
        context: what the code before left open, None for nothing.
    """
    return tuple(_walk(text, language, context)[0])


def context_after(text: str, language: str, context: Hashable) -> Hashable:
    """Return what ``text`` leaves open for the code behind it, None for nothing."""
    return _walk(text, language, context)[1]


def _walk(text: str, language: str, context: Hashable) -> tuple[list[Coloured], Hashable]:
    rules = code_rules(language_of_info(language))
    state = rules.initial if context is None else context
    found: list[Coloured] = []
    start = 0
    for line in text.split("\n"):
        styled, state = rules.style_line(line, state)
        found.extend((start + at, length, style) for at, length, style in styled)
        start += len(line) + 1
    return found, None if state == rules.initial else state
