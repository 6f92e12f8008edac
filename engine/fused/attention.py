"""Attention over cached keys without copying them for the heads that share them.

Knows no weights. On the CPU by torch; on a GPU by the kernel of ``attention_kernel.py``, which
reads from the device how much is cached, so that one graph serves every length.
"""

import torch
from torch.nn import functional


def attend_canvas(
    queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, kept: torch.Tensor
) -> torch.Tensor:
    """Let every position of a canvas see the whole canvas and all that is kept.

    Args:
        queries: [heads, C, D].
        keys: [key heads, C + slots, D], the canvas first.
        values: the same.
        kept: int32 [1], how many slots hold a token.

    Returns:
        [C, heads * D].
    """
    if queries.is_cuda:
        from engine.fused.attention_kernel import launch_attention

        return launch_attention(queries, keys, values, kept, causal=False, window=None)
    seen = torch.arange(keys.shape[1], device=keys.device) < queries.shape[1] + kept
    return _attend(queries, keys, values, seen[None])


def attend_causal(
    queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, window: int | None
) -> torch.Tensor:
    """Let every token see itself and what comes before it.

    Args:
        queries: [heads, N, D], of the last N tokens.
        keys: [key heads, P + N, D].
        values: the same.
        window: how many tokens one sees, itself among them; ``None`` for all.

    Returns:
        [N, heads * D].
    """
    count, total = queries.shape[1], keys.shape[1]
    past = total - count
    if queries.is_cuda:
        from engine.fused.attention_kernel import launch_attention

        kept = torch.full((1,), past, dtype=torch.int32, device=keys.device)
        return launch_attention(queries, keys, values, kept, causal=True, window=window)
    token = torch.arange(total, device=keys.device)
    own = token[past:, None]
    seen = token <= own
    if window is not None:
        seen &= token > own - window
    return _attend(queries, keys, values, seen)


def _attend(
    queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, seen: torch.Tensor
) -> torch.Tensor:
    """Attend by torch; ``seen`` is bool [N or 1, keys]."""
    heads, count, width = queries.shape
    grouped = queries.reshape(keys.shape[0], -1, count, width)
    shared = (*grouped.shape[:2], -1, -1)
    attended = functional.scaled_dot_product_attention(
        grouped,
        keys[:, None].expand(shared),
        values[:, None].expand(shared),
        attn_mask=seen.expand(count, -1),
        scale=1.0,
    )
    return attended.reshape(heads, count, width).transpose(0, 1).reshape(count, -1)
