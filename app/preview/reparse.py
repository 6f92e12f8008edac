"""What an edit changes in the blocks of a page, without reading the whole text; knows no Qt.

A parse begins two constructs before the first changed character (what stands before may swallow
a changed line; two are one more than any rule of CommonMark looks back) and goes on until a
construct begins, behind the last changed character, where one began before as well: from there on
the text is the same and the parser remembers nothing, so the old blocks stand. A change that
moves no boundary costs the same in a long document and in a short one.
"""

from dataclasses import dataclass

from app.preview.block_stack import BlockStack
from app.preview.blocks import PIECE_LINES, Block, count_lines, split_code
from app.preview.parsing import front_matter_end, parse_blocks
from engine.request import Span

AT_ONCE = 16_000
"""Characters that one change parses at most; the rest waits as one "pending" block."""

_MARGIN = 400  # characters behind a change that a first attempt reads
_SLICE = 6_000  # characters of a pending block that one call parses: 2 to 10 ms
_CONSTRUCTS_BACK = 2


@dataclass(frozen=True, slots=True)
class Splice:
    """Blocks from ``start`` up to ``stop`` give way to ``blocks``."""

    start: int
    stop: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One text and the next.

    Attributes:
        old: the text before.
        new: the text after.
        start: where they begin to differ.
        same_end: how many characters at their end are equal.
    """

    old: str
    new: str
    start: int
    same_end: int

    @classmethod
    def between(cls, old: str, new: str) -> "Change":
        """Return what turned ``old`` into ``new``."""
        start = common_prefix(old, new)
        same_end = common_suffix(old, new, min(len(old), len(new)) - start)
        return cls(old, new, start, same_end)


def splice_markdown(stack: BlockStack, change: Change) -> Splice:
    """Return what turns ``stack``, the blocks of the old text, into the blocks of the new one."""
    old, new = change.old, change.new
    changed, unchanged_end = _changed_blocks(change)
    first = _first_to_parse(stack, changed)
    delta = len(new) - len(old)
    behind = len(new) - unchanged_end
    start = at = stack.before(first).characters
    size = min(behind - start, AT_ONCE) + _MARGIN
    blocks: list[Block] = []
    while at < len(new) and at - start <= AT_ONCE:
        parsed = _parse_window(new, at, size)
        for block in [*parsed, None]:
            if at >= behind and (block is None or block.opens):
                same = _construct_at(stack, at - delta)
                if same is not None:
                    return Splice(first, same, tuple(blocks))
            if block is not None:
                blocks.append(block)
                at += len(block.source)
        size = min(max(2 * size, _MARGIN), _SLICE)
    if at < len(new):
        blocks.append(pending_block(new[at:]))
    return Splice(first, len(stack), tuple(blocks))


def splice_code(stack: BlockStack, change: Change, language: str) -> Splice:
    """Return what turns ``stack``, the pieces of the old code, into those of the new one."""
    old, new = change.old, change.new
    if not len(stack):
        return Splice(0, 0, tuple(split_code(new, language)))
    changed, unchanged_end = _changed_blocks(change)
    first = stack.at_character(changed)
    last = stack.at_character(max(len(old) - unchanged_end, changed))
    # A short piece joins the one behind it, or a file would crumble as it is edited.
    while last + 1 < len(stack) and stack[last].lines < PIECE_LINES // 4:
        last += 1
    start = stack.before(first).characters
    stop = len(new) - (len(old) - stack.before(last + 1).characters)
    return Splice(first, last + 1, tuple(split_code(new[start:stop], language)))


def splice_pending(stack: BlockStack) -> Splice | None:
    """Return what parses the next part of the text that is still pending, None if none is."""
    at = len(stack) - 1
    if at < 0 or stack[at].block.kind != "pending":
        return None
    text = stack[at].block.source
    blocks = _parse_window(text, 0, _SLICE)
    rest = text[sum(len(block.source) for block in blocks) :]
    return Splice(at, at + 1, (*blocks, pending_block(rest)) if rest else tuple(blocks))


def pending_block(text: str) -> Block:
    """Return the block that stands for text which is not parsed yet."""
    return Block(kind="pending", source=text, lines=count_lines(text))


def common_prefix(one: str, other: str) -> int:
    """Return the length of the text that both begin with, by halving, at the speed of memcmp."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(one: str, other: str, limit: int) -> int:
    """Return the length, ``limit`` at most, of the text that both end with."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one.endswith(other[len(other) - middle : len(other) - low], 0, len(one) - low):
            low = middle
        else:
            high = middle - 1
    return low


def moved_span(span: Span, change: Change) -> Span | None:
    """Return where ``span`` of the old text stands in the new one, None if it was touched."""
    if span.end <= change.start:
        return span
    if span.start >= len(change.old) - change.same_end:
        shift = len(change.new) - len(change.old)
        return Span(span.start + shift, span.end + shift)
    return None


def _changed_blocks(change: Change) -> tuple[int, int]:
    """Return start and equal end of the change, with the front matter that it makes or ends."""
    old, new, changed, unchanged_end = change.old, change.new, change.start, change.same_end
    old_front, new_front = front_matter_end(old), front_matter_end(new)
    if old_front != new_front:
        # A "---" far below may open or close it, and what it held is parsed anew.
        changed = 0
        unchanged_end = min(unchanged_end, len(old) - old_front, len(new) - new_front)
    return changed, unchanged_end


def _first_to_parse(stack: BlockStack, changed: int) -> int:
    if not len(stack):
        return 0
    index = stack.at_character(changed)
    back = _CONSTRUCTS_BACK
    while index > 0:
        if stack[index].block.opens:
            if back == 0:
                break
            back -= 1
        index -= 1
    return index


def _construct_at(stack: BlockStack, position: int) -> int | None:
    """Return the index of the construct that begins at ``position``, None if none does."""
    index = stack.at_character(position)
    if index < len(stack) and stack[index].block.opens:
        return index if stack.before(index).characters == position else None
    return None


def _parse_window(text: str, at: int, size: int) -> list[Block]:
    """Return the blocks of ``text`` from ``at`` on that ``size`` characters show whole.

    More is read where a construct is longer, so that at least one comes back.
    """
    if at == 0:
        size = max(size, front_matter_end(text))
    while True:
        end = text.find("\n", at + size)
        final = end < 0
        window = text[at:] if final else text[at : end + 1]
        blocks = parse_blocks(window, at_start=at == 0, final=final)
        if blocks or final:
            return blocks
        size *= 2
