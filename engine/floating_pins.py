"""Pinned words of a draft whose model was not taught to write around them; pure, no torch.

A model that was taught single edits writes what it reads in the prompt: a token that is held in
its canvas is noise to it, and pushes aside the words that it would write there. So its canvas is
left free, and each pinned range is put into the text that it shows: in place of what became of
the range, which an alignment of words finds, or between the words that stood around it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from engine.events import TokenState, TokenView
from engine.request import Span
from engine.source import in_word

# Chinese and Japanese have no blanks, so each of their characters is a piece.
_NO_SPACES = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECE = re.compile(rf"[{_NO_SPACES}]|(?:(?![{_NO_SPACES}])\w)+|[^\w\s]")
_SIMILAR: Final = 0.5  # share of letters that another form of a word has in common with it
_MOST_CELLS: Final = 1500  # of a table of similarities
_CLOSING: Final = frozenset(".,;:!?)]}”’\"'")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word or a sign; white space is too common to tell what became of a text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a pinned range goes.

    Attributes:
        span: what it replaces in the text that the model shows; empty for nothing.
        before: parts it from the text before.
        text: that is pinned.
        after: parts it from the text behind.
    """

    span: Span
    before: str
    text: str
    after: str


class FloatingPins:
    """The pinned ranges of one selection."""

    def __init__(
        self, selected: str, pinned: Sequence[Span], *, lead: int = 0, trail: int = 0
    ) -> None:
        """Take the ranges.

        Args:
            selected: the text.
            pinned: ascending ranges of it.
            lead: characters of white space before it that every draft begins with.
            trail: the same at its end.
        """
        self._selected = selected
        self._lead, self._trail = lead, trail
        last = len(selected) - trail
        self._pinned = tuple(
            Span(max(span.start, lead), min(span.end, last))
            for span in pinned
            if span.start < last and span.end > lead and len(span)
        )
        self._pieces = _pieces_of(selected)

    def put_into(self, text: str, tokens: Sequence[TokenView]) -> tuple[str, tuple[TokenView, ...]]:
        """Return text and tokens with every pinned range, in order and byte for byte.

        Args:
            text: that the model shows.
            tokens: cover ``text`` without gaps; so do those that are returned.
        """
        return _spliced(text, tokens, self._places_in(text))

    def _places_in(self, text: str) -> list[_Place]:
        pieces = _pieces_of(text)
        partners = _partners(self._pieces, pieces)
        found: list[_Place] = []
        end = self._lead
        last = max(self._lead, len(text) - self._trail)
        for span in self._pinned:
            here = self._replaced(span, pieces, partners)
            if not self._selected[span.start : span.end].strip():
                here = self._past_blanks(span, text, here.start)
            start = min(max(here.start, end), last)
            place = self._with_blanks(span, text, Span(start, max(here.end, start)), end, last)
            end = place.end
            found.append(self._parted(span, text, place))
        return found

    def _replaced(
        self, span: Span, pieces: Sequence[_Piece], partners: Sequence[int | None]
    ) -> Span:
        """Return what became of ``span``: a range of the text whose ``pieces`` are given."""
        matched: list[Span] = []
        behind = 0
        for piece, partner in zip(self._pieces, partners, strict=True):
            if piece.start >= span.end:
                break
            if partner is None:
                continue
            other = pieces[partner]
            if piece.end <= span.start:
                behind = other.end
            else:
                matched.append(_part_of(other, piece, span))
        if not matched:
            return Span(behind, behind)
        return Span(matched[0].start, matched[-1].end)

    def _past_blanks(self, span: Span, text: str, start: int) -> Span:
        """Return where pinned white space goes: past as much of it as stands before the pin."""
        end = start + span.start - len(self._selected[: span.start].rstrip())
        while start < min(end, len(text)) and text[start].isspace():
            start += 1
        return Span(start, start)

    def _with_blanks(self, span: Span, text: str, place: Span, least: int, most: int) -> Span:
        """Return ``place`` with as much white space at its ends as the pin has at its own."""
        pin = self._selected[span.start : span.end]
        lead, trail = len(pin) - len(pin.lstrip()), len(pin) - len(pin.rstrip())
        start, end = place.start, place.end
        if pin.strip():
            lead_end = max(least, start - lead)
            while start > lead_end and text[start - 1].isspace():
                start -= 1
        trail_end = min(most, end + trail)
        while end < trail_end and text[end].isspace():
            end += 1
        return Span(start, end)

    def _parted(self, span: Span, text: str, place: Span) -> _Place:
        """Return the place with the white space that parts the pin from its neighbours."""
        pin = self._selected[span.start : span.end]
        before = self._selected[: span.start][-1:]
        after = self._selected[span.end :][:1]
        left, right = text[: place.start][-1:], text[place.end :][:1]
        lead = trail = ""
        if left and not left.isspace() and not pin[0].isspace():
            new = not len(place) and before.isspace()
            lead = " " if new or (_runs_on(left, pin[0]) and not _runs_on(before, pin[0])) else ""
        if right and not right.isspace() and not pin[-1].isspace():
            new = not len(place) and after.isspace() and right not in _CLOSING
            trail = (
                " " if new or (_runs_on(pin[-1], right) and not _runs_on(pin[-1], after)) else ""
            )
        return _Place(place, lead, pin, trail)


