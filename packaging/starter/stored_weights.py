"""The model's weights under the names that the transformers class saves, there and back."""

from collections.abc import Mapping

import torch
from torch import Tensor

from lean_model import Layer, LeanModel


def transformers_weights(model: LeanModel) -> dict[str, Tensor]:
    """Return the weights under the names that the transformers class saves, tied ones once."""
    state: dict[str, Tensor] = {
        "model.decoder.embed_tokens.weight": model.embedding,
        "model.decoder.norm.weight": model.norm,
        "model.decoder.self_conditioning.pre_norm.weight": model.signal_norm,
        "model.decoder.self_conditioning.gate_proj.weight": model.signal_gate,
        "model.decoder.self_conditioning.up_proj.weight": model.signal_up,
        "model.decoder.self_conditioning.down_proj.weight": model.signal_down,
    }
    for index, layer in enumerate(model.layers):
        assert isinstance(layer, Layer)
        root = f"model.decoder.layers.{index}."
        for name, value in layer.named_parameters():
            state[root + TRANSFORMERS_NAMES.get(name, name + ".weight")] = value
    return {name: value.detach() for name, value in state.items()}


@torch.no_grad()
def take_weights(model: LeanModel, stored: Mapping[str, Tensor]) -> None:
    """Fill ``model`` from ``stored``, named as by ``transformers_weights``.

    Raises:
        KeyError: a weight is missing.
    """
    for name, value in transformers_weights(model).items():
        value.copy_(stored[name])


TRANSFORMERS_NAMES = {
    **{f"{name}_proj": f"self_attn.{name}_proj.weight" for name in "qkvo"},
    "q_norm": "self_attn.q_norm.weight",
    "k_norm": "self_attn.k_norm.weight",
    **{f"{name}_proj": f"mlp.{name}_proj.weight" for name in ("gate", "up", "down")},
    "router": "router.proj.weight",
    "router_scale": "router.scale",
    "per_expert_scale": "router.per_expert_scale",
    "gate_up": "experts.gate_up_proj",
    "down": "experts.down_proj",
}
