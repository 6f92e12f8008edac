"""Which tokens each tile of the experts' kernels takes; knows no weights.

Every shape depends on the number of tokens alone, and nothing is read back from the device: a plan
can be made inside a CUDA graph. It is one kernel, since a layer's dozen small operations would
take longer to start than to run.
"""

from dataclasses import dataclass

import torch
import triton.language as tl

from engine.kernels.jit import jit

_CHUNK = 1024  # pairs that a program looks at together


@dataclass(frozen=True, slots=True)
class Plan:
    """Pairs of a token and one of its experts, by expert, and cut into tiles of one expert each.

    Attributes:
        order: int32 [pairs], the pairs by expert, those of one expert as they came. A pair is
            ``token * answers + slot``.
        tile_expert: int32 [tiles].
        tile_first: int32 [tiles], a tile's first place in ``order``.
        tile_end: int32 [tiles], the place after a tile's last; 0 for a tile that is not used.
    """

    order: torch.Tensor
    tile_expert: torch.Tensor
    tile_first: torch.Tensor
    tile_end: torch.Tensor

    @property
    def tiles(self) -> int:
        """Length of the tile table."""
        return self.tile_end.shape[0]


@jit
def plan_kernel(
    chosen: tl.tensor,
    order: tl.tensor,
    tile_expert: tl.tensor,
    tile_first: tl.tensor,
    tile_end: tl.tensor,
    pairs: tl.tensor,
    tile_tokens: tl.constexpr,
    chunk: tl.constexpr,
) -> None:
    """Write one expert's part of a plan.

    An expert's tiles begin at ``start / tile_tokens + expert``, where ``start`` counts the pairs
    before its own: a sum over the experts before it of pairs, which can be counted, instead of
    tiles, which cannot without knowing the others. As ``floor(s + c) + 1 >= floor(s) + ceil(c)``,
    the tiles of the next expert begin behind them; at most one tile in between is not used.
    """
    expert = tl.program_id(0)
    place = tl.arange(0, chunk)
    start = 0
    for first in range(0, pairs, chunk):
        inside = first + place < pairs
        asked = tl.load(chosen + first + place, mask=inside, other=expert)
        start += tl.sum((asked < expert).to(tl.int32))
    end = start
    for first in range(0, pairs, chunk):
        inside = first + place < pairs
        mine = inside & (tl.load(chosen + first + place, mask=inside, other=0) == expert)
        rank = tl.cumsum(mine.to(tl.int32))
        tl.store(order + end + rank - 1, first + place, mask=mine)
        end += tl.sum(mine.to(tl.int32))
    first_tile = start // tile_tokens + expert
    for tile in range(first_tile, end // tile_tokens + expert + 1):
        first_pair = start + (tile - first_tile) * tile_tokens
        last = tl.minimum(first_pair + tile_tokens, end)
        tl.store(tile_expert + tile, expert)
        tl.store(tile_first + tile, first_pair)
        tl.store(tile_end + tile, tl.where(first_pair < end, last, 0))


def plan_tiles(chosen: torch.Tensor, experts: int, tile_tokens: int) -> Plan:
    """Return which pairs go into which tile.

    Args:
        chosen: int64 [T, answers], the experts of each token, from 0 to ``experts`` - 1.
        experts: E.
        tile_tokens: how many pairs a tile takes.

    Returns:
        A plan of ``pairs / tile_tokens + experts`` tiles.
    """
    pairs = chosen.numel()
    tiles = pairs // tile_tokens + experts
    order, *table = (
        torch.empty(length, dtype=torch.int32, device=chosen.device)
        for length in (pairs, tiles, tiles, tiles)
    )
    plan_kernel[(experts,)](chosen.contiguous(), order, *table, pairs, tile_tokens, _CHUNK)
    return Plan(order, *table)
