"""Where a query stands in a text; pure, knows no Qt."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from engine.request import Span

_NOTHING = ("", False, -1, None)


class Finder:
    """Finds a query again and again in a text that seldom changes."""

    def __init__(self) -> None:
        self._key: tuple[str, bool, int, Span | None] = _NOTHING
        self._pattern: re.Pattern[str] | None = None
        self._every: list[tuple[int, int]] = []  # with those that are hidden
        self._spans: list[tuple[int, int]] = []

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """What is being looked for, ``None`` for nothing."""
        return self._pattern

    @property
    def every(self) -> Sequence[tuple[int, int]]:
        """Start and end of every place, in order, with those that are hidden."""
        return self._every

    def clear(self) -> None:
        """Look for nothing."""
        self._key = _NOTHING
        self._pattern = None
        self._every, self._spans = [], []

    def search(
        self, text: str, revision: int, query: str, case: bool, hidden: Span | None = None
    ) -> None:
        """Look for ``query`` outside ``hidden``; ``case`` means that capitals count."""
        key = (query, case, revision, hidden)
        if key == self._key:
            return
        self._key = key
        flags = re.NOFLAG if case else re.IGNORECASE
        self._pattern = re.compile(re.escape(query), flags) if query else None
        places = self._pattern.finditer(text) if self._pattern else ()
        self._every = [match.span() for match in places]
        self._spans = [place for place in self._every if not _meet(place, hidden)]

    def next(self, position: int) -> Span | None:
        """Return the first place at ``position`` or behind it, else the first of all."""
        if not self._spans:
            return None
        place = bisect_left(self._spans, (position, 0))
        return Span(*self._spans[place % len(self._spans)])

    def previous(self, position: int) -> Span | None:
        """Return the last place before ``position``, else the last of all."""
        if not self._spans:
            return None
        place = bisect_left(self._spans, (position, 0)) - 1
        return Span(*self._spans[place])

    def outcome(self, span: Span) -> tuple[int, int]:
        """Return which place ``span`` is, from 1 (0 for none of them), and how many there are."""
        place = bisect_right(self._spans, (span.start, span.end))
        here = place > 0 and self._spans[place - 1] == (span.start, span.end)
        return (place if here else 0), len(self._spans)


def _meet(place: tuple[int, int], hidden: Span | None) -> bool:
    return hidden is not None and place[0] < hidden.end and place[1] > hidden.start
