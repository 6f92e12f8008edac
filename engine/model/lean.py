"""The forward pass for small models on the CPU: transformers' results without its detours.

A step of a small model is mostly overhead: hundreds of small operations, masks, caches and
checks. This denoiser reads the weights of transformers' modules and gives the same logits to the
last bit (``tests/engine`` compare them) in a fraction of the time. Knows no sampling.
"""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import nn
from torch.nn import functional
from transformers.cache_utils import DynamicCache
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)

from engine.model.lean_layer import (
    Gated,
    LeanLayer,
    after_attention,
    norm,
    queries_keys_values,
)


@dataclass(frozen=True, slots=True)
class LeanNetwork:
    """All weights of a model, ready for ``LeanDenoiser``.

    Attributes:
        network: the modules of transformers, whose storage the weights below share.
        layers: in order.
        layer_types: of each, which says how its positions are encoded.
        encoder_scalars: [1] each, what the encoder scales its layers' outputs by.
        decoder_scalars: the same of the decoder.
        conditioning_norm: [H] float32.
        conditioning: the self-conditioning block.
        final_norm: [H] float32.
        embeddings: [V, H], which the output layer shares.
        embedding_scale: scalar, of the embeddings' type.
        soft_cap: bounds the logits.
        epsilon: of all norms.
    """

    network: DiffusionGemmaForBlockDiffusion
    layers: tuple[LeanLayer, ...]
    layer_types: tuple[str, ...]
    encoder_scalars: tuple[torch.Tensor, ...]
    decoder_scalars: tuple[torch.Tensor, ...]
    conditioning_norm: torch.Tensor
    conditioning: Gated
    final_norm: torch.Tensor
    embeddings: torch.Tensor
    embedding_scale: torch.Tensor
    soft_cap: float
    epsilon: float


def make_lean(network: DiffusionGemmaForBlockDiffusion) -> LeanNetwork:
    """Lay weights that read the same input side by side, and let the modules look at them there.

    The modules keep working; no weight is in memory twice.
    """
    text = network.config.text_config
    decoder = network.model.decoder
    epsilon = float(text.rms_norm_eps)
    return LeanNetwork(
        network=network,
        layers=tuple(
            _lean_layer(layer, text.num_attention_heads, epsilon) for layer in decoder.layers
        ),
        layer_types=tuple(text.layer_types),
        encoder_scalars=tuple(
            layer.layer_scalar for layer in network.model.encoder.language_model.layers
        ),
        decoder_scalars=tuple(layer.layer_scalar for layer in decoder.layers),
        conditioning_norm=decoder.self_conditioning.pre_norm.weight.float(),
        conditioning=_gated(decoder.self_conditioning),
        final_norm=decoder.norm.weight.float(),
        embeddings=decoder.embed_tokens.weight,
        embedding_scale=decoder.embed_tokens.embed_scale.to(decoder.embed_tokens.weight.dtype),
        soft_cap=float(network.final_logit_softcapping),
        epsilon=epsilon,
    )


