"""The kernels on a GPU: against the plain way in bfloat16, and inside a CUDA graph."""

import pytest
import torch

from engine.kernels import launch
from engine.model import experts
from engine.model.int8 import Int8Weight, dequantize_int8, quantize_int8
from engine.model.nf4 import Nf4Weight, dequantize_nf4, quantize_nf4

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]
EXPERTS, ANSWERS, HEIGHT, WIDTH = 16, 4, 2816, 704


def draw_nf4(generator: torch.Generator, *shape: int) -> Nf4Weight:
    weight = quantize_nf4((torch.randn(shape, generator=generator) * 0.02).bfloat16())
    return Nf4Weight(weight.packed.cuda(), weight.absmax.cuda())


def draw_question(tokens: int, seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    hidden = torch.randn(tokens, HEIGHT, generator=generator).bfloat16()
    chosen = torch.rand(tokens, EXPERTS, generator=generator).topk(ANSWERS).indices
    weights = torch.rand(tokens, ANSWERS, generator=generator)
    return hidden.cuda(), chosen.cuda(), weights.cuda()


def near(found: torch.Tensor, expected: torch.Tensor) -> bool:
    error = (found.float() - expected.float()).norm() / expected.float().norm()
    return bool(error < 1e-2)


@pytest.mark.parametrize("tokens", [1, 16, 64, 256, 1000])
def test_experts_answer_as_dequantized_ones(tokens: int) -> None:
    generator = torch.Generator().manual_seed(0)
    gate_up = draw_nf4(generator, EXPERTS, 2 * WIDTH, HEIGHT)
    down = draw_nf4(generator, EXPERTS, HEIGHT, WIDTH)
    hidden, chosen, weights = draw_question(tokens, tokens)
    found = launch.ask_experts(hidden, gate_up, down, chosen, weights)
    plain = experts.ask_experts(
        hidden,
        dequantize_nf4(gate_up, torch.bfloat16),
        dequantize_nf4(down, torch.bfloat16),
        chosen,
        weights,
    )
    assert near(found, plain)
    again = launch.ask_experts(hidden, gate_up, down, chosen, weights)
    assert torch.equal(found, again)


@pytest.mark.parametrize("tokens", [1, 256, 2048])
def test_dense_weights(tokens: int) -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(tokens, HEIGHT, generator=generator).bfloat16().cuda()
    nf4 = draw_nf4(generator, 1000, HEIGHT)
    assert near(launch.linear_nf4(x, nf4), x @ dequantize_nf4(nf4, torch.bfloat16).T)
    int8 = quantize_int8(torch.randn(1000, HEIGHT, generator=generator))
    int8 = Int8Weight(int8.values.cuda(), int8.scales.cuda())
    assert near(launch.linear_int8(x, int8), x @ dequantize_int8(int8, torch.bfloat16).T)


def test_a_graph_replays_for_other_experts() -> None:
    generator = torch.Generator().manual_seed(0)
    gate_up = draw_nf4(generator, EXPERTS, 2 * WIDTH, HEIGHT)
    down = draw_nf4(generator, EXPERTS, HEIGHT, WIDTH)
    hidden, chosen, weights = draw_question(256, 1)
    launch.ask_experts(hidden, gate_up, down, chosen, weights)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        found = launch.ask_experts(hidden, gate_up, down, chosen, weights)
    for seed in (2, 3):
        for buffer, value in zip((hidden, chosen, weights), draw_question(256, seed), strict=True):
            buffer.copy_(value)
        graph.replay()
        expected = launch.ask_experts(hidden, gate_up, down, chosen, weights)
        assert torch.equal(found, expected)
