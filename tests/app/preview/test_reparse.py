import time

import pytest
from hypothesis import given

from app.preview.block_stack import BlockStack, Slot
from app.preview.blocks import Block
from app.preview.parsing import parse_blocks
from app.preview.reparse import (
    AT_ONCE,
    Change,
    common_prefix,
    common_suffix,
    splice_code,
    splice_markdown,
    splice_pending,
)
from tests.app.preview.markdown_texts import edits


def stack_of(blocks: list[Block]) -> BlockStack:
    stack = BlockStack()
    stack.replace(0, 0, [Slot(block, len(block.source), block.lines, 10.0) for block in blocks])
    return stack


def spliced(old: str, new: str) -> list[Block]:
    stack = stack_of(parse_blocks(old))
    splice = splice_markdown(stack, Change.between(old, new))
    blocks = [slot.block for slot in stack]
    blocks[splice.start : splice.stop] = splice.blocks
    return blocks


@given(edits())
def test_an_incremental_parse_gives_what_a_full_one_gives(edit: tuple[str, str]) -> None:
    old, new = edit
    assert spliced(old, new) == parse_blocks(new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n\nb\n\nc\n", "a\n\n```\nb\n\nc\n"),
        ("```\na\n\nb\n", "a\n\nb\n"),
        ("- a\n\ntext\n", "- a\n\n  text\n"),
        ("text\n\n---\na: 1\n---\n", "---\na: 1\n---\n"),
        ("---\na: 1\n\nb\n", "---\na: 1\n---\nb\n"),
        ("text\nmore\n", "text\n===\nmore\n"),
        ("[f]:\n\n/u\n", "[f]:\n/u\n"),
        ("a\n", ""),
        ("", "a\n"),
    ],
)
def test_edits_that_move_boundaries_far_away(old: str, new: str) -> None:
    assert spliced(old, new) == parse_blocks(new)


def test_an_edit_in_a_long_text_touches_a_handful_of_blocks() -> None:
    text = "".join(f"Paragraph {number}.\n\n" for number in range(5000))
    stack = stack_of(parse_blocks(text))
    middle = text.index("Paragraph 2500")
    splice = splice_markdown(stack, Change.between(text, text[:middle] + "x" + text[middle:]))
    assert 0 < splice.stop - splice.start < 30
    assert splice.blocks[0] == stack[splice.start].block


def test_a_long_text_is_parsed_little_by_little_to_the_same_blocks() -> None:
    text = "".join(f"# Head {number}\n\n- item\n\n```\ncode\n```\n\n" for number in range(2000))
    stack = BlockStack()
    splice = splice_markdown(stack, Change.between("", text))
    assert splice.blocks[-1].kind == "pending"
    assert len(splice.blocks[-1].source) > len(text) - 2 * AT_ONCE
    blocks = list(splice.blocks)
    stack.replace(0, 0, [Slot(block, len(block.source), block.lines, 1.0) for block in blocks])
    while (more := splice_pending(stack)) is not None:
        fresh = [Slot(block, len(block.source), block.lines, 1.0) for block in more.blocks]
        stack.replace(more.start, more.stop, fresh)
    assert [slot.block for slot in stack] == parse_blocks(text)


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ("# New\n\n", "pending"),
        ("- a\n", "pending"),
        ("---\na: 1\n---\n", "pending"),
        ("```\n", "fence"),
        ("<!--\n", "html"),
    ],
)
def test_an_edit_before_pending_text_leaves_it_pending_or_swallows_it(
    typed: str, last: str
) -> None:
    old = "intro\n\n" + "Paragraph.\n\n" * 6000
    stack = stack_of(list(splice_markdown(BlockStack(), Change.between("", old)).blocks))
    splice = splice_markdown(stack, Change.between(old, typed + old))
    blocks = [slot.block for slot in stack]
    blocks[splice.start : splice.stop] = splice.blocks
    assert "".join(block.source for block in blocks) == typed + old
    assert blocks[-1].kind == last


@given(edits())
def test_code_keeps_its_text_and_its_pieces_stay_short(edit: tuple[str, str]) -> None:
    old, new = (part * 9 for part in edit)
    stack = stack_of(list(splice_code(BlockStack(), Change.between("", old), "text").blocks))
    splice = splice_code(stack, Change.between(old, new), "text")
    blocks = [slot.block for slot in stack]
    blocks[splice.start : splice.stop] = splice.blocks
    assert "".join(block.source for block in blocks) == new
    assert all(block.lines <= 40 for block in blocks)


def test_common_ends() -> None:
    assert common_prefix("abcd", "abxd") == 2
    assert common_prefix("abc", "abc") == 3
    assert common_prefix("", "abc") == 0
    assert common_suffix("abcd", "xbcd", 4) == 3
    assert common_suffix("aaa", "aaaa", 1) == 1
    assert common_suffix("abc", "xyz", 3) == 0


def test_the_cost_of_an_edit_does_not_follow_the_length_of_the_text() -> None:
    def cost(count: int) -> float:
        text = "".join(f"Paragraph {number} *with* words.\n\n" for number in range(count))
        stack = stack_of(parse_blocks(text))
        middle = len(text) // 2
        new = text[:middle] + "x" + text[middle:]
        times = []
        for _ in range(9):
            begun = time.process_time()
            splice_markdown(stack, Change.between(text, new))
            times.append(time.process_time() - begun)
        return min(times)

    assert cost(20_000) < 4 * cost(200)
