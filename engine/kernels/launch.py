"""What the kernels compute, as functions of tensors; knows no modules.

Written for a GPU and computed in bfloat16 there. Where Triton interprets the kernels on the CPU,
as the tests have it, they compute in float32. Not run on a GPU yet.
"""

import torch
import triton
import triton.language as tl

from engine.kernels.int8_matmul import dense_int8_kernel
from engine.kernels.jit import Kernel
from engine.kernels.nf4_matmul import dense_nf4_kernel, down_kernel, gate_up_kernel
from engine.kernels.routing import plan_tiles
from engine.kernels.tiles import dense_tile, expert_tile
from engine.model.int8 import Int8Weight
from engine.model.nf4 import BLOCK, Nf4Weight


def ask_experts(
    hidden: torch.Tensor,
    gate_up: Nf4Weight,
    down: Nf4Weight,
    chosen: torch.Tensor,
    weights: torch.Tensor,
) -> torch.Tensor:
    """Return what the chosen experts answer, weighted and summed in the order of the slots.

    Args:
        hidden: [T, H] bfloat16, contiguous.
        gate_up: [E, 2 I, H], the gate's rows first.
        down: [E, H, I].
        chosen: int64 [T, answers].
        weights: float32 [T, answers], what an answer counts.

    Returns:
        [T, H] in the type of ``hidden``.

    Raises:
        ValueError: H or I is no multiple of 64, or ``hidden`` is on a GPU and not bfloat16.
    """
    experts, height, width = down.shape
    compute = _compute_type(hidden, height, width)
    tokens, answers = chosen.shape
    pairs = tokens * answers
    tile = expert_tile(pairs, experts, _capability(hidden))
    plan = plan_tiles(chosen, experts, tile.tokens)
    inner = hidden.new_empty(pairs, width)
    answer = hidden.new_empty(pairs, height)
    tables = (plan.order, plan.tile_expert, plan.tile_first, plan.tile_end)
    sizes = (height, width, tile.rows, tile.tokens, compute)
    gate_up_kernel[(plan.tiles, triton.cdiv(2 * width, tile.rows))](
        split_columns(hidden),
        gate_up.packed,
        gate_up.absmax,
        *tables,
        inner,
        answers,
        *sizes,
        num_warps=tile.warps,
        num_stages=tile.stages,
    )
    down_kernel[(plan.tiles, triton.cdiv(height, tile.rows))](
        inner,
        down.packed,
        down.absmax,
        *tables,
        weights.contiguous(),
        answer,
        *sizes,
        num_warps=tile.warps,
        num_stages=tile.stages,
    )
    return answer.view(tokens, answers, height).sum(1)


def linear_nf4(x: torch.Tensor, weight: Nf4Weight) -> torch.Tensor:
    """Return ``x`` [..., K] times the transpose of ``weight`` [N, K]: [..., N].

    Raises:
        ValueError: K is no multiple of 64, or ``x`` is on a GPU and not bfloat16.
    """
    rows = x.reshape(-1, weight.shape[-1])
    return _multiply(dense_nf4_kernel, x, split_columns(rows), weight, weight.packed, weight.absmax)


def linear_int8(x: torch.Tensor, weight: Int8Weight) -> torch.Tensor:
    """Return ``x`` [..., K] times the transpose of ``weight`` [N, K]: [..., N].

    Raises:
        ValueError: K is no multiple of 64, or ``x`` is on a GPU and not bfloat16.
    """
    rows = x.reshape(-1, weight.shape[-1]).contiguous()
    return _multiply(dense_int8_kernel, x, rows, weight, weight.values, weight.scales)


def _multiply(
    kernel: Kernel,
    x: torch.Tensor,
    rows: torch.Tensor,
    weight: Nf4Weight | Int8Weight,
    numbers: torch.Tensor,
    scales: torch.Tensor,
) -> torch.Tensor:
    """Start the kernel of a dense weight.

    Args:
        kernel: of the weight's format.
        x: [..., K], the input.
        rows: [T, K], the input as the kernel reads it.
        weight: [N, K].
        numbers: the weight's.
        scales: the weight's.

    Returns:
        [..., N].
    """
    height, width = weight.shape
    compute = _compute_type(x, width)
    tokens = rows.shape[0]
    output = x.new_empty(tokens, height)
    tile = dense_tile(tokens)
    kernel[(triton.cdiv(tokens, tile.tokens), triton.cdiv(height, tile.rows))](
        rows,
        numbers,
        scales,
        output,
        tokens,
        height,
        width,
        tile.rows,
        tile.tokens,
        compute,
        num_warps=tile.warps,
        num_stages=tile.stages,
    )
    return output.view(*x.shape[:-1], height)


def split_columns(x: torch.Tensor) -> torch.Tensor:
    """Return a copy of ``x`` [T, K] whose even columns come before its odd ones."""
    # Of a row that repeats one number, reshaping makes no copy.
    return x.reshape(x.shape[0], -1, 2).transpose(1, 2).reshape(x.shape).contiguous()


def _capability(x: torch.Tensor) -> int:
    """Return the compute capability of the chip that ``x`` is on, such as 90; 0 for a CPU."""
    if not x.is_cuda:
        return 0
    major, minor = torch.cuda.get_device_capability(x.device)
    return 10 * major + minor


def _compute_type(x: torch.Tensor, *widths: int) -> tl.dtype:
    """Return the type that a kernel computes in, of inputs that it can take."""
    odd = [width for width in widths if width % BLOCK]
    if odd:
        raise ValueError(f"the kernels take rows of a multiple of {BLOCK} weights, not of {odd[0]}")
    if not x.is_cuda:
        return tl.float32
    if x.dtype != torch.bfloat16:
        raise ValueError(f"the kernels compute in bfloat16; the input is {x.dtype}")
    return tl.bfloat16
