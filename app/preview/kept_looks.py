"""Which blocks stay laid out: those seen lately, so that a long page does not fill the memory."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.preview.block_stack import Slot

_MOST = 2000  # blocks, each of about 15 KB


@dataclass(frozen=True, slots=True)
class Seen:
    """A block in the window: its slot, its index, and where it begins, from the window's top."""

    slot: Slot
    index: int
    y: float


class KeptLooks:
    """Counts what was laid out, and lets go what was long ago and is far away."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._laid: list[Slot] = []

    def remember(self, slot: Slot, near: Iterable[Seen]) -> None:
        """Note that ``slot`` is laid out; what is ``near`` the window is never let go."""
        self._laid.append(slot)
        if len(self._laid) <= _MOST:
            return
        kept = {id(seen.slot) for seen in near}
        old, self._laid = self._laid[: _MOST // 2], self._laid[_MOST // 2 :]
        for other in old:
            if id(other) in kept:
                self._laid.append(other)
            else:
                other.look = None
