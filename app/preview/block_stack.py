"""The blocks of a page one below another, found by character, by line or by height; knows no Qt.

Sums over thousands of blocks would make each step cost what the document weighs. So the slots
lie in buckets that know their own sums, and a look-up or a change costs about the square root of
their number (sqrt decomposition).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from app.preview.blocks import Block
from app.preview.environment import View

_BUCKET = 128


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
    """

    block: Block
    characters: int
    lines: float
    height: float
    view: View = field(default_factory=View)
    drafted: bool = False
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What lies before a slot, or in a whole stack."""

    characters: int = 0
    lines: float = 0.0
    height: float = 0.0


@dataclass(slots=True)
class _Bucket:
    slots: list[Slot]
    characters: int = field(init=False)
    lines: float = field(init=False)
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.add_up()

    def add_up(self) -> None:
        """Bring the sums up to date with the slots."""
        self.characters = sum(slot.characters for slot in self.slots)
        self.lines = sum(slot.lines for slot in self.slots)
        self.height = sum(slot.height for slot in self.slots)


class BlockStack:
    """A list of slots with running sums of characters, lines and height."""

    def __init__(self) -> None:
        self._buckets: list[_Bucket] = []
        self._count = 0

    def __len__(self) -> int:
        """Return the number of slots."""
        return self._count

    def __iter__(self) -> Iterator[Slot]:
        """Yield every slot from the top."""
        for bucket in self._buckets:
            yield from bucket.slots

    def __getitem__(self, index: int) -> Slot:
        """Return the slot at ``index``.

        Raises:
            IndexError: there is none.
        """
        for bucket in self._buckets:
            if index < len(bucket.slots):
                return bucket.slots[index]
            index -= len(bucket.slots)
        raise IndexError("no such slot")

    def slots(self, start: int, stop: int) -> list[Slot]:
        """Return the slots from ``start`` up to, not including, ``stop``."""
        found: list[Slot] = []
        first = 0
        for bucket in self._buckets:
            size = len(bucket.slots)
            if first + size > start and first < stop:
                found.extend(bucket.slots[max(start - first, 0) : stop - first])
            first += size
        return found

    def replace(self, start: int, stop: int, slots: Iterable[Slot]) -> None:
        """Put ``slots`` in the place of those from ``start`` to ``stop``."""
        new = list(slots)
        first_bucket, offset = self._locate(start)
        last_bucket, tail = self._locate(stop)
        head = self._buckets[first_bucket].slots[:offset] if self._buckets else []
        rest = self._buckets[last_bucket].slots[tail:] if self._buckets else []
        merged = [*head, *new, *rest]
        if len(merged) <= 2 * _BUCKET:
            parts = [merged] if merged else []
        else:
            parts = [merged[at : at + _BUCKET] for at in range(0, len(merged), _BUCKET)]
        self._buckets[first_bucket : last_bucket + 1] = [_Bucket(part) for part in parts]
        self._count += len(new) - (stop - start)

    def set_height(self, index: int, height: float) -> None:
        """Give the slot at ``index`` another height."""
        at, offset = self._locate(index)
        bucket = self._buckets[at]
        bucket.slots[offset].height = height
        bucket.height = sum(slot.height for slot in bucket.slots)

    def index_of(self, slot: Slot, hint: int = 0) -> int | None:
        """Return where ``slot`` stands now, None if it is gone; ``hint`` is where it stood."""
        if 0 <= hint < self._count and self[hint] is slot:
            return hint
        first = 0
        for bucket in self._buckets:
            if slot in bucket.slots:
                return first + bucket.slots.index(slot)
            first += len(bucket.slots)
        return None

    def totals(self) -> Sums:
        """Return the sums over all slots."""
        return self.before(self._count)

    def before(self, index: int) -> Sums:
        """Return the sums over the slots before ``index``."""
        characters, lines, height = 0, 0.0, 0.0
        for bucket in self._buckets:
            if index >= len(bucket.slots):
                index -= len(bucket.slots)
                characters += bucket.characters
                lines += bucket.lines
                height += bucket.height
                continue
            for slot in bucket.slots[:index]:
                characters += slot.characters
                lines += slot.lines
                height += slot.height
            break
        return Sums(characters, lines, height)

    def at_character(self, position: int) -> int:
        """Return the index of the slot that covers the character, the last slot beyond the end."""
        return self._find(position, lambda part: part.characters)

    def at_line(self, line: float) -> int:
        """Return the index of the slot that covers the line, the last slot beyond the end."""
        return self._find(line, lambda part: part.lines)

    def at_height(self, y: float) -> int:
        """Return the index of the slot at ``y`` pixels, the last slot beyond the end."""
        return self._find(y, lambda part: part.height)

    def _find(self, amount: float, size: Callable[[Slot | _Bucket], float]) -> int:
        index = 0
        for bucket in self._buckets:
            if amount >= size(bucket):
                amount -= size(bucket)
                index += len(bucket.slots)
                continue
            for slot in bucket.slots:
                if amount < size(slot):
                    return index
                amount -= size(slot)
                index += 1
            return index - 1
        return max(self._count - 1, 0)

    def _locate(self, index: int) -> tuple[int, int]:
        """Return bucket and offset of ``index``; the end is the end of the last bucket."""
        for at, bucket in enumerate(self._buckets):
            if index < len(bucket.slots):
                return at, index
            if at == len(self._buckets) - 1:
                return at, min(index, len(bucket.slots))
            index -= len(bucket.slots)
        return 0, 0
