"""Checks the shape that a config gives its text model, before transformers builds it.

transformers would say less of the same faults, later, or not at all. Imports no torch.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from engine.errors import CheckpointDamagedError, UnsupportedArchitectureError
from engine.model.json_values import AGAIN, JsonValues
from engine.model.weight_files import StoredTensor

LAYER_TYPES = ("sliding_attention", "full_attention")
ACTIVATION = "gelu_pytorch_tanh"

_SIZES = (
    "hidden_size",
    "intermediate_size",
    "head_dim",
    "global_head_dim",
    "moe_intermediate_size",
)
_LAYER = re.compile(r"model\.decoder\.layers\.(\d+)\.")


def check_text_shape(text: JsonValues, tensors: Sequence[StoredTensor]) -> None:
    """Check ``text_config`` in itself and against the number of layers in the weight files.

    Raises:
        CheckpointDamagedError: a size is out of its range, or two do not fit each other.
        UnsupportedArchitectureError: the model computes something that Anneal does not.
    """
    for key in _SIZES:
        text.number(key, 1)
    # A window of one token is the token itself, which no cache of transformers can keep.
    text.number("sliding_window", 2, least=2)
    _check_layers(text, tensors)
    _check_heads(text)
    _check_experts(text)
    _check_rope(text)
    activation = text.string("hidden_activation", ACTIVATION)
    if activation != ACTIVATION:
        raise _unsupported(text.path, f"the activation is {activation!r}", repr(ACTIVATION))
    if text.flag("attention_bias", False):
        raise _unsupported(text.path, "the attention has biases", "attention without them")
    if "final_logit_softcapping" in text.values and not text.values["final_logit_softcapping"]:
        raise _unsupported(text.path, "the logits have no bound", "'final_logit_softcapping'")
    text.real("final_logit_softcapping", 30.0)
    text.real("rms_norm_eps", 1e-6)


def _check_layers(text: JsonValues, tensors: Sequence[StoredTensor]) -> None:
    """Check how many layers there are, and of which types."""
    count = text.number("num_hidden_layers", 30)
    found = [match.group(1) for tensor in tensors if (match := _LAYER.match(tensor.name))]
    stored = len(set(found))
    if count > stored:
        raise text.fault("num_hidden_layers", f"the weight files hold {stored} layers")
    types = text.values.get("layer_types")
    if types is None:
        return
    if not isinstance(types, list) or any(name not in LAYER_TYPES for name in types):
        raise text.fault("layer_types", f"should be a list of {' and '.join(LAYER_TYPES)}")
    if len(types) != count:
        raise CheckpointDamagedError(
            f"{text.path}: 'layer_types' names {len(types)} layers and 'num_hidden_layers' "
            f"{count}; {AGAIN}"
        )


def _check_heads(text: JsonValues) -> None:
    """Check that the query heads can be shared out among the key heads, in every layer."""
    heads = text.number("num_attention_heads", 8)
    usual = text.number("num_key_value_heads", 4)
    key_heads = [usual, text.number("num_global_key_value_heads", usual)]
    layers = text.inside("per_layer_config")
    for layer in layers.values:
        own = layers.inside(layer)
        own.number("head_dim", 1)
        key_heads.append(own.number("num_key_value_heads", usual))
    for number in key_heads:
        if heads % number:
            raise CheckpointDamagedError(
                f"{text.path}: {heads} attention heads cannot be shared out among {number} "
                f"key-value heads; {AGAIN}"
            )


def _check_experts(text: JsonValues) -> None:
    """Check that there are as many experts as answer for a token."""
    experts = text.number("num_experts", 1)
    answering = text.number("top_k_experts", 1)
    if answering > experts:
        raise CheckpointDamagedError(
            f"{text.path}: {answering} experts are to answer for a token ('top_k_experts') and "
            f"there are {experts} ('num_experts'); {AGAIN}"
        )


def _check_rope(text: JsonValues) -> None:
    """Check that the positions of every type of layer can be encoded."""
    if text.values.get("rope_parameters") is None:
        return
    parameters = text.inside("rope_parameters")
    types = text.values.get("layer_types")
    for kind in sorted(set(types)) if isinstance(types, list) else LAYER_TYPES:
        own = parameters.inside(kind)
        if not own.values:
            raise text.fault("rope_parameters", f"should say how {kind} encodes positions")
        if not own.string("rope_type", "") or own.values.get("rope_theta") is None:
            raise text.fault("rope_parameters", f"lacks 'rope_type' or 'rope_theta' of {kind}")
        own.real("rope_theta", 1.0, most=1e12)
        own.real("partial_rotary_factor", 1.0, most=1.0)


def _unsupported(path: Path, found: str, known: str) -> UnsupportedArchitectureError:
    return UnsupportedArchitectureError(
        f"{path}: {found}, and only {known} can be computed: choose another checkpoint"
    )
