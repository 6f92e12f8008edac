"""The decoding assembly, run instruction by instruction, against the formats."""

import random

import torch

from engine.kernels import int8_matmul, nf4_decode
from engine.model.nf4 import CODE
from tests.engine.kernels.ptx import halves, run


def test_the_code_book_is_that_of_nf4_as_bfloat16() -> None:
    assert nf4_decode.code_book() == tuple(torch.tensor(CODE).bfloat16().tolist())


def test_every_byte_of_nf4_at_every_place() -> None:
    book = nf4_decode.code_book()
    others = random.Random(0)
    for place in range(4):
        for byte in range(256):
            packed = bytearray(others.randbytes(4))
            packed[place] = byte
            registers = run(nf4_decode.assembly(), {"$4": int.from_bytes(packed, "little")})
            even = (*halves(registers["$0"]), *halves(registers["$1"]))
            odd = (*halves(registers["$2"]), *halves(registers["$3"]))
            assert even == tuple(book[each >> 4] for each in packed)
            assert odd == tuple(book[each & 0xF] for each in packed)


def test_every_int8_at_every_place() -> None:
    for number in range(-128, 128):
        numbers = (number, -number if number > -128 else 127, number // 2, number ^ 1)
        packed = int.from_bytes(bytes(each & 0xFF for each in numbers), "little")
        registers = run(int8_matmul.ASSEMBLY.value, {"$2": packed})
        assert (*halves(registers["$0"]), *halves(registers["$1"])) == numbers
