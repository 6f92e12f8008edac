"""The selected text as the canvases take it: ids and pinned positions; knows no model, no torch."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import PinnedSpanError
from engine.prompt import PromptTokenizer, split_padding
from engine.request import EditRequest, Span


@dataclass(frozen=True, slots=True)
class Source:
    """The selection without the white space around it.

    Attributes:
        lead: white space before it.
        trail: white space behind it.
        ids: its tokens.
        pins: position in ``ids`` to the token that has to stay there.
    """

    lead: str
    trail: str
    ids: tuple[int, ...]
    pins: Mapping[int, int]


def read_source(request: EditRequest, tokenizer: PromptTokenizer) -> Source:
    """Encode the selection.

    Pinned ranges are encoded by themselves, so that no token reaches over their edges.

    Raises:
        PinnedSpanError: a pinned range lies outside the selection, they overlap, or are not in
            ascending order.
    """
    lead, core, trail = split_padding(request.selected)
    ids: list[int] = []
    pins: dict[int, int] = {}
    here = 0
    for span in _pinned_in_core(request, len(lead), len(core)):
        ids += tokenizer.encode(core[here : span.start])
        kept = tokenizer.encode(core[span.start : span.end])
        pins |= {len(ids) + number: token for number, token in enumerate(kept)}
        ids += kept
        here = span.end
    ids += tokenizer.encode(core[here:])
    return Source(lead, trail, tuple(ids), pins)


def _pinned_in_core(request: EditRequest, lead: int, length: int) -> list[Span]:
    """Return the pinned ranges as ranges of the core; white space around it is kept anyway."""
    spans: list[Span] = []
    end = 0
    for span in request.pinned:
        if span.start < end or span.end > len(request.selected):
            raise PinnedSpanError(
                f"the pinned range {span.start}:{span.end} overlaps another one, is out of order "
                f"or lies outside the selection of {len(request.selected)} characters: pin "
                "ascending ranges of the selected text"
            )
        end = span.end
        first = min(max(span.start - lead, 0), length)
        last = min(max(span.end - lead, 0), length)
        if first < last:
            spans.append(Span(first, last))
    return spans
