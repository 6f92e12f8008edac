"""One layer of DiffusionGemma with nothing computed twice: pure functions over its weights.

Every result equals that of transformers' layer to the last bit: the same operations on the same
types in the same order, but weights that read the same input are one matrix, the norms of one
input share their root mean square, and few experts are computed for all positions at once
instead of being sorted by position. Knows no cache and no sampling.
"""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch.nn import functional

from engine.model.weight import LinearWeight, Weight, linear

# Up to this many experts for each one that answers, computing them all is cheaper than sorting.
_DENSE_EXPERTS_PER_ANSWER = 4
# Up to this many numbers, torch gives an elementwise operation to a single thread.
_ONE_THREAD = 32768


class AskExperts(Protocol):
    """Experts with their weights."""

    def __call__(
        self, hidden: torch.Tensor, chosen: torch.Tensor, weights: torch.Tensor
    ) -> torch.Tensor:
        """Return the weighted answers [C, H] to ``hidden`` [C, H].

        Args:
            hidden: what the experts read.
            chosen: int64 [C, K], numbers of the experts that answer.
            weights: float32 [C, K], of their answers.
        """
        ...


@dataclass(frozen=True, slots=True)
class Gated:
    """A gated feed-forward block: ``down(gelu(gate(x)) * up(x))``.

    Attributes:
        gate_up: [2 I, H], the gate's rows first.
        down: [H, I].
    """

    gate_up: LinearWeight
    down: LinearWeight

    def __call__(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return [C, H] for [C, H]."""
        gate, up = linear(hidden, self.gate_up).chunk(2, dim=-1)
        return linear(gelu(gate) * up, self.down)


@dataclass(frozen=True, slots=True)
class LeanLayer:
    """Weights of a layer, ready to use; float32 where the norms compute in it.

    Attributes:
        heads: number of query heads.
        key_value_heads: number of key heads; there are as many value heads.
        shared_values: the values are the keys before their norm.
        epsilon: of all norms.
        input_norm: [H] float32.
        qkv: [heads + key heads (+ value heads), H], rows times the head's width.
        qk_norm: [heads + key heads, D] float32.
        output: [H, heads * D].
        attention_norm: [H] float32, after attention.
        dense_norm: [H] float32, before the dense block.
        dense: the dense block.
        dense_out_norm: [H] float32.
        router: [E, H].
        router_scale: [H].
        router_root: the square root of H, inverted.
        expert_scale: [E].
        expert_norm: [H] float32, before the experts.
        experts: gives the experts' weighted answers; the module of transformers is one.
        gate_up: [E, 2 I, H], the experts' weights.
        down: [E, H, I].
        answers: experts that answer at one position.
        expert_out_norm: [H] float32.
        out_norm: [H] float32, after both blocks.
    """

    heads: int
    key_value_heads: int
    shared_values: bool
    epsilon: float
    input_norm: torch.Tensor
    qkv: LinearWeight
    qk_norm: torch.Tensor
    output: LinearWeight
    attention_norm: torch.Tensor
    dense_norm: torch.Tensor
    dense: Gated
    dense_out_norm: torch.Tensor
    router: torch.Tensor
    router_scale: torch.Tensor
    router_root: float
    expert_scale: torch.Tensor
    expert_norm: torch.Tensor
    experts: AskExperts
    gate_up: Weight
    down: Weight
    answers: int
    expert_out_norm: torch.Tensor
    out_norm: torch.Tensor


def gelu(values: torch.Tensor) -> torch.Tensor:
    """Return the activation of a dense block, whose rows are whole.

    In single precision on a contiguous tensor: a strided one takes four times as long in
    bfloat16, which is computed in single precision anyway, and rounds otherwise in float32.
    """
    single = values.to(torch.float32, memory_format=torch.contiguous_format)
    return functional.gelu(single.contiguous(), approximate="tanh").to(values.dtype)


def unit(hidden: torch.Tensor, epsilon: float) -> torch.Tensor:
    """Return ``hidden`` over its root mean square in the last dimension, as float32."""
    single = hidden.float()
    inverse = torch.mean(single * single, dim=-1, keepdim=True).add_(epsilon).rsqrt_()
    return single * inverse


def norm(hidden: torch.Tensor, weight: torch.Tensor | None, epsilon: float) -> torch.Tensor:
    """Return the root-mean-square norm over the last dimension, computed in float32."""
    single = unit(hidden, epsilon)
    if weight is not None:
        single *= weight
    return single.to(hidden.dtype)


def queries_keys_values(
    layer: LeanLayer, hidden: torch.Tensor, cosine: torch.Tensor, sine: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Project, norm and rotate.

    Args:
        layer: the weights.
        hidden: [C, H], the layer's input.
        cosine: [C, 1, D].
        sine: [C, 1, D], its first half negated.

    Returns:
        Queries [1, heads, C, D], keys and values [1, key heads, C, D].
    """
    dtype = hidden.dtype
    keys_end = layer.heads + layer.key_value_heads
    together = linear(norm(hidden, layer.input_norm, layer.epsilon), layer.qkv)
    by_head = together.view(hidden.shape[0], -1, layer.qk_norm.shape[-1])
    single = unit(by_head, layer.epsilon)
    values = single[:, layer.heads if layer.shared_values else keys_end :]
    turned = (single[:, :keys_end] * layer.qk_norm).to(dtype)
    left, right = turned.chunk(2, dim=-1)
    turned = (turned * cosine).add_(torch.cat((right, left), dim=-1).mul_(sine))
    return (
        turned[:, : layer.heads].transpose(0, 1)[None],
        turned[:, layer.heads :].transpose(0, 1)[None],
        values.to(dtype).transpose(0, 1)[None],
    )


def after_attention(
    layer: LeanLayer, hidden: torch.Tensor, attended: torch.Tensor, scalar: torch.Tensor
) -> torch.Tensor:
    """Return the layer's output.

    Args:
        layer: the weights.
        hidden: [C, H], the layer's input.
        attended: [C, heads * D], what attention gave.
        scalar: [1], scales the output.
    """
    epsilon = layer.epsilon
    projected = linear(attended, layer.output)
    residual = hidden + norm(projected, layer.attention_norm, epsilon)
    # One norm for three readers: the dense block, the experts and the router.
    single = unit(residual, epsilon)
    dense = layer.dense((single * layer.dense_norm).to(hidden.dtype))
    weights, chosen = route(layer, single.to(hidden.dtype))
    answer = ask_experts(layer, (single * layer.expert_norm).to(hidden.dtype), chosen, weights)
    both = norm(dense, layer.dense_out_norm, epsilon).add_(
        norm(answer, layer.expert_out_norm, epsilon)
    )
    return residual.add_(norm(both, layer.out_norm, epsilon)).mul_(scalar)


def route(layer: LeanLayer, hidden: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the weights float32 [C, K] and numbers int64 [C, K] of the experts that answer."""
    scaled = hidden * layer.router_scale * layer.router_root
    scores = functional.linear(scaled, layer.router)
    probabilities = functional.softmax(scores, dim=-1, dtype=torch.float32)
    weights, chosen = torch.topk(probabilities, layer.answers, dim=-1)
    weights /= weights.sum(dim=-1, keepdim=True)
    return weights * layer.expert_scale[chosen], chosen


def ask_experts(
    layer: LeanLayer, hidden: torch.Tensor, chosen: torch.Tensor, weights: torch.Tensor
) -> torch.Tensor:
    """Return the experts' weighted answers, [C, H]."""
    gate_up, down = layer.gate_up, layer.down
    count, width, _ = gate_up.shape
    positions = hidden.shape[0]
    # In single precision a matrix product rounds otherwise for an expert of very few positions,
    # and three weighted answers or more may be summed in another order.
    if (
        not isinstance(gate_up, torch.Tensor)
        or not isinstance(down, torch.Tensor)
        or hidden.dtype == torch.float32
        or layer.answers > 2
        or count > _DENSE_EXPERTS_PER_ANSWER * layer.answers
        or positions * width > _ONE_THREAD
    ):
        return layer.experts(hidden, chosen, weights)
    wide = functional.linear(hidden, gate_up.view(count * width, -1))
    place = torch.arange(positions, device=hidden.device)
    asked = (place * count + chosen.t()).flatten()  # [K C], of the rows of [C, E, 2 I]
    active = _activate(wide.view(-1, width).index_select(0, asked))
    answered = (place + chosen.t() * positions).flatten()  # [K C], of the rows of [E, C, I]
    inner = active.new_zeros(count * positions, active.shape[-1]).index_copy_(0, answered, active)
    answers = torch.bmm(inner.view(count, positions, -1), down.transpose(1, 2))  # [E, C, H]
    asked_answers = answers.view(count * positions, -1).index_select(0, answered)
    weighted = asked_answers.view(layer.answers, positions, -1) * weights.t()[..., None]
    return weighted.sum(dim=0).to(hidden.dtype)


def _activate(gate_up: torch.Tensor) -> torch.Tensor:
    """Return ``gelu(gate) * up`` [N, I] for [N, 2 I], as the module of one expert rounds it.

    Rows cut in two end in numbers that torch takes one by one, which rounds otherwise than whole
    vectors: the activation has to see the rows cut, and on one thread, since the others would
    begin in the middle of a row.
    """
    parts = []
    for rows in gate_up.split(max(1, _ONE_THREAD // gate_up.shape[-1])):
        gate, up = rows.chunk(2, dim=-1)
        parts.append(functional.gelu(gate, approximate="tanh") * up)
    return parts[0] if len(parts) == 1 else torch.cat(parts)
