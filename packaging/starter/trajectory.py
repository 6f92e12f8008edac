"""A batch on its way through a run: the canvases as the model left them, and what to ask of them.

A step of training computes just what a denoising step needs, so the next state of the canvases
costs almost nothing: the batch comes back later in that state, and the model learns to go on from
its own drafts, right or wrong. Knows no model.
"""

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from batches import FADE, TrainingBatch

# How many steps of a run a batch is taught, and how often; most of a run is decided early.
DEPTHS = ((1, 40), (2, 20), (3, 12), (4, 8), (6, 10), (9, 6), (13, 4))
# What a position weighs where it is right, at least as a mistake that looks settled, and elsewhere.
RIGHT, SETTLED_MISTAKE, LEAST = 0.3, 0.5, 0.05


@dataclass(frozen=True, slots=True)
class Trajectory:
    """``B`` rows of ``L`` positions at one step of a run.

    Attributes:
        segment, position, horizon: as in ``TrainingBatch``, int64 [B, L].
        ids: int64 [B, L], with the canvases as they are now.
        picked: int64 [N], where the canvases lie in the flattened rows.
        target: int64 [N], what the canvases should become.
        weight: float32 [N], each position's loss.
        signal: float32 [B, L, D], what the step before gives the next one, zero outside the
            canvases; ``None`` on a first step.
        canvas: positions of a canvas.
        left: steps still to be taught, this one included.
    """

    segment: Tensor
    position: Tensor
    horizon: Tensor
    ids: Tensor
    picked: Tensor
    target: Tensor
    weight: Tensor
    signal: Tensor | None
    canvas: int
    left: int


def begin(packed: TrainingBatch, choices: random.Random, device: torch.device) -> Trajectory:
    """Return the first state of a batch, with a drawn number of steps to go."""
    segment = torch.from_numpy(packed.segment).to(device)
    picked = (segment.flatten() > 0).nonzero().squeeze(1)
    depths, shares = zip(*DEPTHS, strict=True)
    return Trajectory(
        segment=segment,
        position=torch.from_numpy(packed.position).to(device),
        horizon=torch.from_numpy(packed.horizon).to(device),
        ids=torch.from_numpy(packed.ids).to(device),
        picked=picked,
        target=torch.from_numpy(packed.clean).to(device).flatten()[picked],
        weight=torch.from_numpy(packed.weight).to(device).flatten()[picked],
        signal=None,
        canvas=packed.canvas,
        left=choices.choices(depths, shares)[0],
    )


def draft_weight(canvas: Tensor, target: Tensor, settled: Tensor, text: Tensor) -> Tensor:
    """Return what each position of a draft weighs in the loss.

    A copied text settles from where it is known outwards, mostly to the right: the further a
    position lies behind the last right one, the less can be known of it. A mistake that the step
    before accepted is what the model has to unlearn most.

    Args:
        canvas: int64 [R, C], the draft.
        target: int64 [R, C], what it should be.
        settled: bool [R, C], accepted by the step before.
        text: bool [R, C], in front of the padding.

    Returns:
        float32 [R, C].
    """
    right = canvas == target
    place = torch.arange(canvas.shape[1], device=canvas.device).expand_as(canvas)
    last_right = torch.where(right, place, -1).cummax(dim=1).values
    ahead = (FADE ** (place - last_right - 1).float()).clamp_min(LEAST)
    weight = torch.where(
        right, RIGHT, torch.where(settled, ahead.clamp_min(SETTLED_MISTAKE), ahead)
    )
    return torch.where(text, weight, 0.1 * weight)
