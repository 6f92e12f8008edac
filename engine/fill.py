"""Fills a gap: its length is searched, by refining several lengths and asking what fits best.

The canvas holds the text before the gap, so many free positions, and the text behind it, pinned:
the decoder sees both. Every length is a lane of one batch. The best is the one under which the
model finds the text behind the gap likeliest at its place: a gap that is too short leaves a word
out, and one that is too long says twice what follows. How sure the model is of the filling tells
nothing of its length (``engine/NOTES.md``): it is surest of a blank, and of saying again what
follows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from engine.batch import Start
from engine.canvas import CanvasPlan
from engine.denoise import LoopStep
from engine.draft_text import TokenPieces, spell
from engine.draft_view import DraftView, Shown
from engine.errors import NoSurroundingsError
from engine.events import TokenState, TokenView
from engine.gap import Passage, cut_passage, join
from engine.prompt import Prompt, PromptTokenizer
from engine.request import EditRequest, SamplingOptions
from engine.source import read_source

# The most steps of a length where the person names none.
SEARCH_STEPS: Final = 12
# After so many steps of a round the best so many lengths go on alone.
PRUNE_AT: Final = 4
KEPT: Final = 3
# Of a round, in a canvas of 256.
MOST_LENGTHS: Final = 8
_DEFAULT_INSTRUCTIONS: Final = {"taught": "Fill the gap"}
_IN_WORDS: Final = (
    "The text has a gap, marked ___. Write the whole text with what is missing in place of the "
    "mark, and change nothing else"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap as the canvas holds it.

    Attributes:
        head: tokens before the gap.
        tail: tokens behind it, the end of the turn last.
        before: the document up to the gap.
        after: the document behind it.
        room: most positions that the gap can have.
    """

    head: tuple[int, ...]
    tail: tuple[int, ...]
    before: str
    after: str
    room: int

    def plan(self, free: CanvasPlan, length: int) -> CanvasPlan:
        """Return ``free``, a plan without pins, with a gap of ``length`` positions in it."""
        behind = len(self.head) + length
        rest = (free.pad,) * (free.length - behind - len(self.tail))
        pins = dict(enumerate(self.head)) | dict(enumerate((*self.tail, *rest), start=behind))
        forbidden = (*free.forbidden, free.pad)
        return replace(free, strength=1.0, pins=pins, forbidden=forbidden, judged=True)

    def misfit(self, step: LoopStep, length: int) -> float:
        """Return how unlikely the text behind the gap is, in nats a token; less fits better.

        Where that is not known, the mean entropy of the gap.
        """
        first = len(self.head) + length
        if not step.fits:
            return sum(step.entropies[len(self.head) : first]) / length
        return -sum(step.fits[first : first + len(self.tail)]) / len(self.tail)


def read_gap(
    request: EditRequest, tokenizer: PromptTokenizer, canvas: int, turn_end: int
) -> tuple[Gap, Passage]:
    """Encode the text around a gap, as much of it as leaves room for the filling.

    Raises:
        NoSurroundingsError: there is no text on either side.
        RequestError: a part of the selection is pinned or painted, and there is none.
    """
    read_source(request, tokenizer)
    if not request.before.strip() and not request.after.strip():
        raise NoSurroundingsError(
            "there is no text around the gap: write something before or behind it, which says "
            "what is missing"
        )
    passage = cut_passage(
        request.before,
        request.after,
        lambda text: len(tokenizer.encode(text)),
        canvas // 4 - 1,
    )
    head = tuple(tokenizer.encode(passage.head)) if passage.head else ()
    tail = (*(tokenizer.encode(passage.tail) if passage.tail else ()), turn_end)
    room = canvas - len(head) - len(tail)
    return Gap(head, tail, request.before, request.after, room), passage


def as_prompted(request: EditRequest, passage: Passage, template: str) -> EditRequest:
    """Return the request in the form that the model knows: a text with a mark for its gap."""
    default = _DEFAULT_INSTRUCTIONS.get(template, _IN_WORDS)
    asked = request.instruction.strip()
    instruction = default
    if asked:
        instruction = asked if template in _DEFAULT_INSTRUCTIONS else f"{_IN_WORDS}. {asked}"
    return replace(
        request,
        before=passage.before,
        selected=passage.marked,
        after=passage.after,
        instruction=instruction,
        options=search_options(request.options),
        pinned=(),
        strokes=(),
    )


