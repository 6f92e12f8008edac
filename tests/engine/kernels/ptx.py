"""A few instructions of PTX on plain numbers, to check assembly where no GPU can run it."""

import struct

BITS = 0xFFFFFFFF


def _permute(low: int, high: int, selector: int) -> int:
    table = low.to_bytes(4, "little") + high.to_bytes(4, "little")
    chosen = []
    for place in range(4):
        half = selector >> 4 * place & 0xF
        byte = table[half & 7]
        chosen.append((0xFF if byte & 0x80 else 0) if half & 8 else byte)
    return int.from_bytes(bytes(chosen), "little")


def _logic(first: int, second: int, third: int, table: int) -> int:
    result = 0
    for bit in range(32):
        index = (first >> bit & 1) << 2 | (second >> bit & 1) << 1 | third >> bit & 1
        result |= (table >> index & 1) << bit
    return result


def halves(word: int) -> tuple[float, float]:
    """Return the two bfloat16 of a word, the lower one first."""
    parts = ((word << 16) & BITS).to_bytes(4, "little") + (word & 0xFFFF0000).to_bytes(4, "little")
    low, high = struct.unpack("<2f", parts)
    return low, high


def _fused(first: int, second: int, third: int) -> int:
    words = []
    for a, b, c in zip(halves(first), halves(second), halves(third), strict=True):
        bits = int.from_bytes(struct.pack("<f", a * b + c), "little")
        if bits & 0xFFFF:
            raise ValueError(f"{a * b + c} is no bfloat16")
        words.append(bits >> 16)
    return words[1] << 16 | words[0]


def run(assembly: str, operands: dict[str, int]) -> dict[str, int]:
    """Return all registers after a block of assembly.

    Args:
        assembly: one instruction a line.
        operands: the inputs by name, such as "$4".

    Raises:
        ValueError: an instruction is unknown.
    """
    registers = {"%lanemask_eq": 1 << 5, "%lanemask_lt": (1 << 5) - 1} | operands

    def value(name: str) -> int:
        return registers[name] if name in registers else int(name, 0)

    for line in assembly.strip("{}\n").splitlines():
        if line.startswith(".reg"):
            continue
        name, rest = line.rstrip(";").split(" ", 1)
        target, *sources = rest.split(", ")
        inputs = [value(source) for source in sources]
        match name, inputs:
            case (("mov.u32" | "mov.b32"), [only]):
                result = only
            case "and.b32", [first, second]:
                result = first & second
            case "xor.b32", [first, second]:
                result = first ^ second
            case "shl.b32", [first, second]:
                result = first << second & BITS
            case "shr.u32", [first, second]:
                result = first >> second
            case "prmt.b32", [first, second, selector]:
                result = _permute(first, second, selector)
            case "lop3.b32", [first, second, third, table]:
                result = _logic(first, second, third, table)
            case "fma.rn.bf16x2", [first, second, third]:
                result = _fused(first, second, third)
            case _:
                raise ValueError(f"unknown instruction: {line}")
        registers[target] = result
    return registers
