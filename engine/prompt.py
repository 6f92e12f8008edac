"""Turns a request into prompt ids: the template, the person's text, and as much context as fits.

Knows no torch, no model and no sampling; a template is data under ``resources/prompts``. The
training of the starter model calls the same function, so what the model reads when it is used is
what it was taught on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from weakref import WeakKeyDictionary

from engine.context_window import fit_surroundings
from engine.errors import (
    EmptyInstructionError,
    EmptySpanError,
    SpanTooLargeError,
    TokenizerMismatchError,
)
from engine.paths import resource_folder
from engine.request import EditRequest
from engine.room import Room, describe_room

TAGS = (
    "<before>",
    "</before>",
    "<after>",
    "</after>",
    "<selected>",
    "</selected>",
    "<rewrite>",
    "</rewrite>",
)
CLOSING = "\n</rewrite>"

_FIELDS = ("instruction", "earlier", "language", "before", "after", "selected")
_MARK = re.compile(r"\{(\?|/)?(" + "|".join(_FIELDS) + r")\}")
_CONTROL = re.compile(r"<bos>|<\|[a-z_]+>|<[a-z_]+\|>")
_PIECE = re.compile("|".join([_CONTROL.pattern, *map(re.escape, TAGS)]))


class PromptTokenizer(Protocol):
    """What the prompt needs of a tokenizer; any plain class will do (it is weakly referenced)."""

    def encode(self, text: str) -> list[int]:
        """Return the ids of ``text`` as plain text.

        No special token is added and none is parsed: ``"<turn|>"`` or ``"</selected>"`` in the
        text must come out as ordinary pieces. ``engine.plain_tokenizer`` does that.
        """
        ...

    def token_id(self, piece: str) -> int | None:
        """Return the id of a special or added token, ``None`` where the vocabulary lacks it."""
        ...


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the encoder reads.

    Attributes:
        ids: token ids from ``<bos>`` to the opening of the answer.
        before_characters: how far before the span the model sees, in characters.
        after_characters: how far after the span the model sees, in characters.
    """

    ids: tuple[int, ...]
    before_characters: int
    after_characters: int


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A piece of a template: literal text, or the field that is put there.

    Attributes:
        literal: the template's own text, empty for a field.
        field: name of the field, empty for literal text.
        block: the optional block that the part belongs to, empty for none.
    """

    literal: str
    field: str
    block: str


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """A template as parts in order; ``parse_template`` makes it."""

    name: str
    parts: tuple[TemplatePart, ...]


def parse_template(name: str, text: str) -> PromptTemplate:
    """Read a template.

    ``{field}`` stands for a field of the request; ``{?field}...{/field}`` encloses what is left
    out where that field is empty.

    Raises:
        ValueError: a block is not closed, is nested, or closes another one.
    """
    parts: list[TemplatePart] = []
    block = ""
    position = 0
    for mark in _MARK.finditer(text):
        if literal := text[position : mark.start()]:
            parts.append(TemplatePart(literal, "", block))
        position = mark.end()
        kind, field = mark.group(1), mark.group(2)
        if kind is None:
            parts.append(TemplatePart("", field, block))
        elif (kind == "?") == (block == "") and (kind == "?" or field == block):
            block = field if kind == "?" else ""
        else:
            raise ValueError(f"template {name}: {mark.group()} does not match its block")
    if block:
        raise ValueError(f"template {name}: the block {{?{block}}} is not closed")
    if literal := text[position:]:
        parts.append(TemplatePart(literal, "", ""))
    return PromptTemplate(name, tuple(parts))


@cache
def load_template(name: str) -> PromptTemplate:
    """Read the template ``name`` ("taught" or "instruct") from ``resources/prompts``.

    Raises:
        FileNotFoundError: there is no such template.
    """
    path = resource_folder() / "prompts" / f"{name}.txt"
    return parse_template(name, path.read_text(encoding="utf-8"))


def split_padding(selected: str) -> tuple[str, str, str]:
    """Split a selection into leading white space, its core, and trailing white space.

    The prompt holds the core alone; whoever makes the draft puts the rest back, so that a
    selection that ends in a line end still does. The indentation of a block, which all its lines
    share, stays in the core: without it the first line would stand apart from the others.
    """
    core = selected.strip()
    start = len(selected) - len(selected.lstrip())
    end = start + len(core)
    line_start = selected.rfind("\n", 0, start) + 1
    indent = selected[line_start:start]
    below = [line for line in core.split("\n")[1:] if line.strip()]
    if below and all(line.startswith(indent) for line in below):
        start = line_start
    return selected[:start], selected[start:end], selected[end:]


def build_prompt(
    request: EditRequest,
    tokenizer: PromptTokenizer,
    template: PromptTemplate,
    *,
    context_tokens: int,
    room: Room | None = None,
) -> Prompt:
    """Put a request into a template.

    Args:
        request: what the person wants; white space around ``selected`` is left out.
        tokenizer: of the checkpoint that reads the prompt.
        template: as the checkpoint was taught.
        context_tokens: most tokens of the text before and after the span together.
        room: that the prompt has to fit into; context gives way first, then the instructions of
            earlier turns, the oldest first.

    Raises:
        EmptySpanError: nothing but white space is selected.
        EmptyInstructionError: the instruction is empty.
        SpanTooLargeError: even without those the prompt does not fit into ``room``.
        TokenizerMismatchError: the tokenizer lacks a control token of the template.
    """
    _, core, _ = split_padding(request.selected)
    instruction = request.instruction.strip()
    if not core:
        raise EmptySpanError("nothing is selected but white space: select the text to rewrite")
    if not instruction:
        raise EmptyInstructionError("the instruction is empty: say what to do with the text")
    fields: dict[str, Sequence[int]] = {
        "instruction": tokenizer.encode(instruction),
        "earlier": _encode_earlier(request.earlier, tokenizer),
        "language": tokenizer.encode(request.language),
        "selected": tokenizer.encode(core),
    }
    literals = _literal_ids(template, tokenizer)
    if room is not None:
        bare = _join(template, literals, fields)
        earlier = request.earlier
        while earlier and len(bare) > room.prompt_limit:
            earlier = earlier[1:]
            fields["earlier"] = _encode_earlier(earlier, tokenizer)
            bare = _join(template, literals, fields)
        if len(bare) > room.prompt_limit:
            tokens = len(fields["selected"])
            most = room.most_selected(len(bare) - tokens)
            raise SpanTooLargeError(describe_room(len(core), tokens, most))
        frame = sum(
            len(ids) for part, ids in zip(template.parts, literals, strict=True) if part.block
        )
        context_tokens = min(context_tokens, max(0, room.prompt_limit - len(bare) - frame))
    around = fit_surroundings(request.before, request.after, tokenizer.encode, context_tokens)
    fields |= {"before": around.before_ids, "after": around.after_ids}
    return Prompt(
        ids=tuple(_join(template, literals, fields)),
        before_characters=around.before_characters,
        after_characters=around.after_characters,
    )


def _encode_earlier(instructions: Sequence[str], tokenizer: PromptTokenizer) -> Sequence[int]:
    """Return the ids of the instructions of earlier turns in one line, the oldest first."""
    line = "; ".join(" ".join(instruction.split()) for instruction in instructions)
    return tokenizer.encode(line) if line else ()


def _join(
    template: PromptTemplate,
    literals: tuple[tuple[int, ...], ...],
    fields: dict[str, Sequence[int]],
) -> list[int]:
    """Return the ids of all parts in order, without the blocks of empty fields."""
    ids: list[int] = []
    for part, literal in zip(template.parts, literals, strict=True):
        if part.block and not fields.get(part.block):
            continue
        ids += fields[part.field] if part.field else literal
    return ids


_literals_of: WeakKeyDictionary[
    PromptTokenizer, dict[PromptTemplate, tuple[tuple[int, ...], ...]]
] = WeakKeyDictionary()


def _literal_ids(
    template: PromptTemplate, tokenizer: PromptTokenizer
) -> tuple[tuple[int, ...], ...]:
    """Return the ids of each part's literal text, encoded once per tokenizer."""
    known = _literals_of.setdefault(tokenizer, {})
    if template not in known:
        known[template] = tuple(
            tuple(_encode_literal(part.literal, tokenizer)) for part in template.parts
        )
    return known[template]


def _encode_literal(text: str, tokenizer: PromptTokenizer) -> list[int]:
    """Encode the template's own text: control tokens and known tags by id, the rest as text."""
    ids: list[int] = []
    plain_from = 0
    for match in _PIECE.finditer(text):
        piece = match.group()
        token = tokenizer.token_id(piece)
        if token is None:
            if _CONTROL.fullmatch(piece):
                raise TokenizerMismatchError(
                    f"the tokenizer lacks {piece!r}, which every prompt needs: "
                    "take the tokenizer that belongs to the checkpoint"
                )
            continue
        if match.start() > plain_from:
            ids += tokenizer.encode(text[plain_from : match.start()])
        ids.append(token)
        plain_from = match.end()
    if plain_from < len(text):
        ids += tokenizer.encode(text[plain_from:])
    return ids