def search_options(options: SamplingOptions) -> SamplingOptions:
    """Return the options of every length: a search takes few steps where nobody says otherwise."""
    return replace(options, max_steps=options.max_steps or SEARCH_STEPS, max_canvases=1)


def with_passage(prompt: Prompt, request: EditRequest, passage: Passage) -> Prompt:
    """Return the prompt of a gap, the passage counted to the text around it that the model sees."""
    return replace(
        prompt,
        before_characters=prompt.before_characters + len(request.before) - len(passage.before),
        after_characters=prompt.after_characters + len(request.after) - len(passage.after),
    )


def coarse_lengths(room: int) -> tuple[int, ...]:
    """Return the lengths of the first round: 1, 2, 4 and so on, as far as there is room."""
    return tuple(1 << power for power in range(room.bit_length()))


def fine_lengths(best: int, tried: Sequence[int], room: int) -> tuple[int, ...]:
    """Return the lengths of the second round: between the best one and its neighbours."""
    near = {best * 3 // 4, best * 5 // 4, best * 3 // 2}
    return tuple(sorted(length for length in near - set(tried) if 1 <= length <= room))


class FillSearch:
    """The lengths of a gap: which were begun, and how well they fit so far."""

    def __init__(self, gap: Gap) -> None:
        """Start with no length."""
        self.gap = gap
        self.lengths: list[int] = []
        # Variants of which no further step is wanted.
        self.finished: set[int] = set()
        self._begun = range(0)
        self._misfits: dict[int, float] = {}
        self._rounds = 0

    def rounds(self, free: CanvasPlan, seed: int) -> Iterator[tuple[Start, ...]]:
        """Yield what each round refines, until the search is over.

        Args:
            free: a plan without pins.
            seed: of every length: they differ by nothing else.
        """
        while lengths := self.next_round():
            yield tuple(Start(self.gap.plan(free, length), seed) for length in lengths)

    def next_round(self) -> tuple[int, ...]:
        """Return the lengths to refine next, none where the search is over."""
        self._rounds += 1
        if self._rounds == 1:
            begun = coarse_lengths(self.gap.room)
        elif self._rounds == 2 and self._misfits:
            best = min(self._misfits, key=self._misfits.__getitem__)
            begun = fine_lengths(self.lengths[best], self.lengths, self.gap.room)
        else:
            begun = ()
        self._begun = range(len(self.lengths), len(self.lengths) + len(begun))
        self.lengths += begun
        return begun

    def misfit(self, step: LoopStep) -> float:
        """Return how badly a step's filling fits, and keep it in mind."""
        found = self.gap.misfit(step, self.lengths[step.variant])
        self._misfits[step.variant] = found
        going = [variant for variant in self._begun if variant not in self.finished]
        if step.step == PRUNE_AT and step.variant == going[-1]:
            ranked = sorted(self._begun, key=self._misfits.__getitem__)
            self.finished.update(ranked[KEPT:])
        return found


class FillView:
    """Shows the filling alone, parted from the text around it as a person would."""

    def __init__(self, pieces: TokenPieces, gap: Gap, length: int) -> None:
        """Follow a canvas with a gap of ``length`` positions."""
        self._pieces = pieces
        self._gap = gap
        self._length = length

    def show(self, step: LoopStep) -> Shown:
        """Return what a step shows."""
        part = slice(len(self._gap.head), len(self._gap.head) + self._length)
        inner = replace(
            step,
            ids=step.ids[part],
            entropies=step.entropies[part],
            accepted=step.accepted[part],
            pinned=step.pinned[part],
            runners_up=step.runners_up[part],
        )
        shown = DraftView(self._pieces, (), "", "").show(inner)
        written = spell(self._pieces, inner.ids).text
        lead, _, trail = join(self._gap.before, written, self._gap.after)
        text = f"{lead}{shown.text}{trail}"
        return Shown(text, tuple(_moved(shown.tokens, lead, text, trail)), self._length, True)

    def settle(self, step: LoopStep) -> None:
        """Do nothing: there is no second canvas."""


def _moved(tokens: Sequence[TokenView], lead: str, text: str, trail: str) -> Iterator[TokenView]:
    """Yield the tokens behind the blank that stands before them, and that one."""
    if lead:
        yield TokenView(0, len(lead), 0.0, TokenState.PINNED)
    for token in tokens:
        yield replace(token, start=token.start + len(lead), end=token.end + len(lead))
    if trail:
        yield TokenView(len(text) - len(trail), len(text), 0.0, TokenState.PINNED)
