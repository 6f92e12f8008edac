"""NF4 is bitsandbytes' NF4, to the last bit."""

import pytest
import torch
from bitsandbytes.functional import QuantState, dequantize_4bit, get_4bit_type, quantize_4bit

from engine.model.nf4 import BLOCK, CODE, Nf4Weight, dequantize_nf4, quantize_nf4

SHAPES = ((64,), (3, 128), (2, 5, 192), (1, 704))


def draw(shape: tuple[int, ...], dtype: torch.dtype, seed: int = 0) -> torch.Tensor:
    """Return weights as trained ones are, with a few outliers, and blocks of one value."""
    generator = torch.Generator().manual_seed(seed)
    weight = torch.randn(shape, generator=generator) * 0.02
    weight *= 1 + 20 * (torch.rand(shape, generator=generator) < 0.01)
    flat = weight.view(-1, BLOCK)
    flat[0, : seed % BLOCK] = 0.0
    if len(flat) > 2:
        flat[1] = 0.0
        flat[2] = -3.0
    return weight.to(dtype)


def theirs(weight: torch.Tensor) -> tuple[torch.Tensor, QuantState]:
    return quantize_4bit(weight.contiguous(), blocksize=BLOCK, quant_type="nf4")


def test_the_code_book_is_theirs() -> None:
    assert torch.equal(torch.tensor(CODE), get_4bit_type("nf4", device="cpu"))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(4))
def test_bytes_and_scales_are_theirs(shape: tuple[int, ...], dtype: torch.dtype, seed: int) -> None:
    weight = draw(shape, dtype, seed)
    ours = quantize_nf4(weight)
    packed, state = theirs(weight)
    assert torch.equal(ours.packed.flatten(), packed.flatten())
    assert torch.equal(ours.absmax.float().flatten(), state.absmax.flatten())
    assert ours.absmax.dtype == dtype
    assert ours.shape == shape
    restored = dequantize_4bit(packed, state).view(shape)
    assert torch.equal(dequantize_nf4(ours, dtype), restored)


def test_values_between_two_codes_go_where_theirs_go() -> None:
    code = torch.tensor(CODE)
    middle = (code[:-1] + code[1:]) / 2
    around = torch.cat((middle, middle.nextafter(code[1:]), middle.nextafter(code[:-1])))
    weight = torch.nn.functional.pad(around, (0, BLOCK - len(around) - 1)).tolist()
    block = torch.tensor([*weight, 1.0])
    assert torch.equal(quantize_nf4(block).packed, theirs(block)[0].flatten())


def test_it_takes_less_than_a_third_of_bfloat16() -> None:
    weight = draw((8, 704), torch.bfloat16)
    assert quantize_nf4(weight).nbytes == weight.nbytes * (0.25 + 1 / BLOCK)


def test_the_last_block_of_a_row_may_be_short() -> None:
    weight = torch.randn(3, 96, generator=torch.Generator().manual_seed(1))
    ours = quantize_nf4(weight)
    whole, rest = quantize_nf4(weight[:, :64]), quantize_nf4(weight[:, 64:])
    assert ours.shape == (3, 96)
    assert torch.equal(ours.absmax, torch.cat((whole.absmax, rest.absmax), dim=1))
    parts = [dequantize_nf4(part, torch.float32) for part in (whole, rest)]
    assert torch.equal(dequantize_nf4(ours, torch.float32), torch.cat(parts, dim=1))


def test_a_row_that_does_not_divide_is_refused() -> None:
    with pytest.raises(ValueError, match="101 weights"):
        quantize_nf4(torch.zeros(4, 101))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_not_finite_is_refused(value: float) -> None:
    weight = torch.zeros(2, 64)
    weight[1, 5] = value
    with pytest.raises(ValueError, match="NaN or infinite"):
        quantize_nf4(weight)


def test_reading_takes_any_shape() -> None:
    weight = Nf4Weight(torch.full((2, 32), 0x7F, dtype=torch.uint8), torch.tensor([[2.0], [3.0]]))
    restored = dequantize_nf4(weight, torch.float32)
    assert torch.equal(restored, torch.tensor([[0.0, 2.0] * 32, [0.0, 3.0] * 32]))
