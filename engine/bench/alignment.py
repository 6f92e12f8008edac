"""Compares texts: edit distance of characters, longest common subsequence of words; pure."""

from collections.abc import Sequence


def edit_distance(a: str, b: str) -> int:
    """Return how many insertions, deletions and substitutions of characters turn a into b.

    Myers' bit-vector algorithm in Hyyro's form (Myers, "A fast bit-vector algorithm for
    approximate string matching based on dynamic programming", JACM 1999): a column of the table
    is two integers of ``len(a)`` bits, the vertical differences +1 and -1.
    """
    if not a:
        return len(b)
    full = (1 << len(a)) - 1
    last = 1 << (len(a) - 1)
    places: dict[str, int] = {}
    for index, character in enumerate(a):
        places[character] = places.get(character, 0) | 1 << index
    plus, minus, distance = full, 0, len(a)
    for character in b:
        match = places.get(character, 0)
        diagonal = ((((match & plus) + plus) ^ plus) | match | minus) & full
        rises = minus | ~(diagonal | plus) & full
        falls = diagonal & plus
        if rises & last:
            distance += 1
        elif falls & last:
            distance -= 1
        # The row above the first one counts up: its difference is always +1.
        rises = (rises << 1 | 1) & full
        falls = falls << 1 & full
        plus = falls | ~(diagonal | rises) & full
        minus = rises & diagonal
    return distance


def common_places(words: Sequence[str], target: Sequence[str]) -> set[int]:
    """Return the places in ``target`` that a longest common subsequence with ``words`` uses.

    Ties are broken in one fixed way, so equal arguments always give equal places.
    """
    lengths = [[0] * (len(target) + 1) for _ in range(len(words) + 1)]
    for i in range(len(words) - 1, -1, -1):
        for j in range(len(target) - 1, -1, -1):
            if words[i] == target[j]:
                lengths[i][j] = lengths[i + 1][j + 1] + 1
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    places: set[int] = set()
    i = j = 0
    while i < len(words) and j < len(target):
        if words[i] == target[j]:
            places.add(j)
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return places
