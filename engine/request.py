"""What goes into the engine: frozen values without tensors, Qt or files."""

from dataclasses import dataclass, field
from typing import Final

MOST_VARIANTS: Final = 4


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters (Unicode code points), ``start <= i < end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where the range is negative or backwards."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, got {self.start}:{self.end}")

    def __len__(self) -> int:
        """Return the number of characters."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Stroke:
    """A part of the selection that the person gave a strength of its own.

    Attributes:
        span: range of ``selected``, in characters.
        strength: share of its tokens that start as noise, in (0, 1].

    Raises:
        ValueError: the strength lies outside its range; what must not change is pinned.
    """

    span: Span
    strength: float

    def __post_init__(self) -> None:
        """Check the range."""
        if not 0.0 < self.strength <= 1.0:
            raise ValueError(f"strength must be in (0, 1], got {self.strength}")


@dataclass(frozen=True, slots=True)
class SamplingOptions:
    """How one draft is sampled; ``None`` means the checkpoint's own default.

    Attributes:
        seed: seeds the run's own random generator; the same request gives the same draft.
        strength: share of the canvas positions that start as noise, in (0, 1]; 1 starts from
            pure noise, less starts from the selected text with that share re-noised.
        max_steps: cap on the denoising steps of one canvas.
        entropy_bound: summed entropy in nats up to which positions are accepted in a step.
        t_min: temperature of the last step.
        t_max: temperature of the first step.
        stability_threshold: steps for which the argmax canvas must not change before a stop.
        confidence_threshold: mean entropy in nats below which a stable canvas stops.
        max_canvases: cap on the canvases of one draft; ``None`` derives it from the span.
        variants: drafts to make in one run, 1 to 4, with ``seed``, ``seed + 1`` and so on.
            A gap has a draft of each length that was tried instead, all of ``seed``.
        keep_unsettled: a word on which the draft does not settle stays as it was selected, and the
            draft goes on behind it: for edits that repair. It says nothing to a gap, nor where
            the selection takes more than one canvas, or parts of it are painted, or pinned in the
            canvas.

    Raises:
        ValueError: a value lies outside its range.
    """

    seed: int = 0
    strength: float = 1.0
    max_steps: int | None = None
    entropy_bound: float | None = None
    t_min: float | None = None
    t_max: float | None = None
    stability_threshold: int | None = None
    confidence_threshold: float | None = None
    max_canvases: int | None = None
    variants: int = 1
    keep_unsettled: bool = False

    def __post_init__(self) -> None:
        """Check every range at once, so that a wrong value never reaches the model."""
        if not 0 <= self.seed < 2**63:
            raise ValueError(f"seed must be in [0, 2**63), got {self.seed}")
        if not 0.0 < self.strength <= 1.0:
            raise ValueError(f"strength must be in (0, 1], got {self.strength}")
        for name in ("max_steps", "max_canvases"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        for name in ("entropy_bound", "confidence_threshold"):
            value = getattr(self, name)
            if value is not None and not value > 0.0:
                raise ValueError(f"{name} must be above 0, got {value}")
        for name in ("t_min", "t_max"):
            value = getattr(self, name)
            if value is not None and not value > 0.0:
                raise ValueError(f"{name} must be above 0, got {value}")
        if not 1 <= self.variants <= MOST_VARIANTS:
            raise ValueError(f"variants must be in 1..{MOST_VARIANTS}, got {self.variants}")
        if self.stability_threshold is not None and self.stability_threshold < 0:
            raise ValueError(f"stability_threshold must be >= 0, got {self.stability_threshold}")


@dataclass(frozen=True, slots=True)
class EditRequest:
    """One wish: rewrite ``selected``, which stands between ``before`` and ``after``.

    Attributes:
        edit_id: the caller's number of this edit; every event carries it back.
        document_revision: revision of the document that the texts were taken from.
        span: where ``selected`` stands in that document, in characters.
        before: the whole document before the span; the prompt trims it.
        selected: the text to rewrite; empty for a gap between ``before`` and ``after``.
        after: the whole document after the span; the prompt trims it.
        instruction: what the person asked for.
        options: how to sample.
        language: name of the text's language as pygments spells it in lower case
            ("markdown", "python", ...).
        pinned: character ranges of ``selected`` that the draft must keep, in ascending order.
        strokes: parts of ``selected`` with a strength of their own, in ascending order; what is
            neither in one of them nor pinned has the strength of ``options``.
        earlier: instructions that led to ``selected`` in earlier turns, the oldest first.
        in_pieces: refine a long ``selected`` piece by piece, its blocks built as they are; one
            that is cut has one draft, whatever ``options.variants``.
    """

    edit_id: int
    document_revision: int
    span: Span
    before: str
    selected: str
    after: str
    instruction: str
    options: SamplingOptions = field(default_factory=SamplingOptions)
    language: str = "markdown"
    pinned: tuple[Span, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    earlier: tuple[str, ...] = ()
    in_pieces: bool = False
