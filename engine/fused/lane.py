"""Several drafts on one fused denoiser: they take turns on its memory; knows no weights.

They share what was read of the prompt. A draft that goes on to another canvas reads the one that
it finished, which the others must not see: from then on what belongs to it is copied out and in
again where the turn changes.
"""

from dataclasses import fields
from typing import Protocol

import torch

from engine.canvas import Canvas
from engine.denoise import Refiner
from engine.fused.cache import Saved
from engine.outcome import Outcome


class Resumable(Refiner, Protocol):
    """A refiner with one reading at a time, which can be saved and gone back to."""

    def save(self, shared: int) -> Saved:
        """Copy what was read behind the first ``shared`` tokens."""
        ...

    def resume(self, saved: Saved) -> None:
        """Go back to what had been read when it was saved."""
        ...


class Readings:
    """What the drafts of one prompt have read, of which the refiner holds one at a time."""

    def __init__(self, refiner: Resumable, length: int) -> None:
        """Start with the prompt of ``length`` tokens alone."""
        self._refiner = refiner
        self._length = length
        # ``None`` stands for the prompt alone, which is copied only once somebody reads on.
        self._now: Saved | None = None
        self._prompt: Saved | None = None

    def turn_to(self, reading: Saved | None) -> Resumable:
        """Return the refiner with ``reading``, ``None`` for the prompt alone."""
        saved = reading or self._prompt
        if reading is not self._now and saved is not None:
            self._refiner.resume(saved)
            self._now = reading
        return self._refiner

    def extend(self, reading: Saved | None, ids: torch.Tensor) -> Saved:
        """Read on from ``reading``, and return what is read then."""
        if self._prompt is None:
            self._prompt = self._refiner.save(self._length)
        self.turn_to(reading).extend(ids)
        self._now = self._refiner.save(self._length)
        return self._now


class FusedLane:
    """A ``engine.denoise.Refiner`` for one of several drafts."""

    def __init__(self, readings: Readings) -> None:
        """Start with the prompt."""
        self._readings = readings
        self._reading: Saved | None = None

    def extend(self, ids: torch.Tensor) -> None:
        """Read on; the other drafts do not see it."""
        self._reading = self._readings.extend(self._reading, ids)

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
        """Carry out one step; the outcome is copied, since the next draft's lies where it lay."""
        outcome = self._readings.turn_to(self._reading).refine(
            ids,
            conditioning,
            canvas=canvas,
            temperature=temperature,
            entropy_bound=entropy_bound,
            generator=generator,
        )
        parts: dict[str, torch.Tensor | None] = {
            field.name: getattr(outcome, field.name) for field in fields(Outcome)
        }
        copies = {name: part.clone() for name, part in parts.items() if part is not None}
        return Outcome(**copies)
