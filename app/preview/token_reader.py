"""Tokens of the Markdown parser to the tree that is laid out; knows no Qt and no documents."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from markdown_it.token import Token

from app.preview.blocks import trim_blank_lines
from app.preview.nodes import (
    Alert,
    Align,
    Code,
    Item,
    Node,
    Note,
    Prose,
    Quote,
    Rule,
    Source,
    Table,
)
from app.preview.words import Words, words_of

_TASK = re.compile(r"\[([ xX])\](?:\s+|$)")
_ALERT = re.compile(r"\[!(note|tip|important|warning|caution)\](?: |$)", re.IGNORECASE)
_ALERTS: dict[str, Alert] = {
    "note": "note",
    "tip": "tip",
    "important": "important",
    "warning": "warning",
    "caution": "caution",
}
_ALIGNS: dict[str, Align] = {"text-align:right": "right", "text-align:center": "center"}


def read_tokens(tokens: Sequence[Token], numbers: Mapping[str, int]) -> tuple[Node, ...]:
    """Return the block tokens as nodes.

    Args:
        tokens: a whole token stream of the parser, inline tokens with their children.
        numbers: label and number of each footnote.
    """
    return _Reader(tokens, numbers).nodes()


class _Reader:
    """Walks a token stream once, from left to right."""

    def __init__(self, tokens: Sequence[Token], numbers: Mapping[str, int]) -> None:
        self._tokens = tokens
        self._numbers = numbers
        self._at = 0

    def nodes(self) -> tuple[Node, ...]:
        """Return the nodes up to the token that closes what is being read."""
        found: list[Node] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.nesting == -1:
                break
            found.extend(self._read(token))
        return tuple(found)

    def _read(self, token: Token) -> tuple[Node, ...]:
        kind = token.type
        if kind in ("paragraph_open", "heading_open"):
            level = int(token.tag[1]) if kind == "heading_open" else 0
            return (Prose(self._words(), level, token.hidden),)
        if kind in ("fence", "code_block"):
            language = token.info.strip().partition(" ")[0]
            return (Code(token.content.removesuffix("\n"), language),)
        if kind == "html_block":
            return (Source(trim_blank_lines(token.content)),)
        if kind == "hr":
            return (Rule(),)
        if kind == "blockquote_open":
            return (_quote(self.nodes()),)
        if kind in ("bullet_list_open", "ordered_list_open"):
            return self._items(token)
        if kind == "table_open":
            return (self._table(),)
        if kind == "footnote_reference_open":
            label = str(token.meta["label"])
            return (Note(label, self._numbers.get(label), self.nodes()),)
        raise ValueError(f"the parser made a token that the page does not know: {kind}")

    def _words(self) -> Words:
        """Return the inline token that comes next and step over what closes around it."""
        words = words_of(self._tokens[self._at].children or (), self._numbers)
        self._at += 2
        return words

    def _items(self, opening: Token) -> tuple[Node, ...]:
        number = int(opening.attrs.get("start", 1)) if opening.tag == "ol" else None
        items: list[Item] = []
        while self._tokens[self._at].type == "list_item_open":
            self._at += 1
            items.append(_item(self.nodes(), number))
            number = None if number is None else number + 1
        self._at += 1
        return tuple(replace(item, closes=at == len(items) - 1) for at, item in enumerate(items))

    def _table(self) -> Table:
        rows: list[tuple[Words, ...]] = []
        row: list[Words] = []
        aligns: list[Align] = []
        while (token := self._tokens[self._at]).type != "table_close":
            self._at += 1
            if token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    aligns.append(_ALIGNS.get(str(token.attrs.get("style", "")), "left"))
                row.append(self._words())
            elif token.type == "tr_close":
                rows.append(tuple(row))
                row = []
        self._at += 1
        return Table(tuple(aligns), tuple(rows))


def _quote(children: tuple[Node, ...]) -> Quote:
    """Return a quote; one that begins with the name of an alert in brackets is that."""
    first = children[0] if children else None
    if not isinstance(first, Prose) or first.level:
        return Quote(children)
    mark = _ALERT.match(first.words.text)
    if mark is None or any(run.start < mark.end() for run in first.words.runs):
        return Quote(children)
    words = _without_start(first.words, mark.end())
    rest = (replace(first, words=words), *children[1:]) if words.text else children[1:]
    return Quote(rest, _ALERTS[mark.group(1).lower()])


def _item(children: tuple[Node, ...], number: int | None) -> Item:
    """Return a list item; one that begins with a box in brackets is a task."""
    tight = not any(isinstance(child, Prose) and not child.tight for child in children)
    first = children[0] if children else None
    if not isinstance(first, Prose) or first.level:
        return Item(children, number, tight=tight)
    box = _TASK.match(first.words.text)
    if box is None or any(run.start < box.end() for run in first.words.runs):
        return Item(children, number, tight=tight)
    rest = replace(first, words=_without_start(first.words, box.end()))
    return Item((rest, *children[1:]), number, done=box.group(1) != " ", tight=tight)


def _without_start(words: Words, length: int) -> Words:
    runs = tuple(replace(run, start=run.start - length, end=run.end - length) for run in words.runs)
    return Words(words.text[length:], runs)
