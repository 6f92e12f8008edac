"""The experts' answers with weights in any format; knows no layers.

NF4 weights on a GPU are never given back their numbers: the kernels of :mod:`engine.kernels` read
them as they are. Every other weight is dequantized, one expert at a time.
"""

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
    """Return the weighted sum of the chosen experts' answers.

    The results are those of transformers' module with the dequantized weights, to the last bit;
    never more than one expert's weights are dequantized at a time. The kernels round otherwise:
    they multiply by the codes of NF4 in bfloat16 and scale and sum in float32.

    Args:
        hidden: [T, H].
        gate_up: [E, 2 I, H], the gate's rows first.
        down: [E, H, I].
        chosen: int64 [T, K], numbers of the experts that answer.
        weights: float32 [T, K], of their answers.

    Returns:
        [T, H].
    """
    if hidden.is_cuda and isinstance(gate_up, Nf4Weight) and isinstance(down, Nf4Weight):
        # Triton is there where torch's CUDA build is.
        from engine.kernels import launch

        return launch.ask_experts(hidden, gate_up, down, chosen, weights)
    tokens, answers = chosen.shape
    asked, order = torch.sort(chosen.flatten())
    counts = torch.bincount(asked, minlength=gate_up.shape[0]).tolist()
    wide = _by_expert(hidden[order // answers], gate_up, counts)
    gate, up = wide.chunk(2, dim=-1)
    inner = functional.gelu(gate, approximate="tanh") * up
    weighted = _by_expert(inner, down, counts) * weights.flatten()[order, None]
    placed = torch.empty_like(weighted).index_copy_(0, order, weighted)
    return placed.view(tokens, answers, -1).sum(dim=1).to(hidden.dtype)


def wait_for_host(gate_up: Weight, down: Weight) -> bool:
    """Say whether the host has to count the tokens of each expert, which no CUDA graph can hold."""
    return not (isinstance(gate_up, Nf4Weight) and isinstance(down, Nf4Weight))


def _by_expert(rows: torch.Tensor, weight: Weight, counts: list[int]) -> torch.Tensor:
    """Multiply rows [S, K] that are sorted by expert by their experts' weights [E, N, K]."""
    return torch.cat(
        [
            functional.linear(part, dequantize(_one(weight, expert), rows.dtype))
            for expert, part in enumerate(rows.split(counts))
            if part.shape[0]
        ]
    )


def _one(weight: Weight, expert: int) -> Weight:
    """Return the weights of one expert."""
    if isinstance(weight, Nf4Weight):
        return Nf4Weight(weight.packed[expert], weight.absmax[expert])
    if isinstance(weight, Int8Weight):
        return Int8Weight(weight.values[expert], weight.scales[expert])
    return weight[expert]