def _part_of(other: _Piece, piece: _Piece, span: Span) -> Span:
    """Return what of ``other``, which ``piece`` has become, belongs to ``span``."""
    first, last = max(0, span.start - piece.start), min(len(piece.text), span.end - piece.start)
    part = piece.text[first:last]
    # A pin can be a part of a word, which another form of the word may still have.
    at = first if piece.text == other.text else other.text.find(part)
    if at < 0:
        return Span(other.start, other.end)
    return Span(other.start + at, other.start + at + len(part))


def _runs_on(left: str, right: str) -> bool:
    """Return whether two characters side by side, if any, belong to one word."""
    return bool(left and right) and in_word(left) and in_word(right)


def _pieces_of(text: str) -> tuple[_Piece, ...]:
    return tuple(_Piece(match.start(), match.end(), match[0]) for match in _PIECE.finditer(text))


def _partners(before: Sequence[_Piece], after: Sequence[_Piece]) -> list[int | None]:
    """Return for each piece of ``before`` the number of what became of it, ascending."""
    found: list[int | None] = [None] * len(before)
    matcher = SequenceMatcher(
        None, [piece.text for piece in before], [piece.text for piece in after], autojunk=False
    )
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            found[i1:i2] = range(j1, j2)
        elif kind == "replace":
            for i, j in _likeliest(before[i1:i2], after[j1:j2]):
                found[i1 + i] = j1 + j
    return found


def _likeliest(before: Sequence[_Piece], after: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
    """Yield pairs of like pieces, ascending, of the greatest summed similarity.

    The table is that of Needleman and Wunsch (1970), with nothing to pay for a gap. Where it would
    be too large, pieces at the same share of the way are pairs.
    """
    rows, columns = len(before), len(after)
    if rows * columns > _MOST_CELLS:
        yield from ((i, i * columns // rows) for i in range(rows) if columns)
        return
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            paired = _likeness(before[i].text, after[j].text)
            paired = paired + best[i + 1][j + 1] if paired else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < rows and j < columns:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1


@lru_cache(maxsize=4096)
def _likeness(one: str, other: str) -> float:
    """Return how much one piece may be another form of the other, 0 for not at all."""
    if in_word(one[0]) and in_word(other[0]):
        matcher = SequenceMatcher(None, one.lower(), other.lower(), autojunk=False)
        if matcher.real_quick_ratio() < _SIMILAR or matcher.quick_ratio() < _SIMILAR:
            return 0.0
        share = matcher.ratio()
        return share if share >= _SIMILAR else 0.0
    return 0.1 if one == other else 0.0


def _spliced(
    text: str, tokens: Sequence[TokenView], places: Sequence[_Place]
) -> tuple[str, tuple[TokenView, ...]]:
    """Put the pinned texts into ``text``; what they replace goes, and its tokens show nothing."""
    cuts = sorted({edge for place in places for edge in (place.span.start, place.span.end)})
    shown: list[tuple[str, TokenView]] = []
    done = 0
    for token in _cut(tokens, cuts):
        while done < len(places) and places[done].span.start <= token.start:
            shown += _tokens_of(places[done])
            done += 1
        replaced = done > 0 and token.start < places[done - 1].span.end
        shown.append(("" if replaced else text[token.start : token.end], token))
    for place in places[done:]:
        shown += _tokens_of(place)
    views: list[TokenView] = []
    here = 0
    for part, token in shown:
        views.append(replace(token, start=here, end=here + len(part)))
        here += len(part)
    return "".join(part for part, _ in shown), tuple(views)


def _tokens_of(place: _Place) -> Iterator[tuple[str, TokenView]]:
    """Yield a pinned text, and what parts it from its neighbours, each with its token."""
    for part, state in (
        (place.before, TokenState.ACCEPTED),
        (place.text, TokenState.PINNED),
        (place.after, TokenState.ACCEPTED),
    ):
        if part:
            yield part, TokenView(0, 0, 0.0, state)


def _cut(tokens: Sequence[TokenView], cuts: Sequence[int]) -> Iterator[TokenView]:
    """Yield the tokens, each cut where an edge of a place lies within it."""
    for token in tokens:
        start = token.start
        for cut in cuts[bisect_right(cuts, start) :]:
            if cut >= token.end:
                break
            yield replace(token, start=start, end=cut)
            start = cut
        yield replace(token, start=start)
