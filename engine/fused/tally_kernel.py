"""``tally.count_in`` as one Triton kernel: a program a position, its scores never leave registers.

Knows no weights. Checked by Triton's interpreter against the plain way; it was not yet run on a
GPU.
"""

import torch
import triton
import triton.language as tl

from engine.fused.inputs import StepInputs
from engine.fused.tally import Chunk, Tally
from engine.kernels.jit import jit

_TYPES = {torch.float32: tl.float32, torch.bfloat16: tl.bfloat16}
_WARPS = 8
_NO_TOKEN = tl.constexpr(0x7FFFFFFF)


@jit
def bounded_scores(raw: tl.tensor, soft_cap: tl.tensor, temperature: tl.tensor) -> tl.tensor:
    """Return logits after soft cap and temperature."""
    # tanh of the magnitude, by an exponential that cannot overflow.
    decay = tl.exp(-2.0 * tl.abs(raw / soft_cap))
    bounded = soft_cap * (1.0 - decay) / (1.0 + decay)
    return tl.where(raw < 0, -bounded, bounded) / temperature


@jit
def _waiting_times(
    key: tl.tensor, row: tl.tensor, first: tl.tensor, block: tl.constexpr
) -> tl.tensor:
    """Return those of some tokens at one position; see ``philox.py``."""
    quad = first // 4 + tl.arange(0, block // 4)
    zero = quad * 0
    one, two, three, four = tl.philox(key, quad, zero + row, zero, zero)
    bits = tl.reshape(tl.join(tl.join(one, three), tl.join(two, four)), (block,))
    uniform = ((bits & 0x7FFFFFFF).to(tl.int32).to(tl.float32) + 0.5) * 4.656612873077393e-10
    # -log(1 - u); a GPU's logarithm is coarse just where the fastest are: near u = 0.
    series = 0.2 + uniform * (1.0 / 6)
    series = 1.0 / 3 + uniform * (0.25 + uniform * series)
    series = uniform * (1.0 + uniform * (0.5 + uniform * series))
    return tl.where(uniform < 0.0625, series, -tl.log(1.0 - uniform))


@jit
def first_of(values: tl.tensor, best: tl.tensor, token: tl.tensor) -> tl.tensor:
    """Return the first token whose value is the best."""
    return tl.min(tl.where(values == best, token, _NO_TOKEN), axis=0).to(tl.int64)


@jit
def _sum_up(
    score: tl.tensor,
    old_maximum: tl.tensor,
    new_maximum: tl.tensor,
    total: tl.tensor,
    weighted: tl.tensor,
) -> tl.tensor:
    """Count scores in to a position's sums; return what sums from before are rescaled by."""
    shifted = score - new_maximum
    weight = tl.exp(shifted)
    change = old_maximum - new_maximum
    factor = tl.exp(change)
    old_total = tl.load(total)
    moved = (tl.load(weighted) + old_total * change) * factor
    products = weight * tl.where(weight > 0, shifted, 0.0)
    tl.store(weighted, moved + tl.sum(products, axis=0))
    tl.store(total, old_total * factor + tl.sum(weight, axis=0))
    return factor


@jit
def _count_in(
    logits: tl.tensor,
    scales: tl.tensor,
    forbidden: tl.tensor,
    temperature: tl.tensor,
    open_until: tl.tensor,
    key: tl.tensor,
    maximum: tl.tensor,
    total: tl.tensor,
    weighted: tl.tensor,
    shared: tl.tensor,
    rescale: tl.tensor,
    fastest: tl.tensor,
    argmax: tl.tensor,
    drawn: tl.tensor,
    shares: tl.tensor,
    first: tl.tensor,
    count: tl.tensor,
    soft_cap: tl.tensor,
    block: tl.constexpr,
    scaled: tl.constexpr,
    dtype: tl.constexpr,
) -> None:
    row = tl.program_id(0)
    place = tl.arange(0, block)
    inside = place < count
    token = first + place
    raw = tl.load(logits + row * count + place, mask=inside, other=0.0).to(tl.float32)
    scale = tl.full((block,), 1.0, tl.float32)
    if scaled:
        scale = tl.load(scales + place, mask=inside, other=0.0)
    barred = tl.load(forbidden + token, mask=inside, other=0) != 0
    closed = barred & (row < tl.load(open_until))
    score = bounded_scores(raw * scale, soft_cap, tl.load(temperature))
    score = tl.where(inside & (closed == 0), score, -float("inf"))

    old_maximum = tl.load(maximum + row)
    best = tl.max(score, axis=0)
    new_maximum = tl.maximum(old_maximum, best)
    factor = _sum_up(score, old_maximum, new_maximum, total + row, weighted + row)
    tl.store(maximum + row, new_maximum)
    tl.store(rescale + row, factor)
    tl.store(argmax + row, first_of(score, best, token), mask=best > old_maximum)

    speed = score - tl.log(_waiting_times(tl.load(key), row, first, block))
    top = tl.max(speed, axis=0)
    faster = top > tl.load(fastest + row)
    tl.store(drawn + row, first_of(speed, top, token), mask=faster)
    tl.store(fastest + row, top, mask=faster)

    share = tl.exp(score.to(dtype).to(tl.float32) - new_maximum)
    tl.store(shared + row, tl.load(shared + row) * factor + tl.sum(share, axis=0))
    tl.store(shares + row * count + place, (share * scale).to(dtype), mask=inside)


def launch_count_in(
    tally: Tally, chunk: Chunk, inputs: StepInputs, soft_cap: float
) -> torch.Tensor:
    """Count a chunk in, on the device of its logits; see ``tally.count_in``."""
    logits = chunk.logits.contiguous()
    positions, count = logits.shape
    shares = torch.empty_like(logits)
    _count_in[(positions,)](
        logits,
        logits if chunk.scales is None else chunk.scales,
        inputs.forbidden,
        inputs.temperature,
        inputs.open_until,
        inputs.key,
        tally.maximum,
        tally.total,
        tally.weighted,
        tally.shared,
        tally.rescale,
        tally.fastest,
        tally.argmax,
        tally.drawn,
        shares,
        chunk.first,
        count,
        soft_cap,
        block=max(16, triton.next_power_of_2(count)),
        scaled=chunk.scales is not None,
        dtype=_TYPES[logits.dtype],
        num_warps=_WARPS,
    )
    return shares
