"""From bytes of NF4 to numbers inside a kernel; knows no matrices and no routing.

A bfloat16 has two bytes, and a code book of 16 numbers has 16 upper and 16 lower ones: each plane
fits four registers. ``prmt.b32`` looks up four bytes at once, since the four halves of a 16-bit
word are its selectors: the low three bits of a half choose among the eight bytes of two registers,
so one look-up in the negative codes (0 to 7) and one in the others (8 to 15) is made, and the
fourth bit decides which of the two counts. A decoded weight costs 21 / 8 instructions and reads no
memory. The scale of a block is left to the caller.
"""

import struct

import triton.language as tl

from engine.kernels.jit import jit
from engine.model.nf4 import CODE


def round_to_bfloat16(value: float) -> int:
    """Return the 16 bits of the bfloat16 that is nearest to a finite ``value``, ties to even."""
    bits = int.from_bytes(struct.pack("<f", value), "little")
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16


def code_book() -> tuple[float, ...]:
    """Return the 16 numbers that a kernel computes with: those of NF4 as bfloat16."""
    words = (round_to_bfloat16(value) << 16 for value in CODE)
    return tuple(struct.unpack("<f", word.to_bytes(4, "little"))[0] for word in words)


def _table_words(shift: int) -> list[str]:
    """Return one byte of each code, those at ``shift`` bits, as four words of assembly."""
    plane = bytes(round_to_bfloat16(value) >> shift & 0xFF for value in CODE)
    return [f"{int.from_bytes(plane[at : at + 4], 'little'):#010x}" for at in range(0, 16, 4)]


def assembly() -> str:
    """Return PTX that decodes four bytes, $4, to four even weights, $0 and $1, and odd, $2 and $3.

    ``prmt`` takes its first operand from a register. Were that word a known constant, the
    assembler would move it there anew for every single look-up, which doubles their cost. So it
    is combined with a zero which the assembler cannot know to be one: no thread of a warp is
    before itself.
    """
    upper, lower = _table_words(8), _table_words(0)
    tables = {"hn": upper[0], "hp": upper[2], "ln": lower[0], "lp": lower[2]}
    lines = [
        f".reg .b32 {', '.join(tables)};",
        ".reg .b32 zero, shifted, selector, mask, n, p, h, l;",
        "mov.u32 zero, %lanemask_eq;",
        "mov.u32 n, %lanemask_lt;",
        "and.b32 zero, zero, n;",
        *(f"xor.b32 {name}, zero, {word};" for name, word in tables.items()),
        "shl.b32 shifted, $4, 4;",
        "and.b32 selector, $4, 0x77777777;",
    ]
    # Of each half its top bit in all eight bits of a byte: selectors from 8 copy the sign.
    for masks, even, odd in (("0x9d8c", "$0", "$2"), ("0xbfae", "$1", "$3")):
        lines += [
            f"prmt.b32 mask, $4, shifted, {masks};",
            f"prmt.b32 n, hn, {upper[1]}, selector;",
            f"prmt.b32 p, hp, {upper[3]}, selector;",
            "lop3.b32 h, p, n, mask, 0xe4;",
            f"prmt.b32 n, ln, {lower[1]}, selector;",
            f"prmt.b32 p, lp, {lower[3]}, selector;",
            "lop3.b32 l, p, n, mask, 0xe4;",
            # The earlier weight is in the upper half of a byte: halves 1 and 3 are the even ones.
            f"prmt.b32 {even}, l, h, 0x7351;",
            f"prmt.b32 {odd}, l, h, 0x6240;",
            "shr.u32 selector, selector, 16;",
        ]
    return "{\n" + "\n".join(lines) + "\n}"


ASSEMBLY = tl.constexpr(assembly())
CODE_BOOK = tl.constexpr(code_book())


@jit
def look_up(half: tl.tensor) -> tl.tensor:
    """Return the float32 codes of numbers from 0 to 15, by comparing: for the interpreter."""
    value = half.to(tl.float32)
    for index in tl.static_range(16):
        value = tl.where(half == index, CODE_BOOK[index], value)
    return value


@jit
def decode_nf4(packed: tl.tensor, compute: tl.constexpr) -> tuple[tl.tensor, tl.tensor]:
    """Return the codes of the even and of the odd weights of packed bytes, of the same shape.

    Args:
        packed: uint8, the earlier weight in the upper half.
        compute: bfloat16 on a GPU; float32 in the interpreter, which knows no assembly.
    """
    if compute == tl.bfloat16:
        even, odd = tl.inline_asm_elementwise(
            ASSEMBLY,
            "=r,=r,=r,=r,r",
            [packed],
            dtype=(tl.bfloat16, tl.bfloat16),
            is_pure=True,
            pack=4,
        )
    else:
        even = look_up(packed >> 4)
        odd = look_up(packed & 0xF)
    return even, odd
