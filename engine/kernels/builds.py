"""The kernels as they are started for the 26B model, to be compiled where no GPU is at hand."""

from collections.abc import Callable, Mapping

import triton.language as tl

from engine.kernels.int8_matmul import dense_int8_kernel
from engine.kernels.machine_code import Build
from engine.kernels.nf4_matmul import dense_nf4_kernel, down_kernel, gate_up_kernel
from engine.kernels.tiles import DENSE_TILES, EXPERT_TILES, Tile

HIDDEN = 2816
EXPERT_WIDTH = 704
ANSWERS = 8
_PLAN = dict.fromkeys(("order", "tile_expert", "tile_first", "tile_end"), "*i32")
_NF4 = {"packed": "*u8", "absmax": "*bf16"}


def gate_up_build(tile: Tile) -> Build:
    """Return the kernel of the experts' gates and the rows above."""
    return _build(
        gate_up_kernel,
        {"x": "*bf16", **_NF4, **_PLAN, "inner": "*bf16"},
        {"answers": ANSWERS, "hidden": HIDDEN, "width": EXPERT_WIDTH},
        tile,
        _step(HIDDEN, tile),
    )


def down_build(tile: Tile) -> Build:
    """Return the kernel of the experts' answers."""
    return _build(
        down_kernel,
        {"inner": "*bf16", **_NF4, **_PLAN, "weights": "*fp32", "answer": "*bf16"},
        {"hidden": HIDDEN, "width": EXPERT_WIDTH},
        tile,
        _step(EXPERT_WIDTH, tile),
    )


def dense_nf4_build(tile: Tile) -> Build:
    """Return the kernel of a dense NF4 weight."""
    return _build(
        dense_nf4_kernel,
        {"x": "*bf16", **_NF4, "output": "*bf16", "tokens": "i32"},
        {"height": HIDDEN, "width": HIDDEN},
        tile,
        _step(HIDDEN, tile),
    )


def dense_int8_build(tile: Tile) -> Build:
    """Return the kernel of a dense int8 weight."""
    return _build(
        dense_int8_kernel,
        {"x": "*bf16", "values": "*i8", "scales": "*fp32", "output": "*bf16", "tokens": "i32"},
        {"height": HIDDEN, "width": HIDDEN},
        tile,
        64,
    )


def expert_builds() -> dict[str, Build]:
    """Return the experts' kernels with every tile, by name."""
    makers = {"gate and up": gate_up_build, "down": down_build}
    return _named(makers, EXPERT_TILES)


def dense_builds() -> dict[str, Build]:
    """Return the dense kernels with every tile, by name."""
    makers = {"dense NF4": dense_nf4_build, "dense int8": dense_int8_build}
    return _named(makers, DENSE_TILES)


def _named(
    makers: Mapping[str, Callable[[Tile], Build]], tiles: tuple[Tile, ...]
) -> dict[str, Build]:
    return {
        f"{name}, {tile.rows} x {tile.tokens}": make(tile)
        for tile in tiles
        for name, make in makers.items()
    }


def _step(width: int, tile: Tile) -> int:
    """Return how many weights of a row a step takes: two blocks where ``multiply_nf4`` can."""
    return 128 if width % 128 == 0 and tile.tokens <= 32 else 64


def _build(
    kernel: object, arguments: dict[str, str], sizes: dict[str, int], tile: Tile, step: int
) -> Build:
    return Build(
        kernel=kernel,
        arguments=arguments,
        constants={
            **sizes,
            "block_rows": tile.rows,
            "block_tokens": tile.tokens,
            "compute": tl.bfloat16,
        },
        warps=tile.warps,
        stages=tile.stages,
        weights=tile.rows * step,
    )
