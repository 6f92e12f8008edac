"""Products of int8 weights and tokens; knows no torch and no modules.

Computed transposed, as those of NF4 are (see :mod:`engine.kernels.nf4_matmul`). The scale of a row
multiplies its finished sums.
"""

import triton.language as tl

from engine.kernels.jit import jit

# Two bytes go where the low bits of two bfloat16 are that count by ones, from 128: the low seven
# bits v of a byte make 128 + v. A negative number is v - 128, so 256 is taken off instead of 128,
# which is the sign bit as the lowest bit of the exponent. The difference is exact.
ASSEMBLY = tl.constexpr("""{
.reg .b32 wide, number, base, minus_one;
mov.b32 minus_one, 0xbf80bf80;
prmt.b32 wide, $2, 0, 0x4140;
lop3.b32 number, wide, 0x007f007f, 0x43004300, 0xea;
lop3.b32 base, wide, 0x00800080, 0x43004300, 0xea;
fma.rn.bf16x2 $0, base, minus_one, number;
prmt.b32 wide, $2, 0, 0x4342;
lop3.b32 number, wide, 0x007f007f, 0x43004300, 0xea;
lop3.b32 base, wide, 0x00800080, 0x43004300, 0xea;
fma.rn.bf16x2 $1, base, minus_one, number;
}""")


@jit
def decode_int8(values: tl.tensor, compute: tl.constexpr) -> tl.tensor:
    """Return int8 numbers as ``compute``: bfloat16 on a GPU, float32 in the interpreter."""
    if compute == tl.bfloat16:
        numbers = tl.inline_asm_elementwise(
            ASSEMBLY, "=r,=r,r", [values], dtype=tl.bfloat16, is_pure=True, pack=4
        )
    else:
        numbers = values.to(compute)
    return numbers


@jit
def dense_int8_kernel(
    x: tl.tensor,
    values: tl.tensor,
    scales: tl.tensor,
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
        x: [tokens, width].
        values: int8 [height, width].
        scales: float32 [height].
        output: [tokens, height], written.
        tokens: how many there are.
        height: N.
        width: K, a multiple of 64.
        block_rows: of a tile.
        block_tokens: of a tile.
        compute: what the products are computed in: bfloat16, or float32 in the interpreter.
    """
    place = tl.program_id(0) * block_tokens + tl.arange(0, block_tokens)
    row = tl.program_id(1) * block_rows + tl.arange(0, block_rows)
    # What is beyond the end repeats the last of each; those results are not stored.
    known_row = tl.minimum(row, height - 1)
    column = tl.arange(0, 64)[None, :]
    x += tl.minimum(place, tokens - 1)[:, None] * width + column
    values += known_row[:, None] * width + column
    total = tl.full((block_rows, block_tokens), 0.0, tl.float32)
    for _ in range(width // 64):
        numbers = decode_int8(tl.load(values), compute)
        total = tl.dot(numbers, tl.load(x).to(compute).trans(), total)
        values += 64
        x += 64
    total *= tl.load(scales + known_row)[:, None]
    output += place[None, :] * height + row[:, None]
    stored = (place < tokens)[None, :] & (row < height)[:, None]
    tl.store(output, total.to(output.dtype.element_ty), mask=stored)
