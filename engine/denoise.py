"""The denoising loop: a plain generator of steps; knows no files, no templates and no text.

The loop is that of transformers' ``generate`` for DiffusionGemma, and what ``generate`` cannot
do: it stops between two steps, and positions can be pinned.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import torch

from engine.canvas import Canvas, CanvasPlan
from engine.errors import NonFiniteLogitsError
from engine.sampler import Scratch, Stability, sample_step
from engine.sampling import Sampling


class Denoiser(Protocol):
    """A model with what it has read so far."""

    def extend(self, ids: torch.Tensor) -> None:
        """Read on.

        Args:
            ids: int64 [N], what follows the tokens that were read.
        """
        ...

    def logits(self, canvas: torch.Tensor, scores: torch.Tensor | None) -> torch.Tensor:
        """Return the logits of a canvas that follows what was read.

        They may lie where the logits of the call before lay, and the caller may overwrite them.

        Args:
            canvas: int64 [C].
            scores: float32 [C, V], what the step before made of its logits, ``None`` at the
                first.

        Returns:
            float32 [C, V].
        """
        ...


@dataclass(frozen=True, slots=True)
class LoopStep:
    """One decoder pass, as plain values.

    Attributes:
        canvas: number of the canvas, from 0.
        step: number of the step in this canvas, from 1.
        temperature: the logits were divided by it.
        ids: the argmax canvas.
        entropies: of each position, in nats.
        accepted: of each position, whether this step accepted it.
        pinned: of each position, whether it is pinned.
        converged: the canvas stops here, as stable and confident.
        last: no step follows in this canvas.
    """

    canvas: int
    step: int
    temperature: float
    ids: tuple[int, ...]
    entropies: tuple[float, ...]
    accepted: tuple[bool, ...]
    pinned: tuple[bool, ...]
    converged: bool
    last: bool


def denoise(
    denoiser: Denoiser,
    plan: CanvasPlan,
    sampling: Sampling,
    *,
    canvases: int,
    end_ids: tuple[int, ...],
    generator: torch.Generator,
    cancel: threading.Event,
) -> Iterator[LoopStep]:
    """Denoise canvas after canvas until one holds an end of turn.

    Args:
        denoiser: has read the prompt.
        plan: what the canvases start from.
        sampling: temperatures, bound and stop.
        canvases: most canvases.
        end_ids: tokens that end the turn.
        generator: of the run; all randomness comes from it.
        cancel: polled between steps; once set, no further step is computed.

    Raises:
        NonFiniteLogitsError: the model gave NaN or infinite logits.
    """
    for number in range(canvases):
        canvas = plan.start(number, generator)
        ids: tuple[int, ...] = ()
        steps = _refine(
            denoiser,
            canvas,
            number,
            sampling=sampling,
            generator=generator,
            cancel=cancel,
        )
        for step in steps:
            yield step
            ids = step.ids
        if cancel.is_set() or any(token in end_ids for token in ids):
            return
        if number + 1 < canvases:
            denoiser.extend(torch.tensor(ids, device=canvas.ids.device))


def _refine(
    denoiser: Denoiser,
    canvas: Canvas,
    number: int,
    *,
    sampling: Sampling,
    generator: torch.Generator,
    cancel: threading.Event,
) -> Iterator[LoopStep]:
    """Denoise one canvas until it is stable and confident, at the step cap, or cancelled."""
    schedule = sampling.schedule()
    stability = Stability()
    ids = canvas.ids
    scores: torch.Tensor | None = None
    scratch: Scratch | None = None
    for step in range(1, sampling.max_steps + 1):
        if cancel.is_set():
            return
        temperature = schedule.temperature(step)
        with torch.inference_mode():
            logits = denoiser.logits(ids, scores)
            scratch = scratch or Scratch.like(logits)
            _check_finite(logits, number, step)
            outcome = sample_step(
                logits,
                temperature,
                canvas,
                entropy_bound=sampling.entropy_bound,
                generator=generator,
                scratch=scratch,
            )
            stability = stability.after(outcome.argmax)
            stable = stability.unchanged >= sampling.stability_threshold
            converged = stable and bool(outcome.mean_entropy < sampling.confidence_threshold)
        ids, scores = outcome.next_canvas, outcome.scores
        yield LoopStep(
            canvas=number,
            step=step,
            temperature=temperature,
            ids=tuple(outcome.argmax.tolist()),
            # Rounding leaves some a hair below zero.
            entropies=tuple((outcome.entropies.clamp(min=0.0) + 0.0).tolist()),
            accepted=tuple(outcome.accepted.tolist()),
            pinned=tuple(canvas.pinned.tolist()),
            converged=converged,
            last=converged or step == sampling.max_steps,
        )
        if converged:
            return


def _check_finite(logits: torch.Tensor, number: int, step: int) -> None:
    """Raise where a logit is NaN or infinite."""
    low, high = torch.aminmax(logits)
    if not bool(torch.isfinite(low) & torch.isfinite(high)):
        raise NonFiniteLogitsError(
            f"step {step} of canvas {number + 1}: the model gave NaN or infinite logits; its "
            "weights are damaged or overflowed: verify the checkpoint or load it again"
        )
