"""The output layer and the expected embedding in one pass over the embeddings.

The embeddings are read in chunks, so that a chunk is still in the GPU's cache when it is needed
for the second time, and the logits of the whole vocabulary never exist. Knows no layers.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional

from engine.fused.inputs import StepInputs
from engine.fused.likeliest import Likeliest
from engine.fused.tally import Chunk, Tally, count_in
from engine.model.int8 import Int8Weight
from engine.model.nf4 import Nf4Weight
from engine.model.weight import Weight, dequantize, select_rows
from engine.plan.memory_plan import VOCABULARY_CHUNK


@dataclass(frozen=True, slots=True)
class Findings:
    """What a pass over the vocabulary gives.

    Attributes:
        tally: argmax, drawn tokens and sums; pinned positions are counted as if they were free.
        expected: [C, H] in the type of the activations, the embedding that the distribution of
            each position expects.
        fits: float32 [C], as of an outcome.
        runners_up: as ``find_runners_up`` gives them; ``None`` where they were not looked for.
    """

    tally: Tally
    expected: torch.Tensor
    fits: torch.Tensor
    runners_up: torch.Tensor | None


def read_vocabulary(
    hidden: torch.Tensor,
    embeddings: Weight,
    inputs: StepInputs,
    *,
    soft_cap: float,
    chunk: int = VOCABULARY_CHUNK,
    runners_up: bool = True,
) -> Findings:
    """Pass over the vocabulary once.

    Args:
        hidden: [C, H], what the output layer reads.
        embeddings: [V, H].
        inputs: temperature, key and forbidden tokens are read.
        soft_cap: bounds the logits.
        chunk: tokens at a time, a multiple of 4.
        runners_up: look for them.
    """
    tally = Tally.start(hidden.shape[0], hidden.device)
    expected = torch.zeros(hidden.shape, device=hidden.device)
    vocabulary = embeddings.shape[0]
    firsts = range(0, vocabulary, chunk)
    likeliest = Likeliest.start(len(firsts), hidden.shape[0], hidden.device) if runners_up else None
    for number, first in enumerate(firsts):
        rows, scales = _rows(embeddings, first, min(first + chunk, vocabulary), hidden.dtype)
        part = Chunk(functional.linear(hidden, rows), scales, first)
        if likeliest is not None:
            likeliest.keep(number, part, inputs, soft_cap)
        shares = count_in(tally, part, inputs, soft_cap)
        expected.mul_(tally.rescale[:, None]).add_(shares @ rows)
    expected.div_(tally.shared[:, None])
    fits = _pinned_fits(hidden, embeddings, tally, inputs, soft_cap)
    nearly = None if likeliest is None else likeliest.runners_up(tally, inputs.pinned)
    return Findings(tally, expected.to(hidden.dtype), fits, nearly)


def _pinned_fits(
    hidden: torch.Tensor, embeddings: Weight, tally: Tally, inputs: StepInputs, soft_cap: float
) -> torch.Tensor:
    """Return how likely the pinned tokens are: of each, one more product with its embedding.

    A token that is forbidden at its place was not counted: its share is bounded by all of it.
    """
    rows = select_rows(embeddings, inputs.pinned_ids, hidden.dtype)
    logits = (hidden.float() * rows.float()).sum(dim=-1)
    scores = logits.div_(soft_cap).tanh_().mul_(soft_cap).div_(inputs.temperature)
    found = scores.sub_(tally.maximum).sub_(tally.total.log())
    return found.clamp_(max=0.0).masked_fill_(~inputs.pinned, 0.0)


def _rows(
    embeddings: Weight, first: int, end: int, dtype: torch.dtype
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """Return rows [B, H] in ``dtype`` and what each is to be multiplied by, float32 [B].

    Whole numbers up to 127 are exact in any type; their scales are cheaper on the logits.
    """
    if isinstance(embeddings, Int8Weight):
        return embeddings.values[first:end].to(dtype), embeddings.scales[first:end]
    if isinstance(embeddings, Nf4Weight):
        part = Nf4Weight(embeddings.packed[first:end], embeddings.absmax[first:end])
        return dequantize(part, dtype), None
    return embeddings[first:end], None
