"""Coloured ranges of a piece of code; knows no Qt. The grammars are those of the editor."""

from collections.abc import Hashable

from app.code_rules import code_rules, language_of_info, style_code_line
from app.line_rules import Style

Coloured = tuple[int, int, Style]
"""Start and length in code points of the text, and what stands there."""


def colour_code(text: str, language: str, context: Hashable) -> list[Coloured]:
    """Return the coloured ranges of ``text``, line by line.

    Args:
        text: lines of code.
        language: what a fence or a file says that they are; unknown ones have no colours.
        context: what the code before left open, None for nothing.
    """
    return _walk(text, language, context)[0]


def context_after(text: str, language: str, context: Hashable) -> Hashable:
    """Return what ``text`` leaves open for the code behind it, None for nothing."""
    return _walk(text, language, context)[1]


def _walk(text: str, language: str, context: Hashable) -> tuple[list[Coloured], Hashable]:
    name = language_of_info(language)
    initial = code_rules(name).initial
    state = initial if context is None else context
    found: list[Coloured] = []
    start = 0
    for line in text.split("\n"):
        styled, state = style_code_line(name, line, state)
        found.extend((start + at, length, style) for at, length, style in styled)
        start += len(line) + 1
    return found, None if state == initial else state
