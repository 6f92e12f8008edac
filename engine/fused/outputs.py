"""What a step finds, in memory that stays where it is: a replayed graph writes nowhere else.

Knows no weights.
"""

from dataclasses import fields

import torch

from engine.fused.inputs import StepInputs
from engine.outcome import Outcome
from engine.runners_up import MOST


def empty_outcome(inputs: StepInputs, *, runners_up: bool) -> Outcome:
    """Return an outcome of zeros, for steps to be copied to."""
    numbers = torch.zeros_like(inputs.ids, dtype=torch.float32)
    width = 3 + 2 * MOST if runners_up else 3
    return Outcome(
        argmax=torch.zeros_like(inputs.ids),
        next_canvas=torch.zeros_like(inputs.ids),
        accepted=torch.zeros_like(inputs.pinned),
        entropies=numbers,
        mean_entropy=numbers.new_zeros(()),
        finite=torch.zeros((), dtype=torch.bool, device=numbers.device),
        conditioning=torch.zeros_like(inputs.conditioning),
        fits=numbers.clone(),
        packed=torch.zeros(
            width * numbers.shape[0] + 2, dtype=torch.float64, device=numbers.device
        ),
    )


def copy_outcome(found: Outcome, kept: Outcome) -> None:
    """Copy an outcome to where the host looks for it."""
    for field in fields(Outcome):
        there: torch.Tensor = getattr(kept, field.name)
        there.copy_(getattr(found, field.name))
