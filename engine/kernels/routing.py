"""Which tokens each tile of the experts' kernels takes; knows no weights.

Every shape depends on the number of tokens alone, and nothing is read back from the device: a plan
can be made inside a CUDA graph.
"""

from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class Plan:
    """Pairs of a token and one of its experts, by expert, and cut into tiles of one expert each.

    Attributes:
        order: int32 [pairs], the pairs by expert, those of one expert as they came. A pair is
            ``token * answers + slot``.
        tile_expert: int32 [tiles].
        tile_first: int32 [tiles], a tile's first place in ``order``.
        tile_end: int32 [tiles], the place after a tile's last. There are as many tiles as the
            worst case needs; those that are left over come last, and their end is 0.
    """

    order: torch.Tensor
    tile_expert: torch.Tensor
    tile_first: torch.Tensor
    tile_end: torch.Tensor

    @property
    def tiles(self) -> int:
        """Length of the tile table."""
        return self.tile_end.shape[0]


def tile_bound(pairs: int, experts: int, tile_tokens: int) -> int:
    """Return how many tiles there are at most, however the pairs fall.

    Each expert that was asked has one tile that may be short; the others are full.
    """
    asked = min(pairs, experts)
    return asked + (pairs - asked) // tile_tokens


def plan_tiles(chosen: torch.Tensor, experts: int, tile_tokens: int) -> Plan:
    """Return which pairs go into which tile.

    Args:
        chosen: int64 [T, answers], the experts of each token, from 0 to ``experts`` - 1.
        experts: E.
        tile_tokens: how many pairs a tile takes.
    """
    device = chosen.device
    by_expert, order = chosen.flatten().sort(stable=True)
    starts = torch.searchsorted(by_expert, torch.arange(experts + 1, device=device))  # [E + 1]
    counts = starts.diff()
    tile_counts = (counts + tile_tokens - 1) // tile_tokens
    tile_ends = tile_counts.cumsum(0)
    tile = torch.arange(tile_bound(by_expert.shape[0], experts, tile_tokens), device=device)
    found = torch.searchsorted(tile_ends, tile, right=True)  # E where no expert is left
    used = found < experts
    expert = found.clamp(max=experts - 1)
    first = starts[expert] + (tile - (tile_ends - tile_counts)[expert]) * tile_tokens
    end = torch.minimum(first + tile_tokens, starts[expert + 1])
    return Plan(
        order=order.int(),
        tile_expert=expert.int(),
        tile_first=(first * used).int(),
        tile_end=(end * used).int(),
    )
