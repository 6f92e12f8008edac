"""The forward pass for small models on the CPU: transformers' results without its detours.

A step of a small model is mostly overhead: hundreds of small operations, masks, caches and
checks. This denoiser reads the weights of transformers' modules and gives the same logits to the
last bit (``tests/engine`` compare them) in a fraction of the time. Knows no sampling.
"""

from dataclasses import dataclass
from typing import cast

import torch
from torch import nn
from torch.nn import functional
from transformers.cache_utils import DynamicCache, DynamicLayer
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from engine.model.cache_fork import fork_cache
from engine.model.lean_layer import after_attention, norm, queries_keys_values
from engine.model.lean_weights import LeanNetwork, Rotary
from engine.model.weight import dequantize


@dataclass(frozen=True, slots=True)
class Head:
    """The embeddings as numbers, twice: as they are looked up, and as the output layer.

    Attributes:
        embeddings: [V, H].
        output: [H, V]. In bfloat16 a copy with the vocabulary innermost, which the product reads
            more than twice as fast.
    """

    embeddings: torch.Tensor
    output: torch.Tensor


def make_head(lean: LeanNetwork) -> Head:
    """Return the output layer of a model on the CPU."""
    embeddings = dequantize(lean.embeddings, lean.dtype)
    turned = embeddings.detach().t()
    # In single precision the order of the numbers in memory may decide how a product rounds.
    return Head(embeddings, turned.contiguous() if lean.dtype == torch.bfloat16 else turned)


class LeanDenoiser:
    """A ``engine.denoise.Denoiser`` that has one prompt in its cache."""

    def __init__(self, lean: LeanNetwork, head: Head) -> None:
        """Start with nothing read."""
        self._lean = lean
        self._head = head
        self._cache = DynamicCache(config=lean.network.config.get_text_config(decoder=True))
        self._length = 0
        self._canvas: _CanvasBuffers | None = None

    def fork(self) -> "LeanDenoiser":
        """Return one that has read the same; both may go on."""
        twin = LeanDenoiser(self._lean, self._head)
        twin._cache = fork_cache(self._cache)
        twin._length = self._length
        return twin

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
            inputs_embeds=torch.empty((1, ids.shape[0], 0), dtype=lean.dtype),
            attention_mask=torch.ones((1, end), dtype=torch.bool),
            past_key_values=self._cache,
            position_ids=positions,
        )
        hidden = functional.embedding(ids, self._head.embeddings) * lean.embedding_scale
        turns = rotations(lean.encoder_rotary, hidden, positions)
        layers = zip(lean.encoder_layers, lean.layer_types, strict=True)
        for number, (layer, kind) in enumerate(layers):
            queries, keys, values = queries_keys_values(layer, hidden, *turns[kind])
            keys, values = self._cache.update(keys, values, number)
            # Only keys and values are read later: the last layer's output is not needed.
            if number + 1 < len(lean.encoder_layers):
                module = lean.encoder_attention[number]
                attended = _attend(module, queries, keys, values, masks[kind])
                hidden = after_attention(layer, hidden, attended, lean.encoder_scalars[number])
        self._length = end
        self._canvas = None

    @torch.inference_mode()
    def logits(self, canvas: torch.Tensor, scores: torch.Tensor | None) -> torch.Tensor:
        """Return float32 [C, V]: the decoder sees all that was read and the whole canvas."""
        lean = self._lean
        hidden = functional.embedding(canvas, self._head.embeddings) * lean.embedding_scale
        if self._canvas is None:
            self._canvas = self._make_buffers(hidden)
        if scores is not None:
            # Without scores the signal would be zero.
            hidden = hidden + self._signal(scores, self._canvas)
        hidden = norm(hidden, None, lean.epsilon)
        for number, layer in enumerate(lean.decoder_layers):
            turn = self._canvas.turns[lean.layer_types[number]]
            queries, keys, values = queries_keys_values(layer, hidden, *turn)
            attended = _attend_all(queries, *self._canvas.store(number, keys, values))
            hidden = after_attention(layer, hidden, attended, lean.decoder_scalars[number])
        hidden = norm(hidden, lean.final_norm, lean.epsilon)
        coarse = torch.mm(hidden, self._head.output, out=self._canvas.coarse)
        logits = self._canvas.logits.copy_(coarse)
        return logits.div_(lean.soft_cap).tanh_().mul_(lean.soft_cap)

    def _signal(self, scores: torch.Tensor, canvas: "_CanvasBuffers") -> torch.Tensor:
        """Return what the last step's distributions add to the embeddings, [C, H]."""
        lean = self._lean
        # transformers carries the scores in the weights' type from step to step.
        rounded = canvas.logits.copy_(canvas.coarse.copy_(scores))
        shares = canvas.coarse.copy_(torch.softmax(rounded, dim=-1, out=canvas.shares))
        soft = torch.matmul(shares, self._head.embeddings) * lean.embedding_scale
        return lean.conditioning(norm(soft, lean.conditioning_norm, lean.epsilon))

    def _make_buffers(self, hidden: torch.Tensor) -> "_CanvasBuffers":
        """Copy what the cache holds to where the canvas can stand behind it."""
        count = hidden.shape[0]
        vocabulary = self._head.embeddings.shape[0]
        cached = cast("list[DynamicLayer]", self._cache.layers)
        positions = torch.arange(self._length, self._length + count, dtype=torch.int32)[None]
        return _CanvasBuffers(
            turns=rotations(self._lean.decoder_rotary, hidden, positions),
            keys=[_with_room(layer.keys, count) for layer in cached],
            values=[_with_room(layer.values, count) for layer in cached],
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


def rotations(
    rotary: Rotary, hidden: torch.Tensor, positions: torch.Tensor
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


def _with_room(cached: torch.Tensor | None, count: int) -> torch.Tensor:
    """Return [1, heads, N + count, D]: a copy of ``cached`` with room behind it.

    Raises:
        ValueError: nothing was read yet.
    """
    if cached is None:
        raise ValueError("a canvas needs a prompt before it: extend comes first")
    room = cached.new_empty(*cached.shape[:2], cached.shape[2] + count, cached.shape[3])
    room[:, :, : cached.shape[2]] = cached
    return room
