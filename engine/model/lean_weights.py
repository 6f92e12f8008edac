"""Puts a model's weights together for the lean forward pass; computes nothing itself.

Weights that read the same input are one matrix. Knows no files.
"""

from dataclasses import dataclass
from typing import Protocol, cast

import torch
from torch import nn
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import (
    DiffusionGemmaTextConfig,
)
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)

from engine.model.experts import wait_for_host
from engine.model.lean_layer import Gated, LeanLayer
from engine.model.weight import Weight, select_rows
from engine.model.weight_source import WeightSource

DECODER = "model.decoder"
ENCODER = "model.encoder.language_model"


class Rotary(Protocol):
    """The rotary embedding of transformers."""

    layer_types: list[str]

    def __call__(
        self, hidden: torch.Tensor, positions: torch.Tensor, layer_type: str
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return cosines and sines, [1, N, D] each, in the type of ``hidden``."""
        ...


@dataclass(frozen=True, slots=True)
class LeanNetwork:
    """All weights of a model, ready for a denoiser.

    Attributes:
        network: the modules of transformers; their weights, if they have any, are those below.
        encoder_layers: in order, what reads the prompt and the finished canvases.
        decoder_layers: what refines a canvas: the same weights, which an adapter may change
            otherwise.
        layer_types: of each, which says how its positions are encoded.
        encoder_attention: the encoder's attention modules.
        encoder_scalars: [1] each, what the encoder scales its layers' outputs by.
        decoder_scalars: the same of the decoder.
        encoder_rotary: encodes the positions of what is read.
        decoder_rotary: encodes the positions of a canvas.
        conditioning_norm: [H] float32.
        conditioning: the self-conditioning block.
        final_norm: [H] float32.
        embeddings: [V, H], which the output layer shares.
        embedding_scale: scalar, in the type of the activations.
        soft_cap: bounds the logits.
        epsilon: of all norms.
        dtype: of the activations.
    """

    network: DiffusionGemmaForBlockDiffusion
    encoder_layers: tuple[LeanLayer, ...]
    decoder_layers: tuple[LeanLayer, ...]
    layer_types: tuple[str, ...]
    encoder_attention: tuple[nn.Module, ...]
    encoder_scalars: tuple[torch.Tensor, ...]
    decoder_scalars: tuple[torch.Tensor, ...]
    encoder_rotary: Rotary
    decoder_rotary: Rotary
    conditioning_norm: torch.Tensor
    conditioning: Gated
    final_norm: torch.Tensor
    embeddings: Weight
    embedding_scale: torch.Tensor
    soft_cap: float
    epsilon: float
    dtype: torch.dtype

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the scaled embeddings [N, H] of tokens int64 [N]."""
        return select_rows(self.embeddings, ids, self.dtype) * self.embedding_scale

    @property
    def waits_for_host(self) -> bool:
        """Whether a GPU has to ask the host in the middle of a layer: no graph can be made then."""
        return any(wait_for_host(layer.gate_up, layer.down) for layer in self.decoder_layers)


def make_lean(
    network: DiffusionGemmaForBlockDiffusion, source: WeightSource, dtype: torch.dtype
) -> LeanNetwork:
    """Put the weights of a model together.

    Args:
        network: its modules say what is computed; their weights may take no memory.
        source: the decoder's weights.
        dtype: of the activations.
    """
    text = cast("DiffusionGemmaTextConfig", network.config.get_text_config())
    encoder = network.model.encoder.language_model
    kinds = tuple(text.layer_types or ())
    numbers = range(len(kinds))
    embeddings = source.joined([f"{DECODER}.embed_tokens.weight"])
    conditioning = f"{DECODER}.self_conditioning"
    layers = tuple(_lean_layer(source, number, text) for number in numbers)
    return LeanNetwork(
        network=network,
        encoder_layers=layers,
        decoder_layers=layers,
        layer_types=kinds,
        encoder_attention=tuple(layer.get_submodule("self_attn") for layer in encoder.layers),
        encoder_scalars=_scalars(source, ENCODER, numbers),
        decoder_scalars=_scalars(source, DECODER, numbers),
        encoder_rotary=cast("Rotary", encoder.rotary_emb),
        decoder_rotary=cast("Rotary", network.model.decoder.rotary_emb),
        conditioning_norm=source.plain(f"{conditioning}.pre_norm.weight").float(),
        conditioning=_gated(source, conditioning),
        final_norm=source.plain(f"{DECODER}.norm.weight").float(),
        embeddings=embeddings,
        embedding_scale=torch.tensor(text.hidden_size**0.5, dtype=dtype),
        soft_cap=float(text.final_logit_softcapping),
        epsilon=text.rms_norm_eps,
        dtype=dtype,
    )


def _scalars(source: WeightSource, part: str, numbers: range) -> tuple[torch.Tensor, ...]:
    """Return what encoder or decoder scale their layers' outputs by."""
    return tuple(source.plain(f"{part}.layers.{number}.layer_scalar") for number in numbers)


def _lean_layer(source: WeightSource, number: int, text: DiffusionGemmaTextConfig) -> LeanLayer:
    """Take a layer's weights."""
    name = f"{DECODER}.layers.{number}"

    def norm(part: str) -> torch.Tensor:
        return source.plain(f"{name}.{part}.weight").float()

    heads = text.num_attention_heads
    attention = f"{name}.self_attn"
    # Layers without value projections take the keys, before their norm, as values.
    projections = [f"{attention}.{part}_proj.weight" for part in "qkv"]
    shared_values = not source.has(projections[-1])
    query_norm, key_norm = norm("self_attn.q_norm"), norm("self_attn.k_norm")
    qkv = source.joined(projections[: 2 if shared_values else 3])
    key_heads = qkv.shape[0] // query_norm.shape[0] - heads
    key_heads //= 1 if shared_values else 2
    gate_up, down, experts = source.experts(f"{name}.experts")
    return LeanLayer(
        heads=heads,
        key_value_heads=key_heads,
        shared_values=shared_values,
        epsilon=text.rms_norm_eps,
        input_norm=norm("input_layernorm"),
        qkv=qkv,
        qk_norm=torch.cat((query_norm.expand(heads, -1), key_norm.expand(key_heads, -1))),
        output=source.joined([f"{attention}.o_proj.weight"]),
        attention_norm=norm("post_attention_layernorm"),
        dense_norm=norm("pre_feedforward_layernorm"),
        dense=_gated(source, f"{name}.mlp"),
        dense_out_norm=norm("post_feedforward_layernorm_1"),
        router=source.plain(f"{name}.router.proj.weight"),
        router_scale=source.plain(f"{name}.router.scale"),
        router_root=text.hidden_size**-0.5,
        expert_scale=source.plain(f"{name}.router.per_expert_scale"),
        expert_norm=norm("pre_feedforward_layernorm_2"),
        experts=experts,
        gate_up=gate_up,
        down=down,
        answers=int(text.top_k_experts or 0),
        expert_out_norm=norm("post_feedforward_layernorm_2"),
        out_norm=norm("post_feedforward_layernorm"),
    )


def _gated(source: WeightSource, name: str) -> Gated:
    """Take the weights of a gated block."""
    return Gated(
        source.joined([f"{name}.gate_proj.weight", f"{name}.up_proj.weight"]),
        source.joined([f"{name}.down_proj.weight"]),
    )
