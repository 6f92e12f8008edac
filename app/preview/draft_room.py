"""Room that a draft keeps while its steps come, so that the text below it rests; knows no Qt."""

from collections import deque

from app.preview.block_stack import BlockStack, Slot
from app.preview.page_source import PageSource

_STEADY_STEPS = 8


class DraftRoom:
    """Adds space below a draft that is lower than one of the last steps was.

    A step often takes a line that the next one gives back: without the room, all text below would
    jump to and fro. The room is given up when the draft has been lower for some steps.
    """

    def __init__(self) -> None:
        """Keep no room."""
        self._heights: deque[float] = deque(maxlen=_STEADY_STEPS)
        self._slot: Slot | None = None
        self._extra = 0.0

    def below(self, slot: Slot) -> float:
        """Return the pixels of room below ``slot``."""
        return self._extra if slot is self._slot else 0.0

    def drop(self, stack: BlockStack) -> None:
        """Give the room up, before the draft changes."""
        slot, self._slot = self._slot, None
        index = stack.index_of(slot) if slot is not None else None
        if slot is not None and index is not None:
            stack.set_height(index, slot.height - self._extra)

    def keep(self, source: PageSource) -> tuple[int, float] | None:
        """Make the draft's blocks as high as they were in the last steps.

        Returns:
            The index of the block that got room below it, and its pixels; None where the draft
            is as high as it was, or there is none.
        """
        indices = source.draft_range()
        if indices is None:
            self._heights.clear()
            return None
        height, covered = source.draft_heights()
        if source.is_finished:  # nothing more comes: it looks as it will when it is accepted
            self._heights.clear()
            self._heights.append(height)
            return None
        self._heights.extend([height] if self._heights else [covered, height])
        extra = max(self._heights) - height
        if not extra:
            return None
        index = indices[1] - 1
        self._slot, self._extra = source.stack[index], extra
        source.stack.set_height(index, self._slot.height + extra)
        return index, extra
