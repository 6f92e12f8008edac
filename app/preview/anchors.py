"""Where the links inside of a page lead: headings and footnotes; knows no Qt."""

from collections import Counter

from app.preview.block_stack import BlockStack
from app.preview.content import content_of
from app.preview.nodes import Prose
from app.preview.words import slug

_NOTE = "fn:"
_MENTION = "fnref:"


def find_anchor(stack: BlockStack, name: str) -> tuple[int, str] | None:
    """Return the block that the anchor ``name`` means, None where there is none.

    With it comes the address of the link in that block to which the anchor leads, "" where it
    leads to the block's start. A footnote is found by the link back that ends it, a mention by
    the link to its footnote.
    """
    if name.startswith(_NOTE):
        label = name.removeprefix(_NOTE)
        last = len(stack) - 1
        found = last >= 0 and stack[last].block.kind == "notes"
        return (last, f"#{_MENTION}{label}") if found else None
    if name.startswith(_MENTION):
        label = name.removeprefix(_MENTION)
        for index, slot in enumerate(stack):
            if f"^{label}" in slot.block.mentions and slot.block.kind != "notes":
                return index, f"#{_NOTE}{label}"
        return None
    return _find_heading(stack, name)


def _find_heading(stack: BlockStack, name: str) -> tuple[int, str] | None:
    """Return the heading ``name``; the second of two equal ones is called "name-1"."""
    wanted = name.lower()
    met: Counter[str] = Counter()
    for index, slot in enumerate(stack):
        if slot.block.kind != "heading":
            continue
        for node in content_of(slot.block, slot.view):
            if isinstance(node, Prose):
                text = slug(node.words.text)
                if wanted == (f"{text}-{met[text]}" if met[text] else text):
                    return index, ""
                met[text] += 1
    return None