class LeanDenoiser:
    """A ``engine.denoise.Denoiser`` that has one prompt in its cache."""

    def __init__(self, lean: LeanNetwork) -> None:
        """Start with nothing read."""
        self._lean = lean
        self._cache = DynamicCache(config=lean.network.config.get_text_config(decoder=True))
        self._length = 0
        self._canvas: _CanvasBuffers | None = None

    @torch.inference_mode()
    def extend(self, ids: torch.Tensor) -> None:
        """Read on: the causal encoder fills the cache."""
        lean = self._lean
        encoder = lean.network.model.encoder
        end = self._length + ids.shape[0]
        positions = torch.arange(self._length, end, dtype=torch.int32)[None]
        masks = encoder.create_masks_for_generate(
            config=lean.network.config,
            # Only shape, dtype and device are read.
            inputs_embeds=torch.empty((1, ids.shape[0], 0), dtype=lean.embeddings.dtype),
            attention_mask=torch.ones((1, end), dtype=torch.bool),
            past_key_values=self._cache,
            position_ids=positions,
        )
        hidden = functional.embedding(ids, lean.embeddings) * lean.embedding_scale
        turns = _rotations(encoder.language_model.rotary_emb, hidden, positions)
        for number, layer in enumerate(lean.layers):
            module = encoder.language_model.layers[number].self_attn
            queries, keys, values = queries_keys_values(layer, hidden, *turns[module.layer_type])
            keys, values = self._cache.update(keys, values, number)
            # Only keys and values are read later: the last layer's output is not needed.
            if number + 1 < len(lean.layers):
                attended = _attend(module, queries, keys, values, masks[module.layer_type])
                hidden = after_attention(layer, hidden, attended, lean.encoder_scalars[number])
        self._length = end
        self._canvas = None

    @torch.inference_mode()
    def logits(self, canvas: torch.Tensor, scores: torch.Tensor | None) -> torch.Tensor:
        """Return float32 [C, V]: the decoder sees all that was read and the whole canvas."""
        lean = self._lean
        hidden = functional.embedding(canvas, lean.embeddings) * lean.embedding_scale
        if self._canvas is None:
            self._canvas = self._make_buffers(hidden)
        if scores is not None:
            # Without scores the signal would be zero.
            hidden = hidden + self._signal(scores, self._canvas)
        hidden = norm(hidden, None, lean.epsilon)
        for number, layer in enumerate(lean.layers):
            turn = self._canvas.turns[lean.layer_types[number]]
            queries, keys, values = queries_keys_values(layer, hidden, *turn)
            attended = _attend_all(queries, *self._canvas.store(number, keys, values))
            hidden = after_attention(layer, hidden, attended, lean.decoder_scalars[number])
        hidden = norm(hidden, lean.final_norm, lean.epsilon)
        coarse = torch.mm(hidden, lean.embeddings.t(), out=self._canvas.coarse)
        logits = self._canvas.logits.copy_(coarse)
        return logits.div_(lean.soft_cap).tanh_().mul_(lean.soft_cap)

    def _signal(self, scores: torch.Tensor, canvas: "_CanvasBuffers") -> torch.Tensor:
        """Return what the last step's distributions add to the embeddings, [C, H]."""
        lean = self._lean
        # transformers carries the scores in the weights' type from step to step.
        rounded = canvas.logits.copy_(canvas.coarse.copy_(scores))
        shares = canvas.coarse.copy_(torch.softmax(rounded, dim=-1, out=canvas.shares))
        soft = torch.matmul(shares, lean.embeddings) * lean.embedding_scale
        return lean.conditioning(norm(soft, lean.conditioning_norm, lean.epsilon))

    def _make_buffers(self, hidden: torch.Tensor) -> "_CanvasBuffers":
        """Copy what the cache holds to where the canvas can stand behind it."""
        count = hidden.shape[0]
        vocabulary = self._lean.embeddings.shape[0]
        positions = torch.arange(self._length, self._length + count, dtype=torch.int32)[None]
        return _CanvasBuffers(
            turns=_rotations(self._lean.network.model.decoder.rotary_emb, hidden, positions),
            keys=[_with_room(layer.keys, count) for layer in self._cache.layers],
            values=[_with_room(layer.values, count) for layer in self._cache.layers],
            logits=hidden.new_empty(count, vocabulary, dtype=torch.float32),
            shares=hidden.new_empty(count, vocabulary, dtype=torch.float32),
            coarse=hidden.new_empty(count, vocabulary),
        )


