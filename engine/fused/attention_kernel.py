"""Attention as a Triton kernel, for heads up to 512 wide that share their keys.

The queries of the heads that share a key head stand below one another, so keys and values are
read once for all of them, and neither masks nor scores exist in memory (T. Dao et al.,
"FlashAttention", 2022). Knows no weights. Checked by Triton's interpreter; it was not yet run on
a GPU.
"""

from collections.abc import Callable
from typing import Any, cast

import torch
import triton
import triton.language as tl

_TYPES = {torch.float32: tl.float32, torch.bfloat16: tl.bfloat16}
_WARPS = 4
# Triton has no types, and a decorator without any would take those of the kernels.
_jit = cast("Callable[[Callable[..., object]], Any]", triton.jit)


@_jit
def _attention(  # noqa: PLR0917
    queries: tl.tensor,
    keys: tl.tensor,
    values: tl.tensor,
    attended: tl.tensor,
    kept: tl.tensor,
    query_head_stride: tl.tensor,
    query_stride: tl.tensor,
    key_head_stride: tl.tensor,
    key_stride: tl.tensor,
    value_head_stride: tl.tensor,
    value_stride: tl.tensor,
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
    query = tl.load(
        queries + head[:, None] * query_head_stride + place[:, None] * query_stride + wide[None, :],
        mask=inside[:, None] & real[None, :],
        other=0.0,
    )
    past = tl.load(kept)
    end = past + count
    begin = past * 0
    if causal:
        end = past + tl.max(tl.where(inside, place, 0), axis=0) + 1
        if window > 0:
            oldest = past + tl.min(tl.where(inside, place, count), axis=0) - window + 1
            begin = tl.maximum(oldest, 0) // step * step
    best = tl.full((rows,), -1e30, tl.float32)
    total = tl.zeros((rows,), tl.float32)
    summed = tl.zeros((rows, block_width), tl.float32)
    for start in range(begin, end, step):
        token = start + tl.arange(0, step)
        known = token < end
        key = tl.load(
            keys + key_head * key_head_stride + token[None, :] * key_stride + wide[:, None],
            mask=real[:, None] & known[None, :],
            other=0.0,
        )
        scores = tl.dot(query, key, input_precision="ieee")
        seen = known[None, :] & (row[:, None] >= 0)
        if causal:
            seen = seen & (token[None, :] <= past + place[:, None])
            if window > 0:
                seen = seen & (token[None, :] > past + place[:, None] - window)
        scores = tl.where(seen, scores, -float("inf"))
        new_best = tl.maximum(best, tl.max(scores, axis=1))
        weights = tl.exp(scores - new_best[:, None])
        factor = tl.exp(best - new_best)
        total = total * factor + tl.sum(weights, axis=1)
        value = tl.load(
            values + key_head * value_head_stride + token[:, None] * value_stride + wide[None, :],
            mask=known[:, None] & real[None, :],
            other=0.0,
        )
        summed = summed * factor[:, None]
        summed += tl.dot(weights.to(dtype), value, input_precision="ieee")
        best = new_best
    result = summed / total[:, None]
    heads = tl.num_programs(1) * group
    tl.store(
        attended + (place[:, None] * heads + head[:, None]) * width + wide[None, :],
        result.to(dtype),
        mask=inside[:, None] & real[None, :],
    )


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
        values: the same.
        kept: int32 [1], tokens besides those that ask.
        causal: the asking tokens stand behind the kept ones and see only what precedes them;
            where not, they see each other and all that is kept.
        window: with ``causal``, how many tokens one sees, itself among them.

    Returns:
        [N, heads * D].
    """
    heads, count, width = queries.shape
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
        values.stride(0),
        values.stride(1),
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
        num_stages=1,
    )
    return attended


def block_sizes(width: int) -> tuple[int, int]:
    """Return the queries and the keys that a program holds at a time, for heads so wide.

    They fit into the 99 KiB of shared memory of an RTX 5090, in bfloat16.
    """
    return (32, 32) if width > 256 else (64, 32)
