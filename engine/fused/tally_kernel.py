"""``tally.count_in`` as one Triton kernel: a program a position, its scores never leave registers.

Knows no weights. Checked by Triton's interpreter against the plain way; it was not yet run on a
GPU.
"""

from collections.abc import Callable
from typing import Any, cast

import torch
import triton
import triton.language as tl

from engine.fused.inputs import StepInputs
from engine.fused.tally import Chunk, Tally

_TYPES = {torch.float32: tl.float32, torch.bfloat16: tl.bfloat16}
_WARPS = 8
# Triton has no types, and a decorator without any would take those of the kernels.
_jit = cast("Callable[[Callable[..., object]], Any]", triton.jit)


@_jit
def _waiting_times(bits: tl.tensor) -> tl.tensor:
    uniform = ((bits & 0x7FFFFFFF).to(tl.int32).to(tl.float32) + 0.5) * 4.656612873077393e-10
    # -log(1 - u); a GPU's logarithm is coarse just where the fastest are: near u = 0.
    series = 0.2 + uniform * (1.0 / 6)
    series = 1.0 / 3 + uniform * (0.25 + uniform * series)
    series = uniform * (1.0 + uniform * (0.5 + uniform * series))
    return tl.where(uniform < 0.0625, series, -tl.log(1.0 - uniform))


@_jit
def _count_in(  # noqa: PLR0917
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
        raw = raw * scale
    # tanh of the magnitude, by an exponential that cannot overflow.
    ratio = raw / soft_cap
    decay = tl.exp(-2.0 * tl.abs(ratio))
    bounded = soft_cap * (1.0 - decay) / (1.0 + decay)
    score = tl.where(raw < 0, -bounded, bounded) / tl.load(temperature)
    barred = tl.load(forbidden + token, mask=inside, other=0) != 0
    closed = barred & (row < tl.load(open_until))
    score = tl.where(inside & (closed == 0), score, -float("inf"))

    old_maximum = tl.load(maximum + row)
    best = tl.max(score, axis=0)
    new_maximum = tl.maximum(old_maximum, best)
    shifted = score - new_maximum
    weight = tl.exp(shifted)
    change = old_maximum - new_maximum
    factor = tl.exp(change)
    old_total = tl.load(total + row)
    products = weight * tl.where(weight > 0, shifted, 0.0)
    moved = (tl.load(weighted + row) + old_total * change) * factor
    tl.store(weighted + row, moved + tl.sum(products, axis=0))
    tl.store(total + row, old_total * factor + tl.sum(weight, axis=0))
    first_best = tl.min(tl.where(score == best, token, 0x7FFFFFFF), axis=0)
    if best > old_maximum:
        tl.store(argmax + row, first_best.to(tl.int64))
    tl.store(maximum + row, new_maximum)
    tl.store(rescale + row, factor)

    quad = first // 4 + tl.arange(0, block // 4)
    zero = quad * 0
    one, two, three, four = tl.philox(tl.load(key), quad, zero + row, zero, zero)
    bits = tl.reshape(tl.join(tl.join(one, three), tl.join(two, four)), (block,))
    speed = score - tl.log(_waiting_times(bits))
    top = tl.max(speed, axis=0)
    old_fastest = tl.load(fastest + row)
    winner = tl.min(tl.where(speed == top, token, 0x7FFFFFFF), axis=0)
    if top > old_fastest:
        tl.store(drawn + row, winner.to(tl.int64))
        tl.store(fastest + row, top)

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
