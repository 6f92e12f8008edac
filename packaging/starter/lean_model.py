"""The starter model's forward pass for training: encoder and decoder in one sweep.

Encoder and decoder share every weight, so prompt and canvas go through a layer side by side:
the prompt's positions attend causally, the canvas's attend to everything. All experts are
computed as one wide layer and the router's zeros drop the ones that were not chosen: with four
experts that is quicker than sorting tokens. The mathematics is that of
``transformers.DiffusionGemmaForBlockDiffusion`` (a test compares the logits).
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

import architecture as arch

EPS = 1e-6
SOFT_CAP = 30.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Packed rows: what is settled, and then canvases that do not see each other.

    What is settled is the prompt and, behind it, the clean text of the canvases before. It is
    read causally; a canvas sees all of itself and what is settled before its own first position.

    Attributes:
        ids: [B, L] int64.
        segment: [B, L] int64, 0 where settled, a canvas's number from 1 on, -1 for no token.
        position: [B, L] int64, for the rotary tables.
        horizon: [B, L] int64, the first position of what is settled that a query does not see.
    """

    ids: Tensor
    segment: Tensor
    position: Tensor
    horizon: Tensor

    def mask(self) -> Tensor:
        """Return who attends to whom, [B, 1, L, L] bool: query, key."""
        query, key = self.segment[:, :, None], self.segment[:, None, :]
        seen = self.position[:, None, :] < self.horizon[:, :, None]
        mask = ((key == 0) & seen) | ((key > 0) & (query == key))
        # A position without token still needs something to attend to, or its softmax is NaN.
        index = torch.arange(self.ids.shape[1], device=self.ids.device)
        return (mask | (index[:, None] == index))[:, None]


def rms(x: Tensor) -> Tensor:
    """Return ``x`` over its root mean square along the last axis."""
    return x * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + EPS).to(x.dtype)


