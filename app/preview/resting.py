"""Which block stays where it is on the screen while a page changes; knows no layout, no widget.

Chosen before the change, found again after it. A draft that begins in the window stays where it
begins. Of one that begins above the window the person reads the end, so what is below it stays.
Without a draft it is the block at the top of the window, or its neighbour where that one is gone.
"""

from dataclasses import dataclass

from app.preview.block_stack import BlockStack
from app.preview.kept_looks import Seen


@dataclass(frozen=True, slots=True)
class Resting:
    """What was seen before a change.

    Attributes:
        anchors: blocks that may tell where to stay, the best one first.
        draft: where the draft began, in pixels from the window's top; None unless it was seen.
        below: the block below a draft that began above the window; None otherwise.
    """

    anchors: tuple[Seen, ...]
    draft: float | None = None
    below: Seen | None = None

    @classmethod
    def of(
        cls, stack: BlockStack, seen: list[Seen], draft: tuple[int, int] | None, start: float
    ) -> "Resting":
        """Choose.

        Args:
            stack: the page before the change.
            seen: its blocks in the window.
            draft: indices of the blocks of the draft, None without one.
            start: where these begin, in pixels from the window's top.
        """
        anchors = list(seen)
        if seen and seen[0].index > 0:
            index = seen[0].index - 1
            slot = stack[index]
            # Second, for the block that is seen counts first.
            anchors.insert(1, Seen(slot, index, seen[0].y - slot.height))
        if draft is None or not any(draft[0] <= one.index < draft[1] for one in seen):
            return cls(tuple(anchors))
        below = next((one for one in seen if one.index >= draft[1]), None) if start < 0 else None
        return cls(tuple(anchors), start, below)

    def find(self, stack: BlockStack, draft: tuple[int, int] | None) -> tuple[int, float] | None:
        """Return the index of what stays and its place in the window, None where nothing was seen.

        Args:
            stack: the page after the change.
            draft: indices of the blocks of the draft by now.
        """
        if draft is not None and self.draft is not None:
            return self.find_below(stack) or (draft[0], self.draft)
        for anchor in self.anchors:
            now = stack.index_of(anchor.slot, anchor.index)
            if now is not None:
                return now, anchor.y
        if not self.anchors:
            return None
        return min(self.anchors[0].index, max(len(stack) - 1, 0)), self.anchors[0].y

    def find_below(self, stack: BlockStack) -> tuple[int, float] | None:
        """Return index and place of what stays below the draft, None where nothing does."""
        if self.below is None:
            return None
        now = stack.index_of(self.below.slot, self.below.index)
        return None if now is None else (now, self.below.y)
