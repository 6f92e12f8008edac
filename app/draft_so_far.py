"""The draft of a run that broke off, from the steps that came; no Qt.

A run that ends in order has the engine's own draft; this one is for an engine that does not answer
any more, or that broke.
"""

from collections.abc import Sequence

from engine.events import DenoiseStep, Draft
from engine.request import EditRequest
from engine.variants import Candidate, best_draft, distinct, mean_entropy, variant_seed


def draft_so_far(
    request: EditRequest, steps: Sequence[DenoiseStep], model: str = ""
) -> Draft | None:
    """Return the best draft of the last steps with the others behind it, ``None`` without a step.

    Args:
        request: what was asked.
        steps: of every variant, in order.
        model: its name for people.
    """
    last = {step.variant: step for step in steps}
    found = [
        Candidate(_draft(request, step, steps, model), mean_entropy(step), step.misfit)
        for step in last.values()
    ]
    if not found:
        return None
    return best_draft(found if request.selected else distinct(found))


def _draft(
    request: EditRequest, step: DenoiseStep, steps: Sequence[DenoiseStep], model: str
) -> Draft:
    seed = request.options.seed
    return Draft(
        edit_id=request.edit_id,
        text=step.text,
        steps=sum(other.variant == step.variant for other in steps),
        seconds=step.seconds,
        converged=False,
        turn_closed=step.turn_closed,
        # The fillings of a gap differ by their lengths, and not by their seeds.
        seed=variant_seed(seed, step.variant) if request.selected else seed,
        tokens=len(step.tokens),
        model=model,
        canvases=step.canvas + 1,
        corrections=step.corrections,
        variant=step.variant,
    )
