"""Positions in code points against positions in UTF-16 units; knows no Qt and no document.

Everywhere outside the text widgets a position counts Unicode code points; ``QTextDocument`` counts
UTF-16 units, in which a character above U+FFFF takes two. Most texts have few such characters or
none, so the index holds their places alone, and without any a position is its own answer.
"""

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def utf16_length(text: str) -> int:
    """Return the length of ``text`` in UTF-16 units."""
    return len(text) + len(astral_offsets(text))


def astral_offsets(text: str) -> list[int]:
    """Return where the characters above U+FFFF stand in ``text``, in UTF-16 units, ascending."""
    if text.isascii():
        return []
    return [match.start() + k for k, match in enumerate(_ASTRAL.finditer(text))]


class Utf16Index:
    """Where a document holds characters of two units, kept up to date change by change."""

    def __init__(self, text: str = "") -> None:
        self._astral = astral_offsets(text)

    @property
    def astral(self) -> int:
        """How many characters take two units."""
        return len(self._astral)

    def replace(self, start: int, removed: int, added: str) -> None:
        """Note that ``removed`` units at unit ``start`` gave way to the text ``added``."""
        fresh = astral_offsets(added)
        if not self._astral and not fresh:
            return
        low = bisect_left(self._astral, start)
        high = bisect_left(self._astral, start + removed)
        shift = len(added) + len(fresh) - removed
        tail = self._astral[high:]
        if shift:
            tail = [place + shift for place in tail]
        self._astral[low:] = [place + start for place in fresh] + tail

    def to_code_point(self, unit: int) -> int:
        """Return the code point index of UTF-16 position ``unit``.

        A position inside a character counts as the one before that character.
        """
        if not self._astral:
            return unit
        return unit - bisect_left(self._astral, unit)

    def to_utf16(self, index: int) -> int:
        """Return the UTF-16 position of code point ``index``."""
        if not self._astral:
            return index
        places = self._astral
        return index + bisect_left(range(len(places)), index, key=lambda k: places[k] - k)
