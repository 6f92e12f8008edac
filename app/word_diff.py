"""Which words of a text stay in another one: a comparison that people can read; pure.

Words, white space and runs of one symbol are the pieces. The pieces that stay are a heaviest
common subsequence (Wagner and Fischer 1974, with long words weighing more than white space); long
texts are first cut at the words that stand once in both (patience diff, B. Cohen 2003). What is
left over is then tidied: small islands between two rewritten stretches join them, and an inserted
or removed stretch slides to the beginning of a word or a line.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

# Chinese and Japanese have no spaces, so each of their characters is a piece.
_NO_SPACES = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECE = re.compile(
    rf"[{_NO_SPACES}]"
    rf"|(?:(?![{_NO_SPACES}])[^\W_])+(?:[_'’](?:(?![{_NO_SPACES}])[^\W_])+)*"
    r"|\n|[^\S\n]+|([-*_~`#=.])\1*|[^\w\s]|_"
)
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)

_MOST_CELLS = 100_000  # of one table, about 15 ms
_SIMILAR = 0.5  # share of letters that a corrected word keeps
_LONGEST_WORD = 30  # characters


@dataclass(slots=True)
class Change:
    """Pieces that went, and pieces that came in their place.

    Attributes:
        removed: what went.
        added: what came.
        size: how much changed, in characters.
    """

    removed: list[str]
    added: list[str]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        """Count once: the size is asked for often."""
        self.size = max(sum(map(len, self.removed)), sum(map(len, self.added)))

    @property
    def similar(self) -> bool:
        """Return whether this is a correction of a word rather than other words."""
        if self.size > _LONGEST_WORD:
            return False
        removed, added = "".join(self.removed), "".join(self.added)
        return SequenceMatcher(None, removed, added).ratio() >= _SIMILAR


@dataclass(slots=True)
class Comparison:
    """Stretches that stay, with the changes between them.

    ``same`` has one entry more than ``changes``; its first and last may be empty.
    """

    same: list[list[str]]
    changes: list[Change]


def compare_words(before: str, after: str) -> Comparison:
    """Return how ``before`` becomes ``after``."""
    comparison = _assemble(split_pieces(before), split_pieces(after))
    _join_islands(comparison)
    for number, change in enumerate(comparison.changes):
        if not (change.removed and change.added):
            _slide(comparison, number, change.removed or change.added)
    return comparison


def split_pieces(text: str) -> list[str]:
    """Return the words, white spaces and symbols of ``text``; joined they give it back.

    A character that combines with the one before it is never split off.
    """
    pieces: list[str] = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        if pieces and _belongs_to_previous(piece[0], pieces[-1]):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _belongs_to_previous(character: str, previous: str) -> bool:
    if character.isascii():
        return previous[-1] == _JOINER
    return (
        character == _JOINER
        or previous[-1] == _JOINER
        or ord(character) in _SKIN_TONES
        or unicodedata.category(character)[0] == "M"
    )


def _assemble(before: list[str], after: list[str]) -> Comparison:
    """Return the comparison that keeps the matched pieces."""
    comparison = Comparison([[]], [])
    matches = _matches(before, after)
    for (old, new), (next_old, next_new) in pairwise(
        [(-1, -1), *matches, (len(before), len(after))]
    ):
        removed, added = before[old + 1 : next_old], after[new + 1 : next_new]
        if removed or added:
            comparison.changes.append(Change(removed, added))
            comparison.same.append([])
        comparison.same[-1] += before[next_old : next_old + 1]
    return comparison


def _matches(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the positions in both of the pieces that stay, ascending."""
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    inner = _inner_matches(old, new) if old and new else []
    return [
        *((i, i) for i in range(head)),
        *((head + i, head + j) for i, j in inner),
        *((len(before) - i, len(after) - i) for i in range(tail, 0, -1)),
    ]


