"""Which part of a product one program computes; knows no kernels.

A table and not a search at run time, which would be slow and could differ from run to run. It was
not timed on a GPU yet; the reasons for it are in engine/NOTES.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """What one program of a kernel computes, and with what.

    Attributes:
        rows: of a weight.
        tokens: what they are multiplied by.
        warps: threads of the program, over 32.
        stages: steps whose memory is on its way at a time.
    """

    rows: int
    tokens: int
    warps: int
    stages: int


# Wider tiles than the last do not fit the registers.
EXPERT_TILES = (Tile(128, 16, 4, 3), Tile(128, 32, 4, 3), Tile(128, 64, 4, 3))
# For up to 256 tokens a dense weight keeps few programs busy: they take fewer rows, so that there
# are more of them.
DENSE_TILES = (Tile(64, 32, 4, 3), Tile(128, 64, 4, 3))
_FEW_TOKENS = 256
_DATA_CENTRE = (80, 90, 100)


def expert_tile(pairs: int, experts: int, capability: int) -> Tile:
    """Return the least tile that holds an expert's share of the pairs, or twice that.

    A tile decodes its weights anew, so an expert's tokens should fit into one; but its empty
    places cost tensor cores. Those of data-centre chips have time to spare while weights are
    decoded, and experts are seldom asked for twice their share. GeForce chips add in float32 at
    half their rate: there, tiles half empty would take longer than the memory.

    Args:
        pairs: of a token and an expert that answers it.
        experts: E.
        capability: of the chip, such as 90.
    """
    share = pairs / experts * (2 if capability in _DATA_CENTRE else 1)
    return next((tile for tile in EXPERT_TILES if share <= tile.tokens), EXPERT_TILES[-1])


def dense_tile(tokens: int) -> Tile:
    """Return the tile for a number of tokens."""
    return DENSE_TILES[tokens > _FEW_TOKENS]
