"""From what a pass over the vocabulary found to the outcome of a step, without asking the host.

The same decisions as ``engine.sampler.sample_step``; knows no weights.
"""

import torch

from engine.fused.inputs import StepInputs
from engine.fused.tally import Tally
from engine.outcome import Outcome, pack
from engine.sampler import accept_in_place


def decide(
    tally: Tally,
    expected: torch.Tensor,
    pinned_rows: torch.Tensor,
    inputs: StepInputs,
    runners_up: torch.Tensor | None = None,
) -> Outcome:
    """Accept, re-noise and keep what is pinned.

    Args:
        tally: of the whole vocabulary.
        expected: [C, H], the expected embeddings.
        pinned_rows: [C, H], the embeddings of the pinned tokens; read where a position is pinned.
        inputs: of the step.
        runners_up: as ``pack`` takes them.
    """
    free = ~inputs.pinned
    # A pinned token is certain.
    entropies = tally.entropies().masked_fill(inputs.pinned, 0.0)
    accepted = accept_in_place(entropies, free, inputs.entropy_bound)
    argmax = torch.where(inputs.pinned, inputs.pinned_ids, tally.argmax)
    kept = torch.where(accepted, tally.drawn, inputs.noise)
    mean = entropies.sum() / free.sum().clamp(min=1)
    finite = tally.finite()
    return Outcome(
        argmax=argmax,
        next_canvas=torch.where(inputs.pinned, inputs.pinned_ids, kept),
        accepted=accepted,
        entropies=entropies,
        mean_entropy=mean,
        finite=finite,
        conditioning=torch.where(inputs.pinned[:, None], pinned_rows, expected),
        packed=pack(argmax, entropies, accepted, mean, finite, runners_up=runners_up),
    )
