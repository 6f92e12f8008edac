"""What comes out of the engine: frozen events without tensors, one stream for all listeners."""

from dataclasses import dataclass
from enum import StrEnum

from engine.request import Span


class TokenState(StrEnum):
    """What one step did with a canvas position."""

    FREE = "free"  # not accepted in this step, so re-noised before the next one
    ACCEPTED = "accepted"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class ModelLoading:
    """A checkpoint is being loaded.

    Attributes:
        name: the checkpoint's name for people.
        stage: what happens now ("libraries", "config", "weights", "first step", "ready").
        fraction: 0.0 to 1.0 of the weights that are read; 0.0 as long as none can be counted.
    """

    name: str
    stage: str
    fraction: float


@dataclass(frozen=True, slots=True)
class PromptReady:
    """The prompt stands and is in the model's cache; the first step follows.

    Attributes:
        edit_id: the request's number.
        prompt_tokens: length of the prompt in tokens.
        canvas_length: positions of one canvas.
        step_cap: most steps that one canvas may take.
        before_characters: how much of the text before the span the model sees.
        after_characters: how much of the text after the span the model sees.
    """

    edit_id: int
    prompt_tokens: int
    canvas_length: int
    step_cap: int
    before_characters: int
    after_characters: int


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """A token that the model nearly chose.

    Attributes:
        text: what it shows; "" for a token that shows nothing, such as an end of turn.
        probability: in (0, 0.5], of the distribution that the step draws from: the softmax of the
            logits divided by the step's temperature.
    """

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class TokenView:
    """One token of a draft as a person can look at it.

    Attributes:
        start: first character in the step's text.
        end: one past the last character; equal to ``start`` for a token that shows nothing,
            such as the middle of a multi-byte character.
        entropy: of the model's distribution at this position, in nats.
        state: what this step did with the position.
        runners_up: up to three other tokens of at least 1 %, the likeliest first. Empty where
            there is none, and where they were not looked for.
    """

    start: int
    end: int
    entropy: float
    state: TokenState
    runners_up: tuple[RunnerUp, ...] = ()


@dataclass(frozen=True, slots=True)
class DenoiseStep:
    """One decoder pass over a canvas.

    Attributes:
        edit_id: the request's number.
        canvas: number of the canvas, from 0.
        step: number of the step in this canvas, from 1.
        step_cap: most steps that this canvas may take.
        temperature: the logits were divided by it.
        text: argmax text of all canvases so far, up to the end of turn.
        tokens: the tokens of ``text`` in order, covering it without gaps.
        seconds: since the edit began.
        variant: number of the draft that the step belongs to, from 0.
        piece: number of the piece that is being refined, from 0.
        pieces: how many there are; 1 where the span is refined as a whole.
        turn_closed: the text ends where the model closed its turn, and not with the canvas.
        corrections: settled tokens that the run has changed so far, as ``Corrections`` counts.
        misfit: of what fills a gap, how unlikely the model finds the text behind it, in nats a
            token: the filling with the least wins. 0 elsewhere.
    """

    edit_id: int
    canvas: int
    step: int
    step_cap: int
    temperature: float
    text: str
    tokens: tuple[TokenView, ...]
    seconds: float
    variant: int = 0
    piece: int = 0
    pieces: int = 1
    turn_closed: bool = False
    corrections: int = 0
    misfit: float = 0.0

    @property
    def progress(self) -> float:
        """Return how far the run is at most, 0 to 1: all pieces done, the steps up to the cap."""
        return (self.piece + self.step / self.step_cap) / self.pieces


class PieceEnd(StrEnum):
    """What became of a piece of a long span."""

    REFINED = "refined"
    KEPT = "kept"  # code and markup between the paragraphs: not asked for
    STRUCTURE = "structure"  # its draft would have changed how it is built: the original stands
    TOO_LONG = "too long"  # for the model by itself: the original stands
    NOT_REACHED = "not reached"  # the run was stopped before or during it


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """A piece of a long span.

    Attributes:
        before: where it stands in the selected text, in characters.
        after: where it stands in the draft, in characters.
        end: what became of it.
    """

    before: Span
    after: Span
    end: PieceEnd


@dataclass(frozen=True, slots=True)
class Draft:
    """The cooled text of one edit.

    Attributes:
        edit_id: the request's number.
        text: replaces the selected text.
        steps: decoder passes over all canvases.
        seconds: from the request to the last step.
        converged: every canvas stopped as stable and confident, none at the step cap.
        turn_closed: the model closed its turn, so the text was not cut off.
        seed: the seed that gives this draft again.
        tokens: tokens of the draft before the end of turn.
        model: the checkpoint's name.
        canvases: that were begun.
        corrections: settled tokens that a later step changed, as ``Corrections`` counts them.
        variant: number of this draft among those of its run, from 0.
        others: the other drafts of the run, the best first; each of them has none. What fills a
            gap has those of other lengths.
        pieces: of a span that was refined piece by piece, in order; what stands between two of
            them is as it was.
        taken_early: a person took it from a step that was not the last one: the seed gives it
            again at that step alone.
        kept: words that are as they were selected because the draft did not settle on them, with
            ``SamplingOptions.keep_unsettled``.
    """

    edit_id: int
    text: str
    steps: int
    seconds: float
    converged: bool
    turn_closed: bool
    seed: int
    tokens: int
    model: str
    canvases: int
    corrections: int
    variant: int = 0
    others: "tuple[Draft, ...]" = ()
    pieces: tuple[DraftPiece, ...] = ()
    taken_early: bool = False
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The edit was cancelled between two steps.

    Attributes:
        edit_id: the request's number.
        draft: the draft of the last step that ran, or ``None`` where none had.
    """

    edit_id: int
    draft: Draft | None


EngineEvent = ModelLoading | PromptReady | DenoiseStep | Draft | Cancelled
