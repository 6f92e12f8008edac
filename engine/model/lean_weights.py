"""Takes the weights of transformers' modules for the lean forward pass; computes nothing itself.

Weights that read the same input are laid side by side as one matrix, and the modules are left
looking at their rows of it: they keep working, and no weight but the output layer's is in memory
twice.
"""

from collections.abc import Sequence
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

from engine.model.lean_layer import Gated, LeanLayer


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
    """All weights of a model, ready for ``LeanDenoiser``.

    Attributes:
        network: the modules of transformers, whose storage the weights below share.
        layers: in order.
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
        output: [H, V], the output layer. In bfloat16 a copy with the vocabulary innermost, which
            the product reads more than twice as fast.
        embedding_scale: scalar, of the embeddings' type.
        soft_cap: bounds the logits.
        epsilon: of all norms.
    """

    network: DiffusionGemmaForBlockDiffusion
    layers: tuple[LeanLayer, ...]
    layer_types: tuple[str, ...]
    encoder_attention: tuple[nn.Module, ...]
    encoder_scalars: tuple[torch.Tensor, ...]
    decoder_scalars: tuple[torch.Tensor, ...]
    encoder_rotary: Rotary
    decoder_rotary: Rotary
    conditioning_norm: torch.Tensor
    conditioning: Gated
    final_norm: torch.Tensor
    embeddings: torch.Tensor
    output: torch.Tensor
    embedding_scale: torch.Tensor
    soft_cap: float
    epsilon: float


def make_lean(network: DiffusionGemmaForBlockDiffusion) -> LeanNetwork:
    """Take the weights of a model, which has to lie on the CPU.

    Args:
        network: keeps working; its projections look into larger matrices afterwards.
    """
    text = cast("DiffusionGemmaTextConfig", network.config.get_text_config())
    decoder = network.model.decoder
    encoder = network.model.encoder.language_model
    embeddings = decoder.get_parameter("embed_tokens.weight")
    return LeanNetwork(
        network=network,
        layers=tuple(_lean_layer(layer, text) for layer in decoder.layers),
        layer_types=tuple(text.layer_types or ()),
        encoder_attention=tuple(layer.get_submodule("self_attn") for layer in encoder.layers),
        encoder_scalars=tuple(layer.get_buffer("layer_scalar") for layer in encoder.layers),
        decoder_scalars=tuple(layer.get_buffer("layer_scalar") for layer in decoder.layers),
        encoder_rotary=cast("Rotary", encoder.rotary_emb),
        decoder_rotary=cast("Rotary", decoder.rotary_emb),
        conditioning_norm=decoder.get_parameter("self_conditioning.pre_norm.weight").float(),
        conditioning=_gated(decoder.self_conditioning),
        final_norm=decoder.get_parameter("norm.weight").float(),
        embeddings=embeddings,
        output=_output_layer(embeddings),
        embedding_scale=decoder.get_buffer("embed_tokens.embed_scale").to(embeddings.dtype),
        soft_cap=float(text.final_logit_softcapping),
        epsilon=text.rms_norm_eps,
    )


def _lean_layer(layer: nn.Module, text: DiffusionGemmaTextConfig) -> LeanLayer:
    """Take a layer's weights."""
    attention = layer.get_submodule("self_attn")
    heads = text.num_attention_heads
    # Layers without value projections take the keys, before their norm, as values.
    names = [name for name in ("q_proj", "k_proj", "v_proj") if _has(attention, name)]
    query_norm = attention.get_parameter("q_norm.weight").float()
    key_norm = attention.get_parameter("k_norm.weight").float()
    key_heads = attention.get_parameter("k_proj.weight").shape[0] // key_norm.shape[0]
    return LeanLayer(
        heads=heads,
        key_value_heads=key_heads,
        shared_values="v_proj" not in names,
        epsilon=text.rms_norm_eps,
        input_norm=layer.get_parameter("input_layernorm.weight").float(),
        qkv=_side_by_side(attention, names),
        qk_norm=torch.cat((query_norm.expand(heads, -1), key_norm.expand(key_heads, -1))),
        output=attention.get_parameter("o_proj.weight"),
        attention_norm=layer.get_parameter("post_attention_layernorm.weight").float(),
        dense_norm=layer.get_parameter("pre_feedforward_layernorm.weight").float(),
        dense=_gated(layer.get_submodule("mlp")),
        dense_out_norm=layer.get_parameter("post_feedforward_layernorm_1.weight").float(),
        router=layer.get_parameter("router.proj.weight"),
        router_scale=layer.get_parameter("router.scale"),
        router_root=text.hidden_size**-0.5,
        expert_scale=layer.get_parameter("router.per_expert_scale"),
        expert_norm=layer.get_parameter("pre_feedforward_layernorm_2.weight").float(),
        experts=layer.get_submodule("experts"),
        gate_up=layer.get_parameter("experts.gate_up_proj"),
        down=layer.get_parameter("experts.down_proj"),
        answers=int(text.top_k_experts or 0),
        expert_out_norm=layer.get_parameter("post_feedforward_layernorm_2.weight").float(),
        out_norm=layer.get_parameter("post_feedforward_layernorm.weight").float(),
    )


def _output_layer(embeddings: torch.Tensor) -> torch.Tensor:
    """Return the embeddings [V, H] as an output layer [H, V].

    In single precision the order of the numbers in memory may decide how a product rounds.
    """
    turned = embeddings.detach().t()
    return turned.contiguous() if turned.dtype == torch.bfloat16 else turned


def _has(module: nn.Module, name: str) -> bool:
    """Say whether a module has a linear layer of this name."""
    return isinstance(getattr(module, name), nn.Linear)


def _gated(block: nn.Module) -> Gated:
    """Take the weights of a gated block."""
    return Gated(
        _side_by_side(block, ("gate_proj", "up_proj")), block.get_parameter("down_proj.weight")
    )


def _side_by_side(module: nn.Module, names: Sequence[str]) -> torch.Tensor:
    """Move weights into one matrix and let their layers look at their rows of it."""
    weights = [module.get_parameter(f"{name}.weight") for name in names]
    together = torch.cat([weight.data for weight in weights])
    rows = together.split([weight.shape[0] for weight in weights])
    for weight, part in zip(weights, rows, strict=True):
        weight.data = part
    return together
