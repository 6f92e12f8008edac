"""Attention as a Triton kernel, for heads up to 512 wide that share their keys.

The queries of the heads that share a key head stand below one another, so keys and values are
read once for all of them, and neither masks nor scores exist in memory (T. Dao et al.,
"FlashAttention", 2022). Knows no weights. Checked by Triton's interpreter; it was not yet run on
a GPU.
"""

import torch
import triton
import triton.language as tl

from engine.kernels.jit import jit

_TYPES = {torch.float32: tl.float32, torch.bfloat16: tl.bfloat16}
_WARPS = 8
_STAGES = 2


@jit
def _bounds(
    past: tl.tensor,
    place: tl.tensor,
    inside: tl.tensor,
    count: tl.tensor,
    window: tl.constexpr,
    step: tl.constexpr,
) -> tuple[tl.tensor, tl.tensor]:
    """Return the first key, at a multiple of ``step``, and the end of what causal rows see."""
    end = past + tl.max(tl.where(inside, place, 0), axis=0) + 1
    begin = end * 0
    if window > 0:
        oldest = past + tl.min(tl.where(inside, place, count), axis=0) - window + 1
        begin = tl.maximum(oldest, 0) // step * step
    return begin, end


@jit
def _fold(
    scores: tl.tensor,
    value: tl.tensor,
    best: tl.tensor,
    total: tl.tensor,
    summed: tl.tensor,
    dtype: tl.constexpr,
) -> tuple[tl.tensor, tl.tensor, tl.tensor]:
    """Count some keys in: the largest score, the weights' sum and that of the weighted values."""
    new_best = tl.maximum(best, tl.max(scores, axis=1))
    weights = tl.exp(scores - new_best[:, None])
    factor = tl.exp(best - new_best)
    total = total * factor + tl.sum(weights, axis=1)
    summed = summed * factor[:, None]
    summed += tl.dot(weights.to(dtype), value, input_precision="ieee")
    return new_best, total, summed


@jit
def _attention(
    queries: tl.tensor,
    keys: tl.tensor,
    values: tl.tensor,
    attended: tl.tensor,
    kept: tl.tensor,
    query_head_stride: tl.tensor,
    query_stride: tl.tensor,
    key_head_stride: tl.tensor,
    key_stride: tl.tensor,
    count: tl.tensor,
    group: tl.tensor,
    width: tl.constexpr,
    block_width: tl.constexpr,
    causal: tl.constexpr,
    window: tl.constexpr,
    rows: tl.constexpr,
    step: tl.constexpr,
    dtype: tl.constexpr,
) -> None:
    key_head = tl.program_id(1)
    row = tl.program_id(0) * rows + tl.arange(0, rows)
    inside = row < group * count
    place = row % count
    head = key_head * group + row // count
    wide = tl.arange(0, block_width)
    real = wide < width
    queries += head[:, None] * query_head_stride + place[:, None] * query_stride
    query = tl.load(queries + wide[None, :], mask=inside[:, None] & real[None, :], other=0.0)
    past = tl.load(kept)
    begin, end = past * 0, past + count
    if causal:
        begin, end = _bounds(past, place, inside, count, window, step)
    best = tl.full((rows,), -1e30, tl.float32)
    total = tl.zeros((rows,), tl.float32)
    summed = tl.zeros((rows, block_width), tl.float32)
    for start in range(begin, end, step):
        token = start + tl.arange(0, step)
        known = token < end
        offset = key_head * key_head_stride + token[:, None] * key_stride + wide[None, :]
        mask = known[:, None] & real[None, :]
        key = tl.load(keys + offset, mask=mask, other=0.0)
        scores = tl.dot(query, key.trans(), input_precision="ieee")
        seen = known[None, :] & (row[:, None] >= 0)
        if causal:
            seen = seen & (token[None, :] <= past + place[:, None])
            if window > 0:
                seen = seen & (token[None, :] > past + place[:, None] - window)
        scores = tl.where(seen, scores, -float("inf"))
        value = tl.load(values + offset, mask=mask, other=0.0)
        best, total, summed = _fold(scores, value, best, total, summed, dtype)
    heads = tl.num_programs(1) * group
    attended += (place[:, None] * heads + head[:, None]) * width + wide[None, :]
    result = (summed / total[:, None]).to(dtype)
    tl.store(attended, result, mask=inside[:, None] & real[None, :])


def launch_attention(
    queries: torch.Tensor,
    keys: torch.Tensor,
    values: torch.Tensor,
    kept: torch.Tensor,
    *,
    causal: bool,
    window: int | None,
) -> torch.Tensor:
    """Attend on the device of the keys.

    Args:
        queries: [heads, N, D], the last axis contiguous, as of keys and values.
        keys: [key heads, kept + N or more, D].
        values: the same, and laid out as the keys are.
        kept: int32 [1], tokens besides those that ask.
        causal: the asking tokens stand behind the kept ones and see only what precedes them;
            where not, they see each other and all that is kept.
        window: with ``causal``, how many tokens one sees, itself among them.

    Returns:
        [N, heads * D].

    Raises:
        ValueError: keys and values are laid out differently.
    """
    heads, count, width = queries.shape
    if keys.stride() != values.stride():
        raise ValueError(f"keys and values lie apart: {keys.stride()} and {values.stride()}")
    key_heads = keys.shape[0]
    group = heads // key_heads
    rows, step = block_sizes(width)
    attended = torch.empty(count, heads * width, dtype=keys.dtype, device=keys.device)
    _attention[triton.cdiv(group * count, rows), key_heads](
        queries,
        keys,
        values,
        attended,
        kept,
        queries.stride(0),
        queries.stride(1),
        keys.stride(0),
        keys.stride(1),
        count,
        group,
        width=width,
        block_width=max(16, triton.next_power_of_2(width)),
        causal=causal,
        window=window or 0,
        rows=rows,
        step=step,
        dtype=_TYPES[keys.dtype],
        num_warps=_WARPS,
        num_stages=_STAGES,
    )
    return attended


def block_sizes(width: int) -> tuple[int, int]:
    """Return the queries and the keys that a program holds at a time, for heads so wide.

    With two stages they fit into the 99 KiB of shared memory of an RTX 5090 or 4090, and what is
    summed up fits into the registers.
    """
    return (32, 32) if width > 256 else (64, 32)
