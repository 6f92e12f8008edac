"""The strength brush: which words of a span stay, change a little or are free; knows no Qt.

A paint gives every word of a span one brush. What lies between two neighbours of one brush, white
space and signs, has that brush as well.
"""

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Final

from app.word_diff import split_pieces
from engine.request import EditRequest, Span, Stroke

# Less than any preset's strength, and enough that the model looks anew at some of the words.
LIGHT_STRENGTH: Final = 0.3
_HUGGING = frozenset("*_~`")  # marks of Markdown that belong to the word they stand at
_PICTURE = "So"


class Brush(StrEnum):
    """What may happen to a word."""

    KEEP = "keep"
    LIGHT = "light"
    FREE = "free"

    @property
    def next(self) -> "Brush":
        """The brush that follows where one goes round."""
        order = (Brush.FREE, Brush.KEEP, Brush.LIGHT)
        return order[(order.index(self) + 1) % len(order)]


class Way(StrEnum):
    """Where a key moves the word cursor."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    LINE_START = "line start"
    LINE_END = "line end"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Paint:
    """The words of a span, and the brush of each.

    Attributes:
        text: of the span.
        words: where they stand in it, ascending.
        brushes: one for each word.
    """

    text: str
    words: tuple[Span, ...]
    brushes: tuple[Brush, ...]

    @classmethod
    def blank(cls, text: str) -> "Paint":
        """Return the paint of a span in which all is free."""
        words = words_of(text)
        return cls(text, words, (Brush.FREE,) * len(words))

    @property
    def is_blank(self) -> bool:
        """Whether all is free."""
        return all(brush is Brush.FREE for brush in self.brushes)

    @property
    def is_full(self) -> bool:
        """Whether every word stays, so that there is nothing to rewrite."""
        return all(brush is Brush.KEEP for brush in self.brushes)

    def count(self, brush: Brush) -> int:
        """Return how many words have ``brush``."""
        return self.brushes.count(brush)

    def painted(self, first: int, last: int, brush: Brush) -> "Paint":
        """Return the paint with ``brush`` on the words ``first`` to ``last``, in either order."""
        low, high = sorted((first, last))
        brushes = list(self.brushes)
        brushes[low : high + 1] = [brush] * (high - low + 1)
        return replace(self, brushes=tuple(brushes))

    def word_at(self, place: int) -> int:
        """Return the number of the word at ``place``, the nearest where there is none.

        Args:
            place: in characters from the beginning of the span.

        Raises:
            ValueError: there are no words.
        """
        return min(range(len(self.words)), key=lambda number: _distance(self.words[number], place))

    def ranges(self) -> tuple[tuple[Span, Brush], ...]:
        """Return what is kept and what is light, neighbours of one brush joined, ascending."""
        found: list[tuple[Span, Brush]] = []
        pairs = zip(self.words, self.brushes, strict=True)
        for brush, group in groupby(pairs, key=lambda pair: pair[1]):
            if brush is not Brush.FREE:
                spans = [span for span, _ in group]
                found.append((Span(spans[0].start, spans[-1].end), brush))
        return tuple(found)

    def placed(self, start: int) -> tuple[tuple[Span, Brush], ...]:
        """Return the ranges in a document in which the painted span begins at ``start``."""
        return tuple(
            (Span(start + span.start, start + span.end), brush) for span, brush in self.ranges()
        )

    def on(self, request: EditRequest) -> EditRequest:
        """Return ``request`` for the painted span with its pins and strokes."""
        ranges = self.ranges()
        return replace(
            request,
            pinned=tuple(span for span, brush in ranges if brush is Brush.KEEP),
            strokes=tuple(
                Stroke(span, LIGHT_STRENGTH) for span, brush in ranges if brush is Brush.LIGHT
            ),
        )


@dataclass(slots=True)
class PaintMemory:
    """The newest paint, for as long as its text stands where it stood."""

    _place: tuple[str, Span] | None = None
    _paint: Paint | None = None

    def keep(self, tab: str, span: Span, paint: Paint) -> None:
        """Remember ``paint`` for ``span`` of the tab with the key ``tab``."""
        self._place, self._paint = (tab, span), paint

    def find(self, tab: str, span: Span, text: str) -> Paint | None:
        """Return what was painted there, ``None`` for nothing or where the text is another."""
        paint = self._paint
        if paint is None or self._place != (tab, span) or paint.text != text or paint.is_blank:
            return None
        return paint


def words_of(text: str) -> tuple[Span, ...]:
    """Return where the words of ``text`` stand: what can be painted.

    A word is what a comparison takes for one, also where there are no blanks, with the marks of
    Markdown that hug it; a picture sign is one too. Punctuation is none.
    """
    words: list[Span] = []
    here = 0
    for piece in split_pieces(text):
        if piece[0].isalnum() or unicodedata.category(piece[0]) == _PICTURE:
            words.append(Span(here, here + len(piece)))
        here += len(piece)
    edges = [0, *(edge for word in words for edge in (word.start, word.end)), len(text)]
    return tuple(
        _with_marks(text, word, edges[2 * number], edges[2 * number + 3])
        for number, word in enumerate(words)
    )


def paint_words(paint: Paint) -> str:
    """Return how much is painted: "3 words kept · 5 light", "" for nothing."""
    parts: list[str] = []
    for brush, what in ((Brush.KEEP, "kept"), (Brush.LIGHT, "light")):
        if count := paint.count(brush):
            words = "" if parts else " word" if count == 1 else " words"
            parts.append(f"{count}{words} {what}")
    return " · ".join(parts)


def moved(count: int, here: int, way: Way) -> int:
    """Return which of ``count`` words is beside ``here``, or at an end of all."""
    wanted = {Way.LEFT: here - 1, Way.RIGHT: here + 1, Way.START: 0}.get(way, count - 1)
    return max(0, min(wanted, count - 1))


def _with_marks(text: str, word: Span, before: int, after: int) -> Span:
    """Return ``word`` with the marks around it; not with those that touch the next word too.

    Args:
        text: of the span.
        word: in it.
        before: where the word before ends.
        after: where the word behind begins.
    """
    start, end = word.start, word.end
    while start > before and text[start - 1] in _HUGGING:
        start -= 1
    while end < after and text[end] in _HUGGING:
        end += 1
    touched_before = start == before > 0
    touched_after = end == after < len(text)
    return Span(word.start if touched_before else start, word.end if touched_after else end)


def _distance(word: Span, place: int) -> int:
    return max(word.start - place, place - word.end + 1, 0)
