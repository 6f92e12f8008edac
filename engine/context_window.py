"""Chooses how much of the text around a span the model reads; knows no template and no request.

Whole lines are kept, the nearest ones longest. The two sides share the budget evenly, and what
one does not need goes to the other.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Encode = Callable[[str], list[int]]

# No token stands for more characters than this, so a longer text need not be encoded to know
# that it does not fit. Gemma's longest tokens are runs of 31 spaces.
MOST_CHARACTERS_PER_TOKEN = 64
# Below this budget a line that does not fit is dropped; above it, its nearest words are kept.
LEAST_BUDGET_FOR_CUT_LINES = 64

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around a span that the model reads.

    Attributes:
        before_ids: token ids of the text before the span, blank lines at its edges left out.
        after_ids: the same of the text after it.
        before_characters: from the first character kept to the span.
        after_characters: from the span to the last character kept.
    """

    before_ids: tuple[int, ...]
    after_ids: tuple[int, ...]
    before_characters: int
    after_characters: int


def fit_surroundings(before: str, after: str, encode: Encode, budget: int) -> Surroundings:
    """Keep what fits of ``before`` and ``after`` into ``budget`` tokens together.

    Args:
        before: all text before the span.
        after: all text after the span.
        encode: text to token ids.
        budget: most tokens of both sides; where it is not above 0 nothing is kept.
    """
    above = _Side(before, encode, nearest_last=True, budget=budget)
    below = _Side(after, encode, nearest_last=False, budget=budget)
    kept_before = above.keep(budget - min(below.need, budget // 2))
    kept_after = below.keep(budget - len(kept_before.ids))
    return Surroundings(
        kept_before.ids, kept_after.ids, kept_before.characters, kept_after.characters
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """Ids of one side and how far they reach from the span."""

    ids: tuple[int, ...]
    characters: int


class _Side:
    """One side of the span."""

    def __init__(self, text: str, encode: Encode, *, nearest_last: bool, budget: int) -> None:
        self._text = text if text.strip() else ""
        self._encode = encode
        self._nearest_last = nearest_last
        self._budget = budget
        too_long = len(self._text) > budget * MOST_CHARACTERS_PER_TOKEN
        self._whole = None if too_long else self._ids(self._text)
        self.need = budget + 1 if self._whole is None else min(len(self._whole), budget + 1)

    def keep(self, quota: int) -> _Kept:
        """Return the nearest lines that fit into ``quota`` tokens."""
        if self.need <= quota and self._whole is not None:
            return _Kept(tuple(self._whole), len(self._text))
        reach = self._reach_in_lines(quota)
        if reach == 0 and self._budget >= LEAST_BUDGET_FOR_CUT_LINES:
            reach = self._reach_in_words(quota)
        ids = self._ids(self._nearest(reach))
        # Lines were counted one by one; in rare cases they take more tokens together.
        while reach > 0 and len(ids) > quota:
            reach = self._shorter(reach)
            ids = self._ids(self._nearest(reach))
        return _Kept(tuple(ids), reach if ids else 0)

    def _reach_in_lines(self, quota: int) -> int:
        """Return how many characters from the span whole lines fill ``quota``."""
        most = quota * MOST_CHARACTERS_PER_TOKEN
        reach = used = 0
        for line in self._lines():
            if len(line) > most:
                break
            used += self._cost(line, first=used == 0)
            if used > quota:
                break
            reach += len(line)
        return reach

    def _cost(self, line: str, *, first: bool) -> int:
        """Return the tokens that ``line`` adds; the nearest one comes without its line end."""
        text = line.strip("\n")
        if first:
            return len(self._encode(text)) if text else 0
        return len(self._encode(f"{text}\n" if self._nearest_last else f"\n{text}"))

    def _reach_in_words(self, quota: int) -> int:
        """Return how many characters from the span the nearest words of its line fill."""
        line = next(self._lines())
        near = quota * MOST_CHARACTERS_PER_TOKEN
        line = line[-near:] if self._nearest_last else line[:near]
        words = list(_WORD.finditer(line))
        # The farthest word is left out: the line up to it is what did not fit.
        if self._nearest_last:
            reaches = [len(line) - word.start() for word in reversed(words[1:])]
        else:
            reaches = [word.end() for word in words[:-1]]
        low, high = 0, len(reaches)
        while low < high:
            middle = (low + high + 1) // 2
            fits = len(self._ids(self._nearest(reaches[middle - 1]))) <= quota
            low, high = (middle, high) if fits else (low, middle - 1)
        return reaches[low - 1] if low else 0

    def _shorter(self, reach: int) -> int:
        """Return a reach that ends one line, or in the last line one character, earlier."""
        text = self._nearest(reach)
        if self._nearest_last:
            cut = text.find("\n") + 1
            return reach - cut if 0 < cut < reach else reach - 1
        cut = text.rstrip("\n").rfind("\n") + 1
        return cut if 0 < cut < reach else reach - 1

    def _nearest(self, reach: int) -> str:
        """Return the ``reach`` characters nearest to the span."""
        if self._nearest_last:
            return self._text[len(self._text) - reach :]
        return self._text[:reach]

    def _ids(self, text: str) -> list[int]:
        """Encode without the blank lines at the edges: they cost tokens and say nothing."""
        text = text.strip("\n")
        return self._encode(text) if text.strip() else []

    def _lines(self) -> Iterator[str]:
        """Yield the lines with their ends, nearest first, without splitting the whole text."""
        text = self._text
        if self._nearest_last:
            end = len(text)
            while end > 0:
                start = text.rfind("\n", 0, end - 1) + 1
                yield text[start:end]
                end = start
            return
        start = 0
        while start < len(text):
            end = text.find("\n", start) + 1 or len(text)
            yield text[start:end]
            start = end
