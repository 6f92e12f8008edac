"""The footnotes of a document as one slot below its blocks; knows no Qt and no layout."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from app.preview.block_stack import BlockStack, Slot
from app.preview.blocks import Block, find_mentions
from app.preview.environment import Environment


class PageNotes:
    """Lays the slot of the footnotes onto a stack and lifts it off again.

    It is kept meanwhile, for the footnotes seldom change.
    """

    def __init__(self, estimate: Callable[[Block], float]) -> None:
        """Start without; ``estimate`` guesses the height of a block in pixels."""
        self._estimate = estimate
        self._laid: Slot | None = None
        self._kept: Slot | None = None
        self._noted: Environment | None = None  # which they were made of

    @property
    def are_laid(self) -> bool:
        """Whether they are the last slot of the stack."""
        return self._laid is not None

    def lift(self, stack: BlockStack) -> None:
        """Take them off the stack."""
        if self._laid is not None:
            stack.replace(len(stack) - 1, len(stack), [])
        self._kept, self._laid = self._laid, None

    def lay(self, stack: BlockStack, environment: Environment) -> None:
        """Put them below the document's blocks, where it has any."""
        numbers = environment.numbers
        if not numbers:
            return
        if self._kept is not None and self._noted is environment:
            self._laid = self._kept
            stack.replace(len(stack), len(stack), [self._laid])
            return
        source = "".join(f"{environment.notes[label].rstrip()}\n\n" for label in numbers)
        block = Block("notes", source, 0, mentions=find_mentions("notes", source))
        view = environment.view(block)
        slot = self._kept
        if slot is None or slot.block != block or slot.view != view:
            slot = Slot(block, 0, 0.0, self._estimate(block), view)
        stack.replace(len(stack), len(stack), [slot])
        self._laid, self._noted = slot, environment

    def follow(self, before: Environment, after: Environment, changed: AbstractSet[str]) -> None:
        """Stay as they are in another environment where nothing of theirs is different there.

        Args:
            before: the environment up to now.
            after: the one from now on.
            changed: the mentions that lead elsewhere in it.
        """
        same = before.notes is after.notes and before.numbers is after.numbers
        kept = self._kept or self._laid
        same = same and self._noted is before
        if kept is not None and same and changed.isdisjoint(kept.block.mentions):
            self._noted = after
