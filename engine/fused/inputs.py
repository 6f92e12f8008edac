"""What a step reads besides the weights and the cache, in memory that stays where it is.

A replayed graph sees only these tensors: filling them before a step is how it is told anything.
All randomness of a step is drawn here, from the run's generator, so a step run eagerly and one
replayed draw the same. Knows no weights.
"""

from dataclasses import dataclass

import torch

from engine.canvas import Canvas

_LARGEST_KEY = 1 << 62


@dataclass(frozen=True, slots=True)
class StepInputs:
    """The inputs of a step.

    Attributes:
        ids: int64 [C], the canvas.
        conditioning: [C, H], the embedding that the step before expects at each position; zeros
            at the first step, where they add nothing.
        temperature: float32 [1].
        entropy_bound: float32 [1], in nats.
        key: int64 [1], of the random numbers by which tokens are drawn.
        noise: int64 [C], what positions that are not accepted hold next.
        pinned: bool [C].
        pinned_ids: int64 [C].
        forbidden: bool [V], tokens that may not stand before ``open_until``.
        open_until: int32 [1].
    """

    ids: torch.Tensor
    conditioning: torch.Tensor
    temperature: torch.Tensor
    entropy_bound: torch.Tensor
    key: torch.Tensor
    noise: torch.Tensor
    pinned: torch.Tensor
    pinned_ids: torch.Tensor
    forbidden: torch.Tensor
    open_until: torch.Tensor

    @classmethod
    def empty(
        cls,
        *,
        canvas_length: int,
        vocabulary: int,
        width: int,
        dtype: torch.dtype,
        device: torch.device,
    ) -> "StepInputs":
        """Return inputs of nothing in particular; ``width`` is H."""
        ids = torch.zeros(canvas_length, dtype=torch.int64, device=device)
        number = torch.ones(1, device=device)
        return cls(
            ids=ids,
            conditioning=torch.zeros(canvas_length, width, dtype=dtype, device=device),
            temperature=number,
            entropy_bound=number.clone(),
            key=ids[:1].clone(),
            noise=ids.clone(),
            pinned=torch.zeros(canvas_length, dtype=torch.bool, device=device),
            pinned_ids=ids.clone(),
            forbidden=torch.zeros(vocabulary, dtype=torch.bool, device=device),
            open_until=torch.zeros(1, dtype=torch.int32, device=device),
        )

    def take_canvas(self, canvas: Canvas) -> None:
        """Fill in what stays the same over the steps of a canvas."""
        self.pinned.copy_(canvas.pinned)
        self.pinned_ids.copy_(canvas.pinned_ids)
        self.forbidden.zero_()
        self.forbidden[list(canvas.forbidden)] = True
        self.open_until.fill_(canvas.open_until)

    def take_step(
        self,
        ids: torch.Tensor,
        conditioning: torch.Tensor | None,
        *,
        temperature: float,
        entropy_bound: float,
        generator: torch.Generator,
    ) -> None:
        """Fill in the rest; nothing here waits for the device."""
        self.ids.copy_(ids)
        if conditioning is None:
            self.conditioning.zero_()
        else:
            self.conditioning.copy_(conditioning)
        self.temperature.fill_(temperature)
        self.entropy_bound.fill_(entropy_bound)
        self.key.random_(0, _LARGEST_KEY, generator=generator)
        self.noise.random_(0, self.forbidden.shape[0], generator=generator)
