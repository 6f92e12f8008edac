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
from engine.outcome import Outcome, Reading, Stability
from engine.runners_up import Rivals
from engine.sampler import Scratch, sample_step
from engine.sampling import Sampling
from engine.schedule import single


class Refiner(Protocol):
    """A model with what it has read so far, and the sampling of its steps."""

    def extend(self, ids: torch.Tensor) -> None:
        """Read on.

        Args:
            ids: int64 [N], what follows the tokens that were read.
        """
        ...

    def refine(
        self,
        ids: torch.Tensor,
        conditioning: torch.Tensor | None,
        *,
        canvas: Canvas,
        temperature: float,
        entropy_bound: float,
        generator: torch.Generator,
    ) -> Outcome:
        """Carry out one step on a canvas that follows what was read.

        It need not have ended when this returns: ``Reading.of`` waits for it. The outcome may lie
        where that of the step before lay.

        Args:
            ids: int64 [C], the canvas as the step before left it.
            conditioning: of the outcome of the step before, ``None`` at the first.
            canvas: for its pinned positions; its ids are not read.
            temperature: the logits are divided by it.
            entropy_bound: in nats.
            generator: of the run; all randomness of the step comes from it.
        """
        ...


class Denoiser(Protocol):
    """A model with what it has read so far."""

    def extend(self, ids: torch.Tensor) -> None:
        """Read on.

        Args:
            ids: int64 [N], what follows the tokens that were read.
        """
        ...

    def fork(self) -> "Denoiser":
        """Return one that has read the same and goes on by itself; what was read is shared."""
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


class FullLogits:
    """A ``Refiner`` that holds the logits of the whole canvas, as ``generate`` does."""

    def __init__(self, denoiser: Denoiser) -> None:
        """Sample what ``denoiser`` says."""
        self._denoiser = denoiser
        self._scratch: Scratch | None = None

    def extend(self, ids: torch.Tensor) -> None:
        """Let the model read on."""
        self._denoiser.extend(ids)

    @property
    def takes_turns(self) -> bool:
        """Return that the forks may compute at once: each has memory of its own."""
        return False

    def fork(self) -> "FullLogits":
        """Return one that has read the same; no step of it touches another's logits."""
        return FullLogits(self._denoiser.fork())

    @torch.inference_mode()
    def refine(
        self,
        ids: torch.Tensor,
        conditioning: torch.Tensor | None,
        *,
        canvas: Canvas,
        temperature: float,
        entropy_bound: float,
        generator: torch.Generator,
    ) -> Outcome:
        """Carry out one step; it is conditioned on the scores of the one before."""
        logits = self._denoiser.logits(ids, conditioning)
        self._scratch = self._scratch or Scratch.like(logits)
        return sample_step(
            logits,
            temperature,
            canvas,
            entropy_bound=entropy_bound,
            generator=generator,
            scratch=self._scratch,
        )


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
        runners_up: of each position, tokens that were nearly chosen and their probabilities;
            empty where they were not looked for.
        variant: number of the draft that the step belongs to, from 0.
        fits: of a judged canvas, of each pinned position, how likely the model finds its token:
            the logarithm, in nats; else empty.
        kept: words that did not settle and stand in the canvas as they were selected.
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
    runners_up: tuple[Rivals, ...] = ()
    variant: int = 0
    fits: tuple[float, ...] = ()
    kept: int = 0


def denoise(
    refiner: Refiner,
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
        refiner: has read the prompt.
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
            refiner,
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
            refiner.extend(torch.tensor(ids, device=canvas.ids.device))


def _refine(
    refiner: Refiner,
    canvas: Canvas,
    number: int,
    *,
    sampling: Sampling,
    generator: torch.Generator,
    cancel: threading.Event,
) -> Iterator[LoopStep]:
    """Denoise one canvas until it is stable and confident, at the step cap, or cancelled."""
    schedule = sampling.schedule()
    # ``generate`` compares in single precision.
    sure = single(sampling.confidence_threshold)
    pinned = tuple(canvas.pinned.tolist())
    stability = Stability()
    ids = canvas.ids
    conditioning: torch.Tensor | None = None
    for step in range(1, sampling.max_steps + 1):
        if cancel.is_set():
            return
        temperature = schedule.temperature(step)
        outcome = refiner.refine(
            ids,
            conditioning,
            canvas=canvas,
            temperature=temperature,
            entropy_bound=sampling.entropy_bound,
            generator=generator,
        )
        ids, conditioning = outcome.next_canvas, outcome.conditioning
        reading = Reading.of(outcome)
        if not reading.finite:
            raise NonFiniteLogitsError(
                f"step {step} of canvas {number + 1}: the model gave NaN or infinite logits; its "
                "weights are damaged or overflowed: verify the checkpoint or load it again"
            )
        stability = stability.after(reading.ids)
        stable = stability.unchanged >= sampling.stability_threshold
        converged = stable and reading.mean_entropy < sure
        yield LoopStep(
            canvas=number,
            step=step,
            temperature=temperature,
            ids=reading.ids,
            entropies=reading.entropies,
            accepted=reading.accepted,
            pinned=pinned,
            converged=converged,
            last=converged or step == sampling.max_steps,
            runners_up=reading.runners_up,
            fits=tuple(outcome.fits.tolist()) if canvas.judged and outcome.fits is not None else (),
        )
        if converged:
            return
