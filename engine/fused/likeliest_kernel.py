"""``likeliest.keep_plain`` as one Triton kernel: a program a position, scores stay in registers.

Knows no weights. Checked by Triton's interpreter against the plain way; it was not yet run on a
GPU.
"""

import torch
import triton
import triton.language as tl

from engine.fused.inputs import StepInputs
from engine.fused.tally import Chunk
from engine.fused.tally_kernel import bounded_scores, first_of
from engine.kernels.jit import jit

_WARPS = 8


@jit
def _keep(
    logits: tl.tensor,
    scales: tl.tensor,
    forbidden: tl.tensor,
    temperature: tl.tensor,
    open_until: tl.tensor,
    scores: tl.tensor,
    tokens: tl.tensor,
    first: tl.tensor,
    count: tl.tensor,
    soft_cap: tl.tensor,
    block: tl.constexpr,
    scaled: tl.constexpr,
    kept: tl.constexpr,
) -> None:
    row = tl.program_id(0)
    place = tl.arange(0, block)
    inside = place < count
    token = first + place
    raw = tl.load(logits + row * count + place, mask=inside, other=0.0).to(tl.float32)
    if scaled:
        raw = raw * tl.load(scales + place, mask=inside, other=0.0)
    barred = tl.load(forbidden + token, mask=inside, other=0) != 0
    closed = barred & (row < tl.load(open_until))
    score = bounded_scores(raw, soft_cap, tl.load(temperature))
    score = tl.where(inside & (closed == 0), score, -float("inf"))
    for rank in tl.static_range(kept):
        best = tl.max(score, axis=0)
        found = first_of(score, best, token)
        tl.store(scores + row * kept + rank, best)
        tl.store(tokens + row * kept + rank, found)
        score = tl.where(token == found, -float("inf"), score)


def launch_keep(
    scores: torch.Tensor,
    tokens: torch.Tensor,
    chunk: Chunk,
    inputs: StepInputs,
    soft_cap: float,
) -> None:
    """Keep the likeliest tokens, on the device of the logits; see ``likeliest.keep_plain``."""
    logits = chunk.logits.contiguous()
    positions, count = logits.shape
    _keep[(positions,)](
        logits,
        logits if chunk.scales is None else chunk.scales,
        inputs.forbidden,
        inputs.temperature,
        inputs.open_until,
        scores,
        tokens,
        chunk.first,
        count,
        soft_cap,
        block=max(16, triton.next_power_of_2(count)),
        scaled=chunk.scales is not None,
        kept=scores.shape[1],
        num_warps=_WARPS,
    )
