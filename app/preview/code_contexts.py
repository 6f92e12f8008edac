"""Which piece of long code goes on in a string or a comment of the piece before; knows no Qt.

Long code is cut into pieces, and what a piece leaves open colours the next one. Finding that out
means reading everything before, so it is done piece by piece when there is time, and after a
change only until a piece leaves open what it did before.
"""

from collections.abc import Iterable
from dataclasses import replace

from app.preview.block_stack import BlockStack
from app.preview.blocks import Block
from app.preview.code_colours import context_after
from app.preview.content import code_of

_SKIPPED_AT_ONCE = 500


class CodeContexts:
    """Remembers which slots of a stack still wait to be looked at."""

    def __init__(self) -> None:
        """Wait for nothing."""
        self._low = 0
        self._high = 0

    @property
    def is_done(self) -> bool:
        """Whether every piece knows what the one before leaves open."""
        return self._low >= self._high

    def note_splice(self, start: int, removed: int, added: int) -> None:
        """Take up that ``added`` slots stand at ``start`` in the place of ``removed`` ones."""
        end = start + added + 1  # the slot behind may see another piece before it
        if self.is_done:
            self._low, self._high = start, end
            return
        if self._high > start:
            end = max(end, self._high + added - removed)
        self._low = min(self._low, start)
        self._high = max(end, self._low)

    def step(self, stack: BlockStack) -> bool:
        """Look at one piece of code; return whether it has other colours now."""
        last = min(self._high, len(stack), self._low + _SKIPPED_AT_ONCE)
        slots = stack.slots(max(self._low - 1, 0), last)
        before = slots.pop(0).block if self._low > 0 and slots else None
        for slot in slots:
            self._low += 1
            block = slot.block
            if block.kind in ("lines", "fence", "code"):
                context = follow(before, block).context
                if context != block.context:
                    slot.block = replace(block, context=context)
                    slot.look = None
                    self._high = max(self._high, self._low + 1)
                    return True
                if not block.opens or block.kind == "lines":
                    return False
            before = block
        self._high = self._high if self._low < len(stack) else self._low
        return False


def follow(before: Block | None, block: Block) -> Block:
    """Return ``block`` with the context that ``before``, the block above it, leaves."""
    context = None
    continues = block.kind == "lines" or (block.kind in ("fence", "code") and not block.opens)
    if continues and before is not None and before.kind == block.kind:
        code = code_of(before)
        context = context_after(code.text, code.language, code.context)
    return block if context == block.context else replace(block, context=context)


def in_context(blocks: Iterable[Block], before: Block | None) -> list[Block]:
    """Return ``blocks`` with the contexts that they leave one another, ``before`` above them."""
    result: list[Block] = []
    for block in blocks:
        result.append(follow(result[-1] if result else before, block))
    return result
