"""A block as a small tree of values to lay out; knows no Qt, no theme and no files."""

from dataclasses import replace

from app.preview.blocks import Block, trim_blank_lines
from app.preview.environment import View
from app.preview.nodes import Code, Item, Node, Note, Prose, Source
from app.preview.parsing import markdown_parser
from app.preview.token_reader import read_tokens
from app.preview.words import Run, Style, Words

_WAY_BACK = "\u21a9"
_FENCE_MARKS = ({"`"}, {"~"})


def content_of(block: Block, view: View, *, drafted: bool = False) -> tuple[Node, ...]:
    """Return what ``block`` shows.

    Args:
        block: any block.
        view: what it knows of the rest of the document.
        drafted: it belongs to a draft. Definitions, which elsewhere show nothing or stand at the
            end of the page, are then shown in place, for they are what the person looks at.
    """
    kind = block.kind
    if kind in ("blank", "pending") or (kind in ("definition", "note") and not drafted):
        return ()
    if kind in ("fence", "code", "front", "lines"):
        code = code_of(block)
        return (replace(code, marked=drafted and not (code.opens and code.closes)),)
    if kind in ("html", "definition"):
        return (Source(trim_blank_lines(block.source)),)
    env: dict[str, object] = {
        "references": {
            target.label: {"href": target.href, "title": target.title} for target in view.links
        },
        "footnotes": {"refs": {f":{label}": -1 for label, _ in view.notes}, "list": {}},
    }
    nodes = read_tokens(markdown_parser().parse(block.source, env), dict(view.notes))
    if kind == "item" and nodes and isinstance(nodes[0], Item):
        first = _tightened(nodes[0], tight=block.tight)
        first = replace(first, number=block.number, closes=block.closes)
        return (first, *nodes[1:])
    if kind == "notes":
        notes = [node for node in nodes if isinstance(node, Note) and node.number is not None]
        notes.sort(key=lambda note: note.number or 0)
        return tuple(
            replace(note, first=at == 0, children=_with_way_back(note))
            for at, note in enumerate(notes)
        )
    return nodes


def _with_way_back(note: Note) -> tuple[Node, ...]:
    """Return what a footnote says, and behind it a link to where it is mentioned."""
    *others, last = note.children or (Prose(Words()),)
    if not isinstance(last, Prose):
        others, last = [*others, last], Prose(Words())
    start = len(last.words.text) + bool(last.words.text)
    text = f"{last.words.text} {_WAY_BACK}".lstrip()
    run = Run(start, start + 1, Style.LINK, f"#fnref:{note.label}", "Back to the text")
    return (*others, replace(last, words=Words(text, (*last.words.runs, run))))


def _tightened(item: Item, *, tight: bool) -> Item:
    """Return the item with its paragraphs spaced as its list says, not as it stands alone."""
    children = tuple(
        replace(child, tight=tight) if isinstance(child, Prose) and child.level == 0 else child
        for child in item.children
    )
    return replace(item, children=children, tight=tight)


def code_of(block: Block) -> Code:
    """Return a fence without its fence lines, or code without its indent."""
    if block.kind == "lines":
        text = block.source.removesuffix("\n")
        return Code(text, block.detail, block.context, boxed=False)
    lines = block.source.removesuffix("\n").split("\n")
    while block.closes and lines and not lines[-1].strip():
        lines.pop()
    while block.opens and lines and not lines[0].strip():
        lines.pop(0)
    if block.kind == "front":
        return Code("\n".join(lines[1:-1]), "yaml")
    if block.kind == "code":
        lines = [_without_indent(line.expandtabs(4), 4) for line in lines]
    elif block.opens:
        opening = lines.pop(0)
        indent = len(opening) - len(opening.lstrip(" "))
        lines = [_without_indent(line, indent) for line in lines]
        if block.closes and lines and _ends_fence(lines[-1], opening.lstrip(" ")):
            lines.pop()
    elif block.closes and lines and _ends_fence(lines[-1], ""):
        lines.pop()
    text = "\n".join(lines)
    return Code(text, block.detail, block.context, block.opens, block.closes)


def _without_indent(line: str, most: int) -> str:
    blank = len(line) - len(line.lstrip(" "))
    return line[min(blank, most) :]


def _ends_fence(line: str, opening: str) -> bool:
    """Return whether ``line`` closes the fence; the last piece of a long one has no opening."""
    mark = line.strip()
    if len(line) - len(line.lstrip(" ")) > 3 or len(mark) < 3 or set(mark) not in _FENCE_MARKS:
        return False
    return not opening or (
        opening[0] == mark[0] and len(mark) >= len(opening) - len(opening.lstrip(opening[0]))
    )
