"""Which place of a draft stands for which place of the original; pure, knows no Qt.

Positions are UTF-16 units from the beginning of either text. Where both texts begin or end alike
the places are the same; in between they are spread evenly, which is as good as any answer.
"""

from app.utf16 import utf16_length


class DraftMap:
    """Places of ``original`` against those of ``draft``."""

    def __init__(self, original: str, draft: str) -> None:
        head = _alike(original, draft)
        tail = _alike(original[head:][::-1], draft[head:][::-1])
        self._head = utf16_length(original[:head])
        self._tail = utf16_length(original[len(original) - tail :])
        self._original = utf16_length(original)
        self._draft = utf16_length(draft)

    def to_draft(self, place: int) -> int:
        """Return the place in the draft for ``place`` in the original."""
        return self._across(place, self._original, self._draft)

    def to_original(self, place: int) -> int:
        """Return the place in the original for ``place`` in the draft."""
        return self._across(place, self._draft, self._original)

    def _across(self, place: int, here: int, there: int) -> int:
        if place <= self._head:
            return max(0, place)
        if place >= here - self._tail:
            return there - max(0, here - place)
        share = (place - self._head) / (here - self._tail - self._head)
        return self._head + round(share * (there - self._tail - self._head))


def _alike(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((k for k, (a, b) in pairs if a != b), min(len(one), len(other)))