def _inner_matches(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the matches of two texts that begin and end differently."""
    if len(before) * len(after) <= _MOST_CELLS:
        return _heaviest_common(before, after)
    anchors = _anchors(before, after)
    if not anchors:
        return []
    found: list[tuple[int, int]] = []
    for (old, new), (next_old, next_new) in pairwise(
        [(-1, -1), *anchors, (len(before), len(after))]
    ):
        if old >= 0:
            found.append((old, new))
        between = _matches(before[old + 1 : next_old], after[new + 1 : next_new])
        found += [(old + 1 + i, new + 1 + j) for i, j in between]
    return found


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the words that stand once in both, as many as keep their order."""
    once_before = {piece for piece, number in Counter(before).items() if number == 1}
    once_after = {piece for piece, number in Counter(after).items() if number == 1}
    once = once_before & once_after
    place = {piece: i for i, piece in enumerate(after) if piece in once}
    pairs = [(i, place[piece]) for i, piece in enumerate(before) if piece in place]
    # Longest ascending run by patience sorting: `tops` holds the last card of each pile.
    tops: list[int] = []
    piles: list[list[tuple[int, int, int]]] = []
    for i, j in pairs:
        pile = bisect_left(tops, j)
        if pile == len(tops):
            tops.append(j)
            piles.append([])
        else:
            tops[pile] = j
        piles[pile].append((i, j, len(piles[pile - 1]) - 1 if pile else -1))
    chain: list[tuple[int, int]] = []
    card = -1
    for cards in reversed(piles):
        i, j, card = cards[card]
        chain.append((i, j))
    return chain[::-1]


def _weight(piece: str) -> int:
    """Return how much it is worth to keep ``piece``."""
    if piece[0].isalnum():
        return 4 + len(piece)
    if piece == "\n":
        return 3
    return 1 if piece.isspace() else 2


def _heaviest_common(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the heaviest common subsequence, by a table of what the rests have in common."""
    rows = [[0] * (len(after) + 1)]
    for piece in reversed(before):
        weight = _weight(piece)
        below = rows[-1]
        row = [0] * (len(after) + 1)
        best = 0
        for j in range(len(after) - 1, -1, -1):
            kept = below[j + 1] + weight if after[j] == piece else below[j]
            best = max(kept, best)
            row[j] = best
        rows.append(row)
    rows.reverse()
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(before) and j < len(after):
        here = rows[i][j]
        if before[i] == after[j] and here == rows[i + 1][j + 1] + _weight(before[i]):
            found.append((i, j))
            i, j = i + 1, j + 1
        elif here == rows[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _join_islands(comparison: Comparison) -> None:
    """Let changes swallow the few pieces between them where that reads better, until none do."""
    number = 1
    while number < len(comparison.changes):
        left, right = comparison.changes[number - 1 : number + 1]
        island = comparison.same[number]
        if _is_small(island, left, right):
            joined = Change(
                [*left.removed, *island, *right.removed], [*left.added, *island, *right.added]
            )
            comparison.changes[number - 1 : number + 1] = [joined]
            del comparison.same[number]
            number = max(1, number - 1)
        else:
            number += 1


def _is_small(island: list[str], left: Change, right: Change) -> bool:
    """Return whether ``island`` is noise between two rewritten stretches.

    Not so between two corrected words, nor where text only came or only went. A line end that
    stays is none: what would go and come again is white space that nobody touched.
    """
    if "\n" in island:
        return False
    visible = sum(len(piece) for piece in island if not piece.isspace())
    if 2 * visible > min(left.size, right.size):
        return False
    if not (left.removed or right.removed) or not (left.added or right.added):
        return False
    return not (left.similar and right.similar)


def _slide(comparison: Comparison, number: int, pieces: list[str]) -> None:
    """Move a stretch that only came or went to where it begins a line or a word."""
    same, following = comparison.same[number], comparison.same[number + 1]
    # All the way to the left, then back to the right to the best place.
    while len(same) > (number > 0) and same[-1] == pieces[-1]:
        following.insert(0, pieces.pop())
        pieces.insert(0, same.pop())
    last = number + 1 == len(comparison.changes)
    places = [_begin_worth(same)]
    trial = [*pieces, *following]
    for step in range(len(following) - (not last)):
        if trial[step] != trial[step + len(pieces)]:
            break
        places.append(_begin_worth([trial[step]]))
    for _ in range(places.index(max(places))):
        same.append(pieces.pop(0))
        pieces.append(following.pop(0))


def _begin_worth(same: list[str]) -> int:
    """Return how good it is to begin a stretch behind ``same``: a line, a word, anything."""
    if not same or same[-1] == "\n":
        return 2
    return 1 if same[-1].isspace() else 0
