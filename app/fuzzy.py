"""How well typed letters fit a title: small scores for a list to be sorted by; no Qt.

Every letter must come in the title, in order. A letter at the beginning of a word and one right
behind the last are worth more, so that "tb" finds "Turn into a bullet list" and "page" comes
before "panel gear". The best way to place the letters counts (as in fzf's second algorithm: one
row of scores for each letter).
"""

from typing import Final

_HIT: Final = 4
_FIRST: Final = 8  # at the beginning of the title
_WORD: Final = 6  # at the beginning of a word
_NEXT: Final = 7  # right behind the letter before
_GAP: Final = 1  # for a gap, whatever its length
_NONE: Final = -(10**9)
LONGEST: Final = 200  # characters of a title that are looked at


def fuzzy_score(typed: str, title: str) -> int | None:
    """Return how well ``typed`` fits, higher is better; ``None`` where it does not.

    Case and white space do not matter. Nothing typed fits everything alike: 0.
    """
    letters = "".join(typed.casefold().split())
    text = title.casefold()[:LONGEST]
    if not letters:
        return 0
    if len(letters) > len(text):
        return None
    row = [
        _HIT + _place_bonus(text, at) if found == letters[0] else _NONE
        for at, found in enumerate(text)
    ]
    for letter in letters[1:]:
        row = _next_row(row, text, letter)
    best = max(row)
    return None if best <= _NONE // 2 else best


def _next_row(row: list[int], text: str, letter: str) -> list[int]:
    """Return the best score with ``letter`` placed at each character, the letters before it too."""
    scores = [_NONE] * len(text)
    reached = _NONE  # the best that ends before the last character
    for at in range(1, len(text)):
        if text[at] == letter:
            behind = row[at - 1] + _NEXT
            apart = reached + _place_bonus(text, at) - _GAP
            best = max(behind, apart)
            if best > _NONE // 2:
                scores[at] = best + _HIT
        reached = max(reached, row[at - 1])
    return scores


def _place_bonus(text: str, at: int) -> int:
    if at == 0:
        return _FIRST
    return _WORD if text[at].isalnum() and not text[at - 1].isalnum() else 0
