"""A recording as it is replayed: the frames of one variant, and what each of them is; no Qt.

A frame is one step. Positions are those of the canvas: the white space that is put back around a
draft is shown as part of its text, and is no position.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import zip_longest

from app.replay_places import canvas_places
from engine.corrections import Corrections
from engine.events import DenoiseStep, Draft, TokenState, TokenView
from engine.recording import Recording


class Mark(Enum):
    """What a position is at one step, as the map marks it."""

    FREE = "free"
    SETTLED = "settled"  # accepted in this step or an earlier one, and the same since
    PINNED = "pinned"
    CORRECTED = "corrected"  # it was settled, and this step shows another token, or none


@dataclass(frozen=True, slots=True)
class Cell:
    """One position at one step.

    Attributes:
        text: what its token shows.
        entropy: of the model's distribution, in nats.
        mark: what it is.
        start: first character in the step's text.
        gone: there is no token any more: the draft has become shorter.
    """

    text: str
    entropy: float
    mark: Mark
    start: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One step of a track.

    Attributes:
        number: of the step over all canvases, from 1.
        step: the step itself.
        first: position of ``cells[0]``: those before it belong to canvases that had ended.
        cells: the positions of the step's own canvas, in order; ``None`` for one that shows no
            token any more and had not settled.
        changed: positions whose text is not that of the step before.
        corrections: settled tokens that changed, up to this step.
    """

    number: int
    step: DenoiseStep
    first: int
    cells: tuple[Cell | None, ...]
    changed: tuple[int, ...]
    corrections: int

    @property
    def settled(self) -> int:
        """Positions of all canvases that are settled or pinned."""
        marks = [cell.mark for cell in self.cells if cell is not None]
        return self.first + marks.count(Mark.SETTLED) + marks.count(Mark.PINNED)

    @property
    def tokens(self) -> int:
        """Positions of all canvases that show a token."""
        return self.first + sum(cell is not None and not cell.gone for cell in self.cells)

    def ranges(self) -> Iterator[tuple[int, int, Mark]]:
        """Yield the characters of every position in the step's text, and its mark."""
        for cell in self.cells:
            if cell is not None and not cell.gone:
                yield cell.start, cell.start + len(cell.text), cell.mark

    def cell_at(self, position: int) -> Cell | None:
        """Return what stands at ``position``; ``None`` outside the step's own canvas."""
        inside = position - self.first
        return self.cells[inside] if 0 <= inside < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Track:
    """The frames of one variant.

    Attributes:
        variant: its number.
        steps: one or more, in order.
        frames: one a step.
        draft: what the variant ended with; ``None`` where the run broke off without one.
    """

    variant: int
    steps: tuple[DenoiseStep, ...]
    frames: tuple[Frame, ...]
    draft: Draft | None

    @property
    def positions(self) -> int:
        """How many positions the map has: the most of any frame."""
        return max(frame.first + len(frame.cells) for frame in self.frames)

    @property
    def canvas_starts(self) -> tuple[int, ...]:
        """The first position of every canvas."""
        return tuple(sorted({frame.first for frame in self.frames}))

    def place_of(self, draft: Draft) -> int:
        """Return the index of the frame that ``draft`` was taken from, the last one for the end."""
        last = len(self.frames) - 1
        return min(draft.steps - 1, last) if draft.taken_early and draft.steps else last

    def draft_at(self, index: int) -> Draft | None:
        """Return the draft of frame ``index``; ``None`` where the recording has none at all.

        That of the last frame is the run's own. An earlier one has not converged, whatever it
        looks like: the run went on; whether it was cut off is what its step says.
        """
        if self.draft is None or index == len(self.frames) - 1:
            return self.draft
        frame = self.frames[index]
        return replace(
            self.draft,
            text=frame.step.text,
            steps=frame.number,
            seconds=frame.step.seconds,
            converged=False,
            turn_closed=frame.step.turn_closed,
            tokens=frame.tokens,
            canvases=frame.step.canvas + 1,
            corrections=frame.corrections,
            others=(),
            pieces=(),
            taken_early=True,
        )


def read_track(recording: Recording, variant: int = 0) -> Track | None:
    """Return the frames of ``variant``; ``None`` where the recording has no step of it."""
    steps = tuple(step for step in recording.steps if step.variant == variant)
    if not steps:
        return None
    places = canvas_places(steps)
    frames: list[Frame] = []
    state = Corrections()
    shown: tuple[str, ...] = ()
    for number, step in enumerate(steps, start=1):
        here = places[step.canvas]
        tokens = here.inner(step)
        before = state.settled if step.canvas == state.canvas else ()
        state = state.after(replace(step, tokens=tokens))
        texts = tuple(step.text[token.start : token.end] for token in tokens)
        rows = zip_longest(tokens, texts, before, state.settled)
        cells = tuple(_cell(*row) for row in rows)[here.earlier :]
        begun = number > 1 and steps[number - 2].canvas == step.canvas
        pairs = zip_longest(shown if begun else (), texts[here.earlier :])
        changed = tuple(here.first + place for place, (old, new) in enumerate(pairs) if old != new)
        frames.append(Frame(number, step, here.first, cells, changed, state.count))
        shown = texts[here.earlier :]
    return Track(variant, steps, tuple(frames), _draft_of(recording.draft, variant))


def variants_of(recording: Recording) -> tuple[int, ...]:
    """Return the variants that the recording has steps of."""
    return tuple(sorted({step.variant for step in recording.steps}))


def _cell(
    token: TokenView | None, text: str | None, was: str | None, now: str | None
) -> Cell | None:
    if token is None or text is None:
        return Cell("", 0.0, Mark.CORRECTED, gone=True) if was else None
    if was and was != text:
        mark = Mark.CORRECTED
    elif token.state is TokenState.PINNED:
        mark = Mark.PINNED
    elif now or token.state is TokenState.ACCEPTED:
        mark = Mark.SETTLED
    else:
        mark = Mark.FREE
    return Cell(text, token.entropy, mark, token.start)


def _draft_of(draft: Draft | None, variant: int) -> Draft | None:
    if draft is None:
        return None
    return next((each for each in (draft, *draft.others) if each.variant == variant), None)
