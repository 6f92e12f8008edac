"""The kernels against plain products; where there is no GPU, Triton's interpreter runs them."""

import pytest
import torch

from engine.kernels import launch
from engine.kernels.nf4_decode import code_book
from engine.model import experts
from engine.model.int8 import dequantize_int8, quantize_int8
from engine.model.nf4 import BLOCK, Nf4Weight, quantize_nf4

pytestmark = pytest.mark.skipif(
    torch.cuda.is_available(), reason="kernels are compiled here, not interpreted"
)


def draw_nf4(generator: torch.Generator, *shape: int) -> Nf4Weight:
    return quantize_nf4((torch.randn(shape, generator=generator) * 0.1).bfloat16())


def exact(weight: Nf4Weight) -> torch.Tensor:
    """Return the numbers that the kernels compute with: the codes are bfloat16, and not rounded."""
    halves = torch.stack((weight.packed >> 4, weight.packed & 0xF), dim=-1).flatten(-2)
    return torch.tensor(code_book())[halves.long()] * weight.absmax.float().repeat_interleave(
        BLOCK, dim=-1
    )


# Tokens, experts, answers, H, I: odd numbers of blocks, tiles that are not full, one token.
SIZES = ((1, 4, 2, 64, 64), (7, 3, 3, 128, 192), (21, 5, 1, 192, 64), (40, 2, 2, 64, 128))


@pytest.mark.parametrize("sizes", SIZES)
def test_experts_answer_as_plain_ones(sizes: tuple[int, int, int, int, int]) -> None:
    tokens, count, answers, height, width = sizes
    generator = torch.Generator().manual_seed(sum(sizes))
    gate_up = draw_nf4(generator, count, 2 * width, height)
    down = draw_nf4(generator, count, height, width)
    hidden = torch.randn(tokens, height, generator=generator)
    chosen = torch.rand(tokens, count, generator=generator).topk(answers).indices
    weights = torch.rand(tokens, answers, generator=generator)
    found = launch.ask_experts(hidden, gate_up, down, chosen, weights)
    expected = experts.ask_experts(hidden, exact(gate_up), exact(down), chosen, weights)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)
    # The codes of NF4 as bfloat16 are those of the reference but for their last bits.
    close = experts.ask_experts(hidden, gate_up, down, chosen, weights)
    assert (found - close).norm() < 4e-3 * close.norm()


def test_one_expert_takes_all_and_the_others_none() -> None:
    generator = torch.Generator().manual_seed(1)
    gate_up, down = draw_nf4(generator, 6, 128, 64), draw_nf4(generator, 6, 64, 64)
    hidden = torch.randn(37, 64, generator=generator)
    chosen = torch.full((37, 1), 4)
    weights = torch.rand(37, 1, generator=generator)
    found = launch.ask_experts(hidden, gate_up, down, chosen, weights)
    expected = experts.ask_experts(hidden, exact(gate_up), exact(down), chosen, weights)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("sizes", [(1, 8, 64), (33, 72, 192), (5, 130, 128)])
def test_a_dense_nf4_weight(sizes: tuple[int, int, int]) -> None:
    tokens, height, width = sizes
    generator = torch.Generator().manual_seed(tokens)
    weight = draw_nf4(generator, height, width)
    x = torch.randn(tokens, width, generator=generator)
    found = launch.linear_nf4(x, weight)
    torch.testing.assert_close(found, x @ exact(weight).T, rtol=1e-4, atol=1e-4)


def test_a_dense_int8_weight_and_leading_dimensions() -> None:
    generator = torch.Generator().manual_seed(2)
    weight = quantize_int8(torch.randn(72, 192, generator=generator))
    x = torch.randn(2, 19, 192, generator=generator)
    expected = x @ dequantize_int8(weight, torch.float32).T
    torch.testing.assert_close(launch.linear_int8(x, weight), expected, rtol=1e-4, atol=1e-4)


def test_many_tokens_take_the_wider_tile() -> None:
    generator = torch.Generator().manual_seed(3)
    weight = draw_nf4(generator, 16, 64)
    x = torch.randn(257, 64, generator=generator)
    found = launch.linear_nf4(x, weight)
    torch.testing.assert_close(found, x @ exact(weight).T, rtol=1e-4, atol=1e-4)


def test_rows_that_are_no_whole_blocks_are_refused() -> None:
    weight = quantize_nf4(torch.ones(8, 96))
    with pytest.raises(ValueError, match="multiple of 64 weights, not of 96"):
        launch.linear_nf4(torch.ones(2, 96), weight)


def test_columns_that_repeat_one_number_are_split_into_a_copy() -> None:
    repeated = torch.arange(3.0)[:, None].expand(-1, 64)
    split = launch.split_columns(repeated)
    assert split.is_contiguous()
    assert torch.equal(split, repeated)
