"""A draft, with what stands around it in its own blocks, as blocks of its own; knows no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.preview.blocks import Block, split_code, split_lines
from app.preview.closing import mended
from app.preview.code_contexts import in_context
from app.preview.parsing import parse_blocks

_CODE = ("lines", "fence", "code")


@dataclass(frozen=True, slots=True)
class DraftText:
    """A draft and the rest of the blocks that its span touches.

    Attributes:
        head: text of the first block before the span.
        selected: what the span holds in the document.
        tail: text of the last block behind the span.
        covered: the blocks that the span touches.
        before: the block above that one.
        at_start: the first block begins the document.
    """

    head: str
    selected: str
    tail: str
    covered: tuple[Block, ...]
    before: Block | None
    at_start: bool


def draft_blocks(
    around: DraftText, draft: str, language: str, *, finished: bool = False
) -> list[tuple[Block, bool]]:
    """Return the blocks to show for ``draft``, each with whether the draft reaches into it.

    Args:
        around: where the draft stands.
        draft: its text.
        language: of the document.
        finished: code below the draft has the colours that it will have when it is accepted, as
            in a string that the draft begins; otherwise it keeps those that it has.
    """
    if language != "markdown":
        source = around.head + draft + around.tail
        blocks = split_code(source, language)
    else:
        source = mended_source(around, draft)
        blocks = _in_list(parse_blocks(source, at_start=around.at_start), around.covered[0])
    start = len(around.head)
    marked = marked_blocks(blocks, start, len(source) - len(around.tail), around.before)
    return marked if finished else _with_colours_kept(marked, around)


def mended_source(
    around: DraftText, draft: str, *, finished: bool = False, behind: str = ""
) -> str:
    """Return ``draft`` with what stands around it, what it leaves open closed.

    Of a draft that is ``finished`` the text ``behind`` all that counts as well.
    """
    head, selected, tail = around.head, around.selected, around.tail
    return mended(head, selected, draft, tail, finished=finished, behind=behind)


def marked_blocks(
    blocks: list[Block], start: int, end: int, before: Block | None
) -> list[tuple[Block, bool]]:
    """Return ``blocks``, cut where need be, each with whether a draft reaches into it.

    Args:
        blocks: the draft's and those around it.
        start: the draft's first character in them.
        end: one past its last.
        before: the block above them.
    """
    cut = list(_cut(blocks, start, max(end, start + 1))) or [(Block("blank", "", 0), True)]
    blocks = in_context((block for block, _ in cut), before)
    inside = [within for _, within in cut]
    if inside and not any(inside):
        inside[-1] = True
    return list(zip(blocks, inside, strict=True))


def _with_colours_kept(
    marked: list[tuple[Block, bool]], around: DraftText
) -> list[tuple[Block, bool]]:
    """Return ``marked``, code below the draft in the colours that it has in the document."""
    behind = 1 + max((at for at, (_, inside) in enumerate(marked) if inside), default=-1)
    if behind >= len(marked) or marked[behind][0].kind not in _CODE:
        return marked
    rest = [block for block, _ in marked[behind:]]
    size = sum(len(block.source) for block in rest)
    for at in reversed(range(len(around.covered))):
        block = around.covered[at]
        cut = len(block.source) - size
        size -= len(block.source)
        if cut < 0:
            continue
        above = around.covered[at - 1] if at else around.before
        if cut and block.kind == rest[0].kind:
            above = replace(block, source=block.source[:cut], closes=False)
        return [*marked[:behind], *((block, False) for block in in_context(rest, above))]
    return marked


def _cut(blocks: list[Block], start: int, end: int) -> Iterator[tuple[Block, bool]]:
    """Yield ``blocks`` with whether they show any of the characters from ``start`` to ``end``.

    Code is cut at the lines where the draft begins and ends, so that a step draws no others.
    """
    at = 0
    for block in blocks:
        size = len(block.source)
        touched = at < end and at + len(block.source.rstrip()) > start
        if touched and block.kind in _CODE:
            yield from _cut_code(block, start - at, end - at)
        else:
            yield block, touched
        at += size


def _cut_code(block: Block, start: int, end: int) -> Iterator[tuple[Block, bool]]:
    """Yield a piece of code as up to three: before the draft's lines, these, and behind them."""
    lines = split_lines(block.source)
    low = high = at = 0
    for number, line in enumerate(lines):
        if at + len(line) <= start:
            low = min(number + 1, len(lines) - 1)
        if at < end:
            high = number + 1
        at += len(line)
    # The lines of a fence itself show nothing, so they stay with the code beside them.
    if block.opens and block.kind != "lines":
        opening = next((at for at, line in enumerate(lines) if line.strip()), 0)
        code = opening + (block.kind == "fence")
        low = 0 if low <= code else low
        high = max(high, min(code + 1, len(lines)))
    if block.kind != "lines" and not "".join(lines[high:]).strip("`~ \n"):
        high = len(lines)
    parts = [(lines[:low], False), (lines[low:high], True), (lines[high:], False)]
    shown = [(part, inside) for part, inside in parts if part]
    for number, (part, inside) in enumerate(shown):
        piece = replace(
            block,
            source="".join(part),
            lines=len(part),
            opens=block.opens and number == 0,
            closes=block.closes and number == len(shown) - 1,
        )
        yield piece, inside


def _in_list(blocks: list[Block], first: Block) -> list[Block]:
    """Let the items that begin a draft count on from the list that they stand in."""
    if first.kind != "item":
        return blocks
    result: list[Block] = []
    for at, block in enumerate(blocks):
        if block.kind != "item":
            return result + blocks[at:]
        number = block.number
        if first.number is not None and number is not None:
            number = first.number + at
        result.append(replace(block, number=number, tight=first.tight))
    return result
