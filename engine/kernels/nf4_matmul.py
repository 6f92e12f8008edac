"""Products of NF4 weights and tokens, the experts' and dense ones; knows no torch and no modules.

The product is computed transposed, weights times tokens: the weights are the left operand, so they
are decoded into the very registers that the tensor cores read, each by one thread alone, and a
tile may be as narrow as the 16 to 32 tokens that ask one expert. The scale of a block multiplies
the partial sums of that block in float32, which is more exact than scaling the weights and costs
less as long as a tile has fewer than 32 tokens.

Tokens come with their even columns before their odd ones: a byte holds an even and the next odd
weight, and nothing has to be interleaved when the even weights meet the even columns.
"""

import triton.language as tl

from engine.kernels.jit import jit
from engine.kernels.nf4_decode import decode_nf4

# gelu in its tanh form is x sigmoid(2 sqrt(2 / pi) (x + 0.044715 x^3)); this is -2 sqrt(2 / pi).
GELU_SLOPE = tl.constexpr(-1.5957691216057308)
GELU_CUBE = tl.constexpr(0.044715)


@jit
def multiply_block(
    x: tl.tensor, packed: tl.tensor, width: tl.constexpr, compute: tl.constexpr
) -> tl.tensor:
    """Return float32 [block_rows, block_tokens]: one block of 64 columns, without its scale.

    Args:
        x: addresses of the block's even columns, [block_tokens, 32].
        packed: addresses of the block's bytes, [block_rows, 32].
        width: K; the odd columns lie K / 2 after the even ones.
        compute: see :func:`multiply_nf4`.
    """
    even, odd = decode_nf4(tl.load(packed), compute)
    x_even = tl.load(x).to(compute)
    x_odd = tl.load(x + width // 2).to(compute)
    return tl.dot(odd, x_odd.trans(), tl.dot(even, x_even.trans()))


@jit
def multiply_nf4(
    x: tl.tensor,
    packed: tl.tensor,
    absmax: tl.tensor,
    tokens: tl.tensor,
    rows: tl.tensor,
    width: tl.constexpr,
    block_rows: tl.constexpr,
    block_tokens: tl.constexpr,
    compute: tl.constexpr,
) -> tl.tensor:
    """Return float32 [block_rows, block_tokens], rows of a weight times tokens.

    A step takes two blocks of every row, 64 bytes of memory in a piece, where the row has an even
    number of them and the tile is narrow enough for the registers; else one. Scales are too narrow
    to be copied in the background: a step loads those of the next one.

    Args:
        x: [..., width], even columns first.
        packed: uint8 [..., width / 2].
        absmax: [..., width / 64].
        tokens: int [block_tokens], rows of x.
        rows: int [block_rows], rows of the weight.
        width: K, a multiple of 64.
        block_rows: of a tile.
        block_tokens: of a tile.
        compute: what the products are computed in: bfloat16, or float32 in the interpreter.
    """
    blocks: tl.constexpr = width // 64
    paired: tl.constexpr = blocks % 2 == 0 and block_tokens <= 32
    column = tl.arange(0, 32)[None, :]
    packed += rows[:, None] * (width // 2) + column
    x += tokens[:, None] * width + column
    total = tl.full((block_rows, block_tokens), 0.0, tl.float32)
    if paired:
        two = tl.arange(0, 2)[None, :]
        absmax += rows[:, None] * blocks + two
        scales = tl.load(absmax)
        for block in range(0, blocks, 2):
            absmax += 2
            next_scales = tl.load(absmax, mask=two + block + 2 < blocks, other=0.0)
            first_scale, second_scale = scales.to(tl.float32).split()
            total += multiply_block(x, packed, width, compute) * first_scale[:, None]
            total += multiply_block(x + 32, packed + 32, width, compute) * second_scale[:, None]
            scales = next_scales
            packed += 64
            x += 64
    else:
        absmax += rows * blocks
        scale = tl.load(absmax)
        for block in range(blocks):
            # The last step loads its own scale again.
            next_scale = tl.load(absmax + tl.minimum(block + 1, blocks - 1))
            part = multiply_block(x, packed, width, compute)
            total += part * scale.to(tl.float32)[:, None]
            scale = next_scale
            packed += 32
            x += 32
    return total


@jit
def gelu_times_up(both: tl.tensor, half: tl.constexpr, block_tokens: tl.constexpr) -> tl.tensor:
    """Return ``gelu(gate) * up`` [half, block_tokens] of both, [2 half, block_tokens]."""
    gate, up = both.reshape(2, half, block_tokens).permute(1, 2, 0).split()
    bent = gate + gate * gate * gate * GELU_CUBE
    return gate / (1.0 + tl.exp(bent * GELU_SLOPE)) * up


@jit
def gate_and_up_rows(start: tl.tensor, half: tl.constexpr, width: tl.constexpr) -> tl.tensor:
    """Return the numbers of ``half`` rows of the gate from ``start`` on, and of those of up.

    The last tile repeats rows that are not there: their results are not stored.
    """
    row = tl.arange(0, 2 * half)
    return tl.minimum(start + row % half, width - 1) + row // half * width


@jit
def gate_up_kernel(
    x: tl.tensor,
    packed: tl.tensor,
    absmax: tl.tensor,
    order: tl.tensor,
    tile_expert: tl.tensor,
    tile_first: tl.tensor,
    tile_end: tl.tensor,
    inner: tl.tensor,
    answers: tl.constexpr,
    hidden: tl.constexpr,
    width: tl.constexpr,
    block_rows: tl.constexpr,
    block_tokens: tl.constexpr,
    compute: tl.constexpr,
) -> None:
    """Write ``gelu(gate) * up`` of one tile's pairs: half of its rows are the gate's.

    Args:
        x: [T, hidden], even columns first.
        packed: uint8 [E, 2 width, hidden / 2], the gate's rows first.
        absmax: [E, 2 width, hidden / 64].
        order: int32 [pairs], the pairs by expert; a pair is ``token * answers + slot``.
        tile_expert: int32 [tiles].
        tile_first: int32 [tiles], the first place in ``order``.
        tile_end: int32 [tiles], the place after the last; that of an unused tile is 0.
        inner: [pairs, width], written, even columns first.
        answers: experts that answer a token.
        hidden: H.
        width: I.
        block_rows: of a tile.
        block_tokens: of a tile.
        compute: see :func:`multiply_nf4`.
    """
    tile = tl.program_id(0)
    end = tl.load(tile_end + tile)
    if end == 0:
        return
    half: tl.constexpr = block_rows // 2
    start = tl.program_id(1) * half
    place = tl.load(tile_first + tile) + tl.arange(0, block_tokens)
    pair = tl.load(order + place, mask=place < end, other=0)
    weight = tl.load(tile_expert + tile).to(tl.int64) * (width * hidden)
    both = multiply_nf4(
        x,
        packed + weight,
        absmax + weight // 32,
        pair // answers,
        gate_and_up_rows(start, half, width),
        hidden,
        block_rows,
        block_tokens,
        compute,
    )
    active = gelu_times_up(both, half, block_tokens)
    column = start + tl.arange(0, half)
    inner += pair[None, :] * width + (column % 2 * (width // 2) + column // 2)[:, None]
    tl.store(
        inner, active.to(inner.dtype.element_ty), mask=(place < end) & (column < width)[:, None]
    )


@jit
def down_kernel(
    inner: tl.tensor,
    packed: tl.tensor,
    absmax: tl.tensor,
    order: tl.tensor,
    tile_expert: tl.tensor,
    tile_first: tl.tensor,
    tile_end: tl.tensor,
    weights: tl.tensor,
    answer: tl.tensor,
    hidden: tl.constexpr,
    width: tl.constexpr,
    block_rows: tl.constexpr,
    block_tokens: tl.constexpr,
    compute: tl.constexpr,
) -> None:
    """Write the weighted answer of the expert to each pair of one tile, [pairs, hidden].

    Args:
        inner: [pairs, width], even columns first.
        packed: uint8 [E, hidden, width / 2].
        absmax: [E, hidden, width / 64].
        order: int32 [pairs], as for :func:`gate_up_kernel`, and so the next three.
        tile_expert: int32 [tiles].
        tile_first: int32 [tiles].
        tile_end: int32 [tiles].
        weights: float32 [pairs], what an answer counts.
        answer: [pairs, hidden], written.
        hidden: H.
        width: I.
        block_rows: of a tile.
        block_tokens: of a tile.
        compute: see :func:`multiply_nf4`.
    """
    tile = tl.program_id(0)
    end = tl.load(tile_end + tile)
    if end == 0:
        return
    place = tl.load(tile_first + tile) + tl.arange(0, block_tokens)
    pair = tl.load(order + place, mask=place < end, other=0)
    expert = tl.load(tile_expert + tile).to(tl.int64)
    row = tl.program_id(1) * block_rows + tl.arange(0, block_rows)
    total = multiply_nf4(
        inner,
        packed + expert * (hidden * width // 2),
        absmax + expert * (hidden * width // 64),
        pair,
        tl.minimum(row, hidden - 1),
        width,
        block_rows,
        block_tokens,
        compute,
    )
    total *= tl.load(weights + pair)[None, :]
    answer += pair[None, :] * hidden + row[:, None]
    stored = (place < end)[None, :] & (row < hidden)[:, None]
    tl.store(answer, total.to(answer.dtype.element_ty), mask=stored)


@jit
def dense_nf4_kernel(
    x: tl.tensor,
    packed: tl.tensor,
    absmax: tl.tensor,
    output: tl.tensor,
    tokens: tl.tensor,
    height: tl.constexpr,
    width: tl.constexpr,
    block_rows: tl.constexpr,
    block_tokens: tl.constexpr,
    compute: tl.constexpr,
) -> None:
    """Write the product of one weight and all tokens, [tokens, height].

    Args:
        x: [tokens, width], even columns first.
        packed: uint8 [height, width / 2].
        absmax: [height, width / 64].
        output: [tokens, height], written.
        tokens: how many there are.
        height: N.
        width: K.
        block_rows: of a tile.
        block_tokens: of a tile.
        compute: see :func:`multiply_nf4`.
    """
    place = tl.program_id(0) * block_tokens + tl.arange(0, block_tokens)
    row = tl.program_id(1) * block_rows + tl.arange(0, block_rows)
    total = multiply_nf4(
        x,
        packed,
        absmax,
        tl.minimum(place, tokens - 1),
        tl.minimum(row, height - 1),
        width,
        block_rows,
        block_tokens,
        compute,
    )
    output += place[None, :] * height + row[:, None]
    stored = (place < tokens)[None, :] & (row < height)[:, None]
    tl.store(output, total.to(output.dtype.element_ty), mask=stored)
