"""A draft, and which blocks of the document it stands for; knows no Qt and no layout.

While its steps come a draft is parsed by itself, so that nothing in it, however unfinished, can
change a block outside of its span. The last one is parsed with what stands around it, as it will
be when it is accepted: a list may join the one below it, and its items move apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.preview.block_stack import BlockStack, Slot
from app.preview.blocks import Block
from app.preview.draft_blocks import DraftText, draft_blocks, marked_blocks, mended_source
from app.preview.reparse import Change, splice_markdown
from engine.request import Span

_IN_PIECES = ("fence", "code")
_SWALLOWING = ("fence", "html", "front")


@dataclass(slots=True)
class PlacedDraft:
    """A draft and the blocks that it stands for.

    Attributes:
        span: what it replaces in the document.
        text: the draft.
        finished: it is the last of its run.
        start: index of the first slot that it stands for.
        covered: the document's slots that it stands for.
        shown: the slots that stand there instead.
    """

    span: Span
    text: str
    finished: bool
    start: int = 0
    covered: list[Slot] = field(default_factory=list)
    shown: list[Slot] = field(default_factory=list)
    _around: DraftText | None = field(default=None, init=False)
    _accepted: list[tuple[Block, bool]] | None = field(default=None, init=False)

    def place(self, stack: BlockStack, count: int, text: str, language: str) -> None:
        """Find what the draft stands for among the first ``count`` slots, the blocks of ``text``.

        A draft that is finished may stand for blocks around its span too.
        """
        span = self.span
        # Behind the last character the stack finds its last slot, which may be the footnotes.
        start = min(stack.at_character(span.start), count - 1)
        stop = min(stack.at_character(max(span.end - 1, span.start)), count - 1) + 1
        while start > 0 and _continues(stack[start].block):
            start -= 1
        while stop < count and _continues(stack[stop].block):
            stop += 1
        first = stack.before(start).characters
        self.start, self.covered = start, stack.slots(start, stop)
        last = first + sum(slot.characters for slot in self.covered)
        self._around = DraftText(
            head=text[first : span.start],
            selected=text[span.start : span.end],
            tail=text[span.end : last],
            covered=tuple(slot.block for slot in self.covered),
            before=stack[start - 1].block if start else None,
            at_start=start == 0,
        )
        self._accepted = None
        if self.finished and language == "markdown":
            self._place_accepted(stack, count, text, self._around)

    def blocks(self, language: str) -> list[tuple[Block, bool]]:
        """Return the blocks to show, each with whether the draft reaches into it.

        Raises:
            ValueError: the draft has no place yet.
        """
        if self._around is None:
            raise ValueError("the draft has no place")
        if self._accepted is not None:
            return self._accepted
        return draft_blocks(self._around, self.text, language, finished=self.finished)

    def _place_accepted(self, stack: BlockStack, count: int, text: str, around: DraftText) -> None:
        """Stand for all blocks that would be others if the draft were accepted."""
        end = self.span.end + len(around.tail)
        source = mended_source(around, self.text, finished=True, behind=text[end:])
        mended = source != around.head + self.text + around.tail
        if mended and end < len(text) and not source.endswith("\n"):
            source += "\n"
        change = Change.between(
            text, text[: self.span.start - len(around.head)] + source + text[end:]
        )
        if change.old == change.new:
            return
        splice = splice_markdown(stack, change)
        after = stack.before(splice.start).characters
        reach = self.span.start - len(around.head) + len(source)
        if any(block.kind == "pending" for block in splice.blocks):
            return
        if _swallows(splice.blocks, after, reach):
            return
        spliced = min(splice.stop, count)
        start = min(self.start, splice.start)
        stop = max(self.start + len(self.covered), spliced)
        covered = stack.slots(start, stop)
        blocks = [
            *(slot.block for slot in stack.slots(start, splice.start)),
            *splice.blocks,
            *(slot.block for slot in stack.slots(spliced, stop)),
        ]
        low = self.span.start - stack.before(start).characters
        high = low + len(source) - len(around.head) - len(around.tail)
        same = _same_above(covered, blocks, low)
        low, high = (place - sum(len(b.source) for b in blocks[:same]) for place in (low, high))
        covered, blocks = covered[same:], blocks[same:]
        behind = _same_behind(covered, blocks, high)
        self.start, self.covered = start + same, covered[: len(covered) - behind]
        before = stack[self.start - 1].block if self.start else None
        self._accepted = marked_blocks(blocks[: len(blocks) - behind], low, high, before)


def _swallows(blocks: Sequence[Block], at: int, reach: int) -> bool:
    """Return whether a block that begins before the character ``reach`` takes in text behind it.

    A draft that leaves HTML or front matter open would turn all below it into source. That is
    shown when it is accepted, not before: the page keeps its styles while the person reads.
    """
    for block in blocks:
        end = at + len(block.source.rstrip())
        if block.kind in _SWALLOWING and at < reach < end:
            # Most HTML ends at a blank line, and what stands above that is one block with it.
            return block.kind != "html" or "\n\n" in block.source[reach - at - 1 : end - at]
        at += len(block.source)
    return False


def _same_above(covered: list[Slot], blocks: list[Block], low: int) -> int:
    """Return how many blocks above the character ``low`` are those of the document."""
    same = at = 0
    for slot, block in zip(covered, blocks, strict=False):
        at += len(block.source)
        if at > low or not _equal(slot.block, block):
            break
        same += 1
    return same


def _same_behind(covered: list[Slot], blocks: list[Block], high: int) -> int:
    """Return how many blocks from the character ``high`` on are those of the document."""
    same, at = 0, sum(len(block.source) for block in blocks)
    for slot, block in zip(reversed(covered), reversed(blocks), strict=False):
        at -= len(block.source)
        if at < high or not _equal(slot.block, block):
            break
        same += 1
    return same


def _equal(one: Block, other: Block) -> bool:
    """Return whether both are the same but for what the code above them leaves open."""
    return replace(one, context=None) == replace(other, context=None)


def _continues(block: Block) -> bool:
    """Return whether ``block`` is a later piece of long code in a Markdown document."""
    return block.kind in _IN_PIECES and not block.opens
