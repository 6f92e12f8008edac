"""Reads an adapter's config as PEFT writes it; knows no tensors and imports no torch."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from engine.errors import AdapterError
from engine.model.json_values import JsonValues, read_json

CONFIG = "adapter_config.json"
MERGE = "merge it into its checkpoint with PEFT and load that, or choose another adapter"

# PEFT's defaults.
_RANK = 8
_ALPHA = 8.0
_MOST_ALPHA = 1e6
# What a config may ask for beside the two matrices, and why that cannot be applied.
_MORE = {
    "alora_invocation_tokens": "it acts only behind certain tokens (aLoRA)",
    "arrow_config": "it chooses among several adapters (Arrow)",
    "layer_replication": "it repeats layers of the model",
    "lora_bias": "it adds biases",
    "modules_to_save": "it replaces whole weights",
    "target_parameters": "it changes parameters that are no linear layer's, as the experts' are",
    "trainable_token_indices": "it changes the embeddings of some tokens",
    "use_bdlora": "its matrices are cut into blocks (BD-LoRA)",
    "use_dora": "it scales the rows of the whole weights too (DoRA)",
    "use_qalora": "it adds to averages of what a layer reads (QA-LoRA)",
}
# Starts that leave the weights of the checkpoint as they are. Others (PiSSA, OLoRA, CorDA, LoftQ)
# change them before the training: what was trained belongs to those, not to the checkpoint.
_PLAIN_STARTS = ("gaussian", "eva", "orthogonal")

_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True, slots=True)
class AdapterConfig:
    """What is needed to apply an adapter's tensors.

    ``target_modules`` and the like are not here, since the tensors name the modules that were
    trained; nor is ``fan_in_fan_out``, which PEFT sets aside for linear layers.

    Attributes:
        rank: of a module that no pattern names.
        alpha: the same; what is added is scaled by it over the rank.
        root_scaling: scale by alpha over the square root of the rank instead.
        rank_patterns: regular expressions for the end of a module's name, and its rank.
        alpha_patterns: the same for alpha.
        base_model: what the adapter was trained on, as its author named it; may be empty.
    """

    rank: int
    alpha: float
    root_scaling: bool
    rank_patterns: Mapping[re.Pattern[str], int]
    alpha_patterns: Mapping[re.Pattern[str], float]
    base_model: str

    def rank_of(self, module: str) -> int:
        """Return the rank of what is added to a module's weight."""
        return _first(self.rank_patterns, module, self.rank)

    def scaling_of(self, module: str) -> float:
        """Return the factor of what is added to a module's weight."""
        rank = self.rank_of(module)
        alpha = _first(self.alpha_patterns, module, self.alpha)
        return alpha / (math.sqrt(rank) if self.root_scaling else rank)


def read_config(folder: Path) -> AdapterConfig:
    """Read the config in an adapter's folder.

    Raises:
        AdapterError: it is of another kind than LoRA, or asks for what cannot be applied.
        CheckpointMissingError: there is none.
        CheckpointDamagedError: it cannot be read, or a value is out of its range.
    """
    values = read_json(folder / CONFIG)
    kind = values.values.get("peft_type")
    if kind != "LORA":
        raise AdapterError(
            f"{values.path}: the adapter's type is {kind!r}, and only 'LORA' can be applied: "
            "choose another adapter"
        )
    if reasons := [reason for key, reason in _MORE.items() if values.values.get(key)]:
        raise AdapterError(f"{folder}: cannot be applied: {', and '.join(reasons)}; {MERGE}")
    start = values.values.get("init_lora_weights", True)
    if isinstance(start, str) and start not in _PLAIN_STARTS:
        raise AdapterError(
            f"{folder}: cannot be applied: its training began with {start!r}, which may change "
            "the checkpoint's weights before it adds to them; let PEFT convert it to a plain LoRA "
            f"when it saves it (path_initial_model_for_weight_conversion), {MERGE}"
        )
    ranks, alphas = values.inside("rank_pattern"), values.inside("alpha_pattern")
    return AdapterConfig(
        rank=values.number("r", _RANK),
        alpha=_alpha(values, "lora_alpha"),
        root_scaling=values.flag("use_rslora", False),
        rank_patterns={_pattern(ranks, key): ranks.number(key, _RANK) for key in ranks.values},
        alpha_patterns={_pattern(alphas, key): _alpha(alphas, key) for key in alphas.values},
        base_model=values.string("base_model_name_or_path", ""),
    )


def _alpha(values: JsonValues, key: str) -> float:
    """Return a factor, which may be negative: an adapter can be subtracted."""
    return values.real(key, _ALPHA, least=-_MOST_ALPHA, most=_MOST_ALPHA)


def _pattern(values: JsonValues, key: str) -> re.Pattern[str]:
    """Return what matches the names of the modules that PEFT means by a key."""
    try:
        return re.compile(rf"(.*\.)?({key})$")
    except re.error as error:
        raise AdapterError(
            f"{values.path}: {key!r} is no regular expression ({error}), so it names no modules: "
            "choose another adapter"
        ) from error


def _first(patterns: Mapping[re.Pattern[str], _Number], module: str, usual: _Number) -> _Number:
    """Return the value of the first pattern that matches, as PEFT takes it."""
    return next((value for key, value in patterns.items() if key.match(module)), usual)
