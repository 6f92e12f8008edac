"""What of a page is copied: its blocks as plain text; knows no Qt."""

from collections.abc import Iterator, Sequence

from app.preview.blocks import Block
from app.preview.nodes import Code, Item, Node, Note, Prose, Quote, Source, Table
from app.preview.words import PICTURE, Run, Words

_INDENT = "  "


def text_parts(nodes: Sequence[Node]) -> list[tuple[str, str]]:
    """Return the texts that ``nodes`` show, in order, each with what stands before it.

    What stands before is a line end, a tab, the mark of a list item: what is copied, though it
    is no part of a text.
    """
    parts = list(_walk(nodes, ""))
    return [
        (joint.removeprefix("\n") if at == 0 else joint, text)
        for at, (joint, text) in enumerate(parts)
    ]


def plain_text(nodes: Sequence[Node]) -> str:
    """Return everything that ``nodes`` show as plain text."""
    return "".join(joint + text for joint, text in text_parts(nodes))


def plain_words(text: str, runs: Sequence[Run]) -> str:
    """Return ``text`` with each picture given by what it is called."""
    if PICTURE not in text:
        return text
    names = {run.start: run.title or run.picture for run in runs if run.picture}
    return "".join(names.get(at, "") if char == PICTURE else char for at, char in enumerate(text))


def separator(block: Block) -> str:
    """Return what stands between ``block`` and the next one when both are copied."""
    if block.kind == "lines" or not block.closes:
        return "\n"
    return "\n\n"


def _walk(nodes: Sequence[Node], indent: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, Prose):
            yield f"\n{indent}", _plain(node.words)
        elif isinstance(node, Code | Source):
            yield f"\n{indent}", node.text
        elif isinstance(node, Quote):
            if node.alert is not None:
                yield f"\n{indent}", node.alert.capitalize()
            yield from _walk(node.children, indent)
        elif isinstance(node, Table):
            for row in node.rows:
                for at, cell in enumerate(row):
                    yield "\t" if at else f"\n{indent}", _plain(cell)
        elif isinstance(node, Item | Note):
            mark = f"[{node.number}] " if isinstance(node, Note) else _mark(node)
            for at, (joint, text) in enumerate(_walk(node.children, indent + _INDENT)):
                yield (f"\n{indent}{mark}" if at == 0 else joint), text


def _mark(item: Item) -> str:
    number = f"{item.number}. " if item.number is not None else "- "
    if item.done is None:
        return number
    return f"{number}[{'x' if item.done else ' '}] "


def _plain(words: Words) -> str:
    return plain_words(words.text, words.runs)
