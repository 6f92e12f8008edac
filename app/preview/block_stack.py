"""The blocks of a page one below another, found by character, by line or by height; knows no Qt.

Sums over thousands of blocks would make each step cost what the document weighs. So the slots
lie in buckets that know their own sums, and a look-up or a change costs about the square root of
their number (sqrt decomposition).
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import attrgetter
from typing import Protocol

from app.preview.blocks import Block
from app.preview.environment import View

_BUCKET = 64


class Look(Protocol):
    """A block laid out; what that means is for the side that draws to know."""

    @property
    def height(self) -> float:
        """Pixels that it takes."""
        ...


@dataclass(slots=True, eq=False)
class Slot:
    """One block at its place on a page.

    Attributes:
        block: what stands there.
        characters: characters of the document that it covers.
        lines: lines of the document that it covers; a draft's block may cover part of a line.
        height: pixels that it takes, estimated until it is laid out.
        view: what the block can see of the rest of the document.
        drafted: it belongs to a draft, not to the document.
        look: the block laid out, None until it is.
        stands: it is on a stack.
    """

    block: Block
    characters: int
    lines: float
    height: float
    view: View = field(default_factory=View)
    drafted: bool = False
    look: Look | None = None
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """What lies before a slot, or in a whole stack."""

    characters: int = 0
    lines: float = 0.0
    height: float = 0.0


class BlockStack:
    """A list of slots with running sums of characters, lines and height."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._buckets: list[list[Slot]] = []
        # What each bucket adds up to, and the index behind its last slot.
        self._characters: list[int] = []
        self._lines: list[float] = []
        self._heights: list[float] = []
        self._ends: list[int] = []

    def __len__(self) -> int:
        """Return the number of slots."""
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Slot]:
        """Yield every slot from the top."""
        for bucket in self._buckets:
            yield from bucket

    def __getitem__(self, index: int) -> Slot:
        """Return the slot at ``index``.

        Raises:
            IndexError: there is none.
        """
        if not 0 <= index < len(self):
            raise IndexError(f"no slot {index} among {len(self)}")
        bucket, offset = self._locate(index)
        return self._buckets[bucket][offset]

    def slots(self, start: int, stop: int) -> list[Slot]:
        """Return the slots from ``start`` up to, not including, ``stop``."""
        found: list[Slot] = []
        if start >= len(self):
            return found
        bucket, offset = self._locate(start)
        while len(found) < stop - start and bucket < len(self._buckets):
            found.extend(self._buckets[bucket][offset : offset + stop - start - len(found)])
            bucket, offset = bucket + 1, 0
        return found

    def replace(self, start: int, stop: int, slots: Iterable[Slot]) -> None:
        """Put ``slots`` in the place of those from ``start`` to ``stop``."""
        first, offset = self._locate(start)
        last, tail = self._locate(stop)
        head = self._buckets[first][:offset] if self._buckets else []
        rest = self._buckets[last][tail:] if self._buckets else []
        for bucket in self._buckets[first : last + 1]:
            for slot in bucket:
                slot.stands = False
        merged = [*head, *slots, *rest]
        for slot in merged:
            slot.stands = True
        size = _BUCKET if len(merged) > 2 * _BUCKET else max(len(merged), 1)
        parts = [merged[at : at + size] for at in range(0, len(merged), size)]
        gone = slice(first, last + 1)
        self._buckets[gone] = parts
        self._characters[gone] = [sum(slot.characters for slot in part) for part in parts]
        self._lines[gone] = [sum(slot.lines for slot in part) for part in parts]
        self._heights[gone] = [sum(slot.height for slot in part) for part in parts]
        self._ends = list(accumulate(map(len, self._buckets)))

    def set_height(self, index: int, height: float) -> None:
        """Give the slot at ``index`` another height."""
        at, offset = self._locate(index)
        self._buckets[at][offset].height = height
        self._heights[at] = sum(slot.height for slot in self._buckets[at])

    def index_of(self, slot: Slot, hint: int = 0) -> int | None:
        """Return where ``slot`` stands now, None if it is gone; ``hint`` is where it stood."""
        if not slot.stands:
            return None
        if 0 <= hint < len(self) and self[hint] is slot:
            return hint
        for bucket, end in zip(self._buckets, self._ends, strict=True):
            if slot in bucket:
                return end - len(bucket) + bucket.index(slot)
        return None

    def totals(self) -> Sums:
        """Return the sums over all slots."""
        return Sums(sum(self._characters), sum(self._lines), sum(self._heights))

    def before(self, index: int) -> Sums:
        """Return the sums over the slots before ``index``."""
        bucket, offset = self._locate(index)
        characters = sum(self._characters[:bucket])
        lines, height = sum(self._lines[:bucket]), sum(self._heights[:bucket])
        for slot in self._buckets[bucket][:offset] if self._buckets else ():
            characters += slot.characters
            lines += slot.lines
            height += slot.height
        return Sums(characters, lines, height)

    def at_character(self, position: int) -> int:
        """Return the index of the slot that covers the character, the last slot beyond the end."""
        return self._find(position, self._characters, attrgetter("characters"))

    def at_line(self, line: float) -> int:
        """Return the index of the slot that covers the line, the last slot beyond the end."""
        return self._find(line, self._lines, attrgetter("lines"))

    def at_height(self, y: float) -> int:
        """Return the index of the slot at ``y`` pixels, the last slot beyond the end."""
        return self._find(y, self._heights, attrgetter("height"))

    def _find(self, amount: float, sizes: Sequence[float], size_of: Callable[[Slot], float]) -> int:
        sums = list(accumulate(sizes))
        at = bisect_right(sums, amount)
        if at == len(sums):
            return max(len(self) - 1, 0)
        bucket = self._buckets[at]
        amount -= sums[at - 1] if at else 0
        index = self._ends[at] - len(bucket)
        for slot in bucket:
            if amount < size_of(slot):
                return index
            amount -= size_of(slot)
            index += 1
        return index - 1  # the sums and the steps to them differ in the last binary place

    def _locate(self, index: int) -> tuple[int, int]:
        """Return bucket and offset of ``index``; the end is the end of the last bucket."""
        bucket = min(bisect_right(self._ends, index), max(len(self._ends) - 1, 0))
        return bucket, index - (self._ends[bucket - 1] if bucket else 0)