def rope_tables(length: int) -> dict[str, tuple[Tensor, Tensor]]:
    """Return cos and sin, each [length, head width], of both layer types."""
    sliding = 10_000.0 ** -(torch.arange(0, arch.HEAD_DIM, 2) / arch.HEAD_DIM)
    half = arch.FULL_HEAD_DIM // 2
    full = 1_000_000.0 ** -(torch.arange(0, arch.FULL_HEAD_DIM, 2) / arch.FULL_HEAD_DIM)
    full[half // 4 :] = 0.0
    tables = {}
    for name, frequencies in (("sliding_attention", sliding), ("full_attention", full)):
        angles = torch.arange(length)[:, None].float() * frequencies
        angles = torch.cat((angles, angles), dim=-1)
        tables[name] = (angles.cos(), angles.sin())
    return tables


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Apply rotary positions to ``x`` [T, heads, head width]."""
    first, second = x.chunk(2, dim=-1)
    return x * cos[:, None] + torch.cat((-second, first), dim=-1) * sin[:, None]


def attend(q: Tensor, k: Tensor, v: Tensor, hidden_from: Tensor) -> Tensor:
    """Return attention's output [B, heads, L, head width].

    Plain matrix products: on a CPU their backward pass takes half the time of the fused kernel's
    at these lengths.

    Args:
        q: [B, heads, L, head width].
        k: [B, key-value heads, L, head width], and so ``v``.
        v: values.
        hidden_from: [B, 1, L, L], very negative where a query does not see a key.
    """
    rows, heads, length, width = q.shape
    groups = k.shape[1]
    grouped = q.reshape(rows, groups, heads // groups * length, width)
    scores = (grouped @ k.transpose(-1, -2)).view(rows, heads, length, length)
    weights = (scores + hidden_from.to(scores)).softmax(-1).to(v.dtype)
    mixed = weights.view(rows, groups, heads // groups * length, length) @ v
    return mixed.view(rows, heads, length, width)


class Layer(nn.Module):
    """One layer; parameter names are those of the transformers class where one maps to one."""

    def __init__(self, layer_type: str) -> None:
        super().__init__()
        self.layer_type = layer_type
        self.head_dim = arch.FULL_HEAD_DIM if layer_type == "full_attention" else arch.HEAD_DIM
        width, q_width = arch.HIDDEN, arch.HEADS * self.head_dim
        kv_width = arch.KEY_VALUE_HEADS * self.head_dim
        self.run_heads: Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor, Tensor]]
        self.run_mix: Callable[[Tensor, Tensor], Tensor]
        self.run_heads, self.run_mix = self.heads, self.mix
        self.shares_values = layer_type == "full_attention"
        self.q_proj = matrix(q_width, width)
        self.k_proj = matrix(kv_width, width)
        if not self.shares_values:
            self.v_proj = matrix(kv_width, width)
        self.o_proj = matrix(width, q_width)
        # Keys and queries are normed to the root of their width and not scaled down afterwards:
        # weights of 1 would start every head as a near one-hot of random positions.
        self.q_norm = nn.Parameter(torch.full((self.head_dim,), 0.45))
        self.k_norm = nn.Parameter(torch.full((self.head_dim,), 0.45))
        self.gate_proj = matrix(arch.DENSE, width)
        self.up_proj = matrix(arch.DENSE, width)
        self.down_proj = matrix(width, arch.DENSE)
        self.router = matrix(arch.EXPERTS, width)
        self.router_scale = nn.Parameter(torch.ones(width))
        self.per_expert_scale = nn.Parameter(torch.ones(arch.EXPERTS))
        self.gate_up = nn.Parameter(
            torch.randn(arch.EXPERTS, 2 * arch.EXPERT_WIDTH, width) * width**-0.5
        )
        self.down = nn.Parameter(
            torch.randn(arch.EXPERTS, width, arch.EXPERT_WIDTH) * arch.EXPERT_WIDTH**-0.5
        )
        # Each branch is normed to length 1 a channel: small weights keep the token's identity
        # readable in the residual stream while the branches are still noise.
        branch = (2 * arch.LAYERS) ** -0.5
        self.input_layernorm = nn.Parameter(torch.ones(width))
        self.post_attention_layernorm = nn.Parameter(torch.full((width,), branch))
        self.pre_feedforward_layernorm = nn.Parameter(torch.ones(width))
        self.post_feedforward_layernorm = nn.Parameter(torch.full((width,), branch))
        self.post_feedforward_layernorm_1 = nn.Parameter(torch.ones(width))
        self.post_feedforward_layernorm_2 = nn.Parameter(torch.ones(width))
        self.pre_feedforward_layernorm_2 = nn.Parameter(torch.ones(width))

    def heads(self, x: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return queries, keys and values of ``x`` [T, D], each [T, heads, head width]."""
        x = rms(x) * self.input_layernorm
        q = functional.linear(x, self.q_proj).view(-1, arch.HEADS, self.head_dim)
        k = functional.linear(x, self.k_proj).view(-1, arch.KEY_VALUE_HEADS, self.head_dim)
        v = k if self.shares_values else functional.linear(x, self.v_proj).view_as(k)
        q = rotate(rms(q) * self.q_norm, cos, sin)
        k = rotate(rms(k) * self.k_norm, cos, sin)
        return q.to(v.dtype), k.to(v.dtype), rms(v)

    def mix(self, x: Tensor, attended: Tensor) -> Tensor:
        """Return the layer's output from its input [T, D] and its heads [T, H * head width]."""
        attended = functional.linear(attended, self.o_proj)
        x = x + rms(attended) * self.post_attention_layernorm
        dense_in = rms(x) * self.pre_feedforward_layernorm
        gate = functional.gelu(functional.linear(dense_in, self.gate_proj), approximate="tanh")
        dense = functional.linear(gate * functional.linear(dense_in, self.up_proj), self.down_proj)
        dense = rms(dense) * self.post_feedforward_layernorm_1
        routed = self.experts(rms(x) * self.pre_feedforward_layernorm_2, self.route(x))
        routed = rms(routed) * self.post_feedforward_layernorm_2
        return x + rms(dense + routed) * self.post_feedforward_layernorm

    def route(self, x: Tensor) -> Tensor:
        """Return the weight of each expert for each position, [T, E], zero where not chosen."""
        scores = functional.linear(rms(x) * self.router_scale * arch.HIDDEN**-0.5, self.router)
        probabilities = scores.float().softmax(-1)
        chosen = probabilities.topk(arch.EXPERTS_PER_TOKEN, dim=-1).indices
        mask = torch.zeros_like(probabilities).scatter(-1, chosen, 1.0)
        weights = probabilities * mask
        weights = weights / weights.sum(-1, keepdim=True)
        return (weights * self.per_expert_scale.float()).to(x.dtype)

    def experts(self, x: Tensor, weights: Tensor) -> Tensor:
        """Return the weighted sum of all experts for ``x`` [T, D]."""
        width = x.shape[-1]
        wide = functional.linear(x, self.gate_up.reshape(-1, width))
        gate, up = wide.view(-1, arch.EXPERTS, 2, arch.EXPERT_WIDTH).unbind(2)
        inner = functional.gelu(gate, approximate="tanh") * up * weights[..., None]
        down = self.down.permute(1, 0, 2).reshape(width, -1)
        return functional.linear(inner.reshape(x.shape[0], -1), down)


def soft_capped_logits(hidden: Tensor, embedding: Tensor) -> Tensor:
    """Return the logits [..., V] float32 of ``hidden`` [..., D]."""
    raw = functional.linear(hidden, embedding).float()
    return torch.tanh(raw / SOFT_CAP) * SOFT_CAP


def matrix(rows: int, columns: int) -> nn.Parameter:
    """Return a random matrix that keeps the length of what it multiplies."""
    return nn.Parameter(torch.randn(rows, columns) * columns**-0.5)


class LeanModel(nn.Module):
    """All weights of the starter model, once."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Parameter(torch.randn(arch.VOCABULARY, arch.HIDDEN) * arch.HIDDEN**-0.5)
        self.layers = nn.ModuleList([Layer(kind) for kind in arch.LAYER_TYPES])
        self.norm = nn.Parameter(torch.ones(arch.HIDDEN))
        self.signal_norm = nn.Parameter(torch.ones(arch.HIDDEN))
        self.signal_gate = matrix(arch.DENSE, arch.HIDDEN)
        self.signal_up = matrix(arch.DENSE, arch.HIDDEN)
        self.signal_down = nn.Parameter(torch.randn(arch.HIDDEN, arch.DENSE) * 0.02)
        self.tables = rope_tables(arch.CONTEXT_LENGTH)

    def compile_layers(self) -> None:
        """Fuse what stands around attention; batches of one token count compile once."""
        for layer in self.layers:
            assert isinstance(layer, Layer)
            layer.run_heads = torch.compile(layer.heads, dynamic=False)
            layer.run_mix = torch.compile(layer.mix, dynamic=False)

    def embed(self, batch: Batch, is_canvas: Tensor, signal: Tensor | None) -> Tensor:
        """Return the input of the first layer, [B, L, D].

        Args:
            batch: the ids.
            is_canvas: [B, L] bool.
            signal: [B, L, D] expected embedding of the previous step, zero outside the canvas;
                ``None`` on a first step.
        """
        x = functional.embedding(batch.ids, self.embedding) * arch.HIDDEN**0.5
        canvas = x
        if signal is not None:
            normed = rms(signal) * self.signal_norm
            gate = functional.gelu(functional.linear(normed, self.signal_gate), approximate="tanh")
            inner = gate * functional.linear(normed, self.signal_up)
            canvas = x + functional.linear(inner, self.signal_down)
        return torch.where(is_canvas[..., None], rms(canvas), x)

    def hidden(self, batch: Batch, signal: Tensor | None = None) -> Tensor:
        """Return the normed output of the last layer, [B, L, D]."""
        rows, length = batch.ids.shape
        hidden_from = torch.where(batch.mask(), 0.0, -1e9).to(torch.bfloat16)
        x = self.embed(batch, batch.segment > 0, signal).flatten(0, 1)
        position = batch.position.flatten()
        tables = {
            name: (cos[position].to(x), sin[position].to(x))
            for name, (cos, sin) in self.tables.items()
        }
        for layer in self.layers:
            assert isinstance(layer, Layer)
            q, k, v = layer.run_heads(x, *tables[layer.layer_type])
            q, k, v = (part.unflatten(0, (rows, length)).transpose(1, 2) for part in (q, k, v))
            attended = attend(q, k, v, hidden_from)
            x = layer.run_mix(x, attended.transpose(1, 2).reshape(rows * length, -1))
        out: Tensor = rms(x) * self.norm
        return out.view(rows, length, -1)

    def logits(self, hidden: Tensor) -> Tensor:
        """Return soft-capped logits, [..., VOCABULARY] float32."""
        return soft_capped_logits(hidden, self.embedding)

    def expected_embedding(self, shares: Tensor) -> Tensor:
        """Return the self-conditioning signal [..., D] float32 of probabilities [..., V].

        The product is taken in the type of ``shares``.
        """
        expected: Tensor = shares @ self.embedding.to(shares.dtype)
        scaled: Tensor = expected.float() * arch.HIDDEN**0.5
        return scaled
