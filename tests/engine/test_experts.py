"""Quantized experts answer as transformers' module does with their dequantized weights."""

import pytest
import torch
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import (
    DiffusionGemmaTextConfig,
)
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import DiffusionGemmaTextExperts

from engine.model.experts import ask_experts
from engine.model.int8 import quantize_int8
from engine.model.nf4 import quantize_nf4
from engine.model.weight import Weight, dequantize

EXPERTS, ANSWERS, HEIGHT, WIDTH = 6, 2, 128, 64


def in_format(name: str, weight: torch.Tensor) -> Weight:
    if name == "nf4":
        return quantize_nf4(weight)
    return quantize_int8(weight) if name == "int8" else weight


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("name", ["nf4", "int8", "plain"])
def test_the_answers_are_those_of_the_module(name: str, dtype: torch.dtype) -> None:
    generator = torch.Generator().manual_seed(0)
    shapes = ((EXPERTS, 2 * WIDTH, HEIGHT), (EXPERTS, HEIGHT, WIDTH))
    gate_up, down = (
        in_format(name, (torch.randn(shape, generator=generator) * 0.1).to(dtype))
        for shape in shapes
    )
    config = DiffusionGemmaTextConfig(
        hidden_size=HEIGHT,
        num_experts=EXPERTS,
        top_k_experts=ANSWERS,
        moe_intermediate_size=WIDTH,
    )
    config._experts_implementation = "grouped_mm"
    module = DiffusionGemmaTextExperts(config).to(dtype).requires_grad_(False)
    module.gate_up_proj.copy_(dequantize(gate_up, dtype))
    module.down_proj.copy_(dequantize(down, dtype))
    hidden = torch.randn(9, HEIGHT, generator=generator).to(dtype)
    # The last expert is asked nothing.
    chosen = torch.rand(9, EXPERTS - 1, generator=generator).topk(ANSWERS).indices
    weights = torch.rand(9, ANSWERS, generator=generator)
    found = ask_experts(hidden, gate_up, down, chosen, weights)
    assert torch.equal(found, module(hidden, chosen, weights))
