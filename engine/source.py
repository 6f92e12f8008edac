"""The selected text as the canvases take it: ids, pins and strengths; knows no model, no torch."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from engine.errors import PinnedSpanError, StrokeError
from engine.prompt import PromptTokenizer, split_padding
from engine.request import EditRequest, Span

_OTHER_LETTER: Final = "Lo"  # of scripts such as Chinese, in which words may touch


@dataclass(frozen=True, slots=True)
class Source:
    """The selection without the white space around it.

    Attributes:
        lead: white space before it.
        trail: white space behind it.
        ids: its tokens.
        pins: position in ``ids`` to the token that has to stay there.
        strengths: position in ``ids`` to the strength of the stroke that it lies in.
        edges: positions in ``ids`` at which a pin begins or ends and so does a word: what the
            model writes there must not run into the pinned word.
    """

    lead: str
    trail: str
    ids: tuple[int, ...]
    pins: Mapping[int, int]
    strengths: Mapping[int, float]
    edges: frozenset[int]

    def core_of(self, selected: str) -> str:
        """Return the selection that it was read of without the white space around it."""
        return selected[len(self.lead) : len(selected) - len(self.trail)]

    def without_pins(self) -> "Source":
        """Return the source of a run in whose canvases nothing is pinned."""
        return replace(self, pins={}, edges=frozenset())


@dataclass(frozen=True, slots=True)
class _Part:
    """A range of the core that is pinned, or has a strength of its own."""

    span: Span
    strength: float | None  # None: pinned


def read_source(request: EditRequest, tokenizer: PromptTokenizer) -> Source:
    """Encode the selection.

    Pins and strokes are encoded by themselves, so that no token reaches over their edges, and
    with the white space before them: a word is another token without it, and the model knows the
    one with it.

    Raises:
        PinnedSpanError: a pinned range lies outside the selection, they overlap, or are not in
            ascending order.
        StrokeError: the same of a stroke, or it overlaps a pinned range.
    """
    lead, core, trail = split_padding(request.selected)
    ids: list[int] = []
    pins: dict[int, int] = {}
    strengths: dict[int, float] = {}
    edges: set[int] = set()
    here = 0
    for part in _parts_of_core(request, len(lead), core):
        ids += tokenizer.encode(core[here : part.span.start])
        kept = tokenizer.encode(core[part.span.start : part.span.end])
        first, last = len(ids), len(ids) + len(kept)
        if part.strength is None:
            pins |= dict(zip(range(first, last), kept, strict=True))
            edges |= {first} if _begins_word(core, part.span.start) else set()
            edges |= {last} if _ends_word(core, part.span.end) else set()
        else:
            strengths |= dict.fromkeys(range(first, last), part.strength)
        ids += kept
        here = part.span.end
    ids += tokenizer.encode(core[here:])
    return Source(lead, trail, tuple(ids), pins, strengths, frozenset(edges))


def in_word(character: str) -> bool:
    """Return whether ``character`` belongs to a word: a letter, a digit, or a mark on one."""
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def _parts_of_core(request: EditRequest, lead: int, core: str) -> list[_Part]:
    """Return pins and strokes as ascending ranges of the core, each with the blanks before it.

    White space around the core is kept anyway.
    """
    length = len(request.selected)
    strokes = [stroke.span for stroke in request.strokes]
    if wrong := _first_wrong(request.pinned, length):
        raise PinnedSpanError(_complaint("pinned range", wrong, length, "pin"))
    if wrong := _first_wrong(strokes, length):
        raise StrokeError(_complaint("stroke", wrong, length, "paint"))
    parts = [_Part(span, None) for span in request.pinned if len(span)]
    parts += [_Part(stroke.span, stroke.strength) for stroke in request.strokes if len(stroke.span)]
    parts.sort(key=lambda part: part.span)
    if wrong := _first_wrong([part.span for part in parts], length):
        raise StrokeError(
            f"a stroke and a pinned range overlap at {wrong.start}: what is pinned cannot have a "
            "strength; give every part of the selection one of the two"
        )
    found: list[_Part] = []
    end = 0
    for part in parts:
        first = min(max(part.span.start - lead, 0), len(core))
        last = min(max(part.span.end - lead, 0), len(core))
        if first < last:
            while first > end and core[first - 1].isspace():
                first -= 1
            found.append(_Part(Span(first, last), part.strength))
            end = last
    return found


def _first_wrong(spans: Sequence[Span], length: int) -> Span | None:
    """Return the first range that begins before the one before it ends, or lies outside."""
    end = 0
    for span in spans:
        if span.start < end or span.end > length:
            return span
        end = span.end
    return None


def _complaint(what: str, span: Span, length: int, verb: str) -> str:
    return (
        f"the {what} {span.start}:{span.end} overlaps another one, is out of order or lies "
        f"outside the selection of {length} characters: {verb} ascending ranges of the selected "
        "text"
    )


def _begins_word(core: str, start: int) -> bool:
    """Return whether a pin that begins at ``start`` begins a word behind a sign."""
    if start == 0 or core[start].isspace() or not in_word(core[start]):
        return False
    return not in_word(core[start - 1]) and unicodedata.category(core[start]) != _OTHER_LETTER


def _ends_word(core: str, end: int) -> bool:
    """Return whether a pin that ends at ``end`` ends a word."""
    if not in_word(core[end - 1]):
        return False
    if end < len(core) and (core[end].isspace() or in_word(core[end])):
        return core[end].isspace()
    return unicodedata.category(core[end - 1]) != _OTHER_LETTER
