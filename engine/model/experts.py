"""The experts' answers with weights in any format; knows no layers."""

import torch
from torch.nn import functional

from engine.model.int8 import Int8Weight
from engine.model.nf4 import Nf4Weight
from engine.model.weight import Weight, dequantize


def ask_experts(
    hidden: torch.Tensor,
    gate_up: Weight,
    down: Weight,
    chosen: torch.Tensor,
    weights: torch.Tensor,
) -> torch.Tensor:
    """Return the weighted sum of the chosen experts' answers, [T, H]."""
    answer = torch.zeros_like(hidden)
    for expert in chosen.unique().tolist():
        slot, token = torch.where(chosen.t() == expert)
        gate, up = functional.linear(
            hidden[token], dequantize(_one(gate_up, expert), hidden.dtype)
        ).chunk(2, dim=-1)
        inner = functional.gelu(gate, approximate="tanh") * up
        out = functional.linear(inner, dequantize(_one(down, expert), hidden.dtype))
        out = out * weights[token, slot, None]
        answer.index_add_(0, token, out.to(answer.dtype))
    return answer


def _one(weight: Weight, expert: int) -> Weight:
    """Return the weights of one expert."""
    if isinstance(weight, Nf4Weight):
        return Nf4Weight(weight.packed[expert], weight.absmax[expert])
    if isinstance(weight, Int8Weight):
        return Int8Weight(weight.values[expert], weight.scales[expert])
    return weight[expert]