@dataclass(frozen=True, slots=True)
class _CanvasBuffers:
    """What stays the same, or in the same place, over the steps of one canvas.

    Attributes:
        turns: layer type to cosines and sines, [C, 1, D] each.
        keys: of each layer, [1, key heads, cached + C, D].
        values: the same.
        logits: float32 [C, V].
        shares: float32 [C, V].
        coarse: [C, V] in the weights' type.
    """

    turns: dict[str, tuple[torch.Tensor, torch.Tensor]]
    keys: list[torch.Tensor]
    values: list[torch.Tensor]
    logits: torch.Tensor
    shares: torch.Tensor
    coarse: torch.Tensor

    def store(
        self, number: int, keys: torch.Tensor, values: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Put a canvas's keys and values behind the cached ones; return all of them."""
        count = keys.shape[2]
        self.keys[number][:, :, -count:] = keys
        self.values[number][:, :, -count:] = values
        return self.keys[number], self.values[number]


class _Rotary(Protocol):
    """The rotary embedding of transformers."""

    layer_types: list[str]

    def __call__(
        self, hidden: torch.Tensor, positions: torch.Tensor, layer_type: str
    ) -> tuple[torch.Tensor, torch.Tensor]: ...


def _rotations(
    rotary: _Rotary, hidden: torch.Tensor, positions: torch.Tensor
) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """Return cosines and sines [N, 1, D] of each layer type, the sines' first half negated."""
    turns: dict[str, tuple[torch.Tensor, torch.Tensor]] = {}
    for layer_type in rotary.layer_types:
        cosine, sine = rotary(hidden, positions, layer_type)
        left, right = sine[0, :, None].chunk(2, dim=-1)
        turns[layer_type] = (cosine[0, :, None], torch.cat((-left, right), dim=-1))
    return turns


def _attend(
    module: nn.Module,
    queries: torch.Tensor,
    keys: torch.Tensor,
    values: torch.Tensor,
    mask: torch.Tensor | None,
) -> torch.Tensor:
    """Return what attention gives, [N, heads * D]; transformers chooses the kernel."""
    attended, _ = sdpa_attention_forward(
        module, queries, keys, values, mask, scaling=1.0, is_causal=bool(module.is_causal)
    )
    return attended[0].flatten(1)


def _attend_all(queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Return what attention without any mask gives, [C, heads * D].

    The queries of the heads that share a key head stand below one another: fewer, larger
    products, and each row comes out the same.
    """
    heads, count, width = queries.shape[1:]
    grouped = queries.reshape(1, keys.shape[1], -1, width)
    attended = functional.scaled_dot_product_attention(grouped, keys, values, scale=1.0)
    return attended.reshape(heads, count, width).transpose(0, 1).reshape(count, -1)


def _with_room(cached: torch.Tensor, count: int) -> torch.Tensor:
    """Return [1, heads, N + count, D]: a copy of ``cached`` with room behind it."""
    room = cached.new_empty(*cached.shape[:2], cached.shape[2] + count, cached.shape[3])
    room[:, :, : cached.shape[2]] = cached
    return room


def _lean_layer(layer: nn.Module, heads: int, epsilon: float) -> LeanLayer:
    """Take a layer's weights, those that read the same input side by side."""
    attention, router, experts = layer.self_attn, layer.router, layer.experts
    shared = attention.v_proj is None
    projections = [attention.q_proj, attention.k_proj]
    key_value_heads = attention.k_proj.weight.shape[0] // attention.head_dim
    key_norm = attention.k_norm.weight.float().expand(key_value_heads, -1)
    return LeanLayer(
        heads=heads,
        key_value_heads=key_value_heads,
        shared_values=shared,
        epsilon=epsilon,
        input_norm=layer.input_layernorm.weight.float(),
        qkv=_side_by_side(projections if shared else [*projections, attention.v_proj]),
        qk_norm=torch.cat((attention.q_norm.weight.float().expand(heads, -1), key_norm)),
        output=attention.o_proj.weight,
        attention_norm=layer.post_attention_layernorm.weight.float(),
        dense_norm=layer.pre_feedforward_layernorm.weight.float(),
        dense=_gated(layer.mlp),
        dense_out_norm=layer.post_feedforward_layernorm_1.weight.float(),
        router=router.proj.weight,
        router_scale=router.scale,
        router_root=router.scalar_root_size,
        expert_scale=router.per_expert_scale,
        expert_norm=layer.pre_feedforward_layernorm_2.weight.float(),
        experts=experts,
        gate_up=experts.gate_up_proj,
        down=experts.down_proj,
        answers=router.config.top_k_experts,
        expert_out_norm=layer.post_feedforward_layernorm_2.weight.float(),
        out_norm=layer.post_feedforward_layernorm.weight.float(),
    )


def _gated(block: nn.Module) -> Gated:
    """Take the weights of a gated block."""
    return Gated(_side_by_side([block.gate_proj, block.up_proj]), block.down_proj.weight)


def _side_by_side(linears: list[nn.Linear]) -> torch.Tensor:
    """Move the weights of ``linears`` into one matrix and let them look at their rows of it."""
    together = torch.cat([linear.weight.data for linear in linears])
    rows = together.split([linear.weight.shape[0] for linear in linears])
    for linear, part in zip(linears, rows, strict=True):
        linear.weight.data = part
    return together
