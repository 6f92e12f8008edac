"""The shape of a model is read from its config as transformers reads it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import DiffusionGemmaConfig

from engine.model.json_values import JsonValues
from engine.plan.shape import LayerShape, read_shape
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_config

SHAPE = TinyShape(layer_types=([SLIDING] * 5 + [FULL]) * 2)


def written(config: DiffusionGemmaConfig) -> JsonValues:
    """Return a config as a checkpoint has it."""
    return JsonValues(json.loads(config.to_json_string(use_diff=False)), Path("config.json"))


@pytest.mark.parametrize("layers", [3, 12])
def test_layers_that_differ_are_found_by_their_numbers(layers: int) -> None:
    """transformers writes the numbers of more than ten layers with leading zeros."""
    shape = replace(SHAPE, layer_types=[*SHAPE.layer_types[: layers - 1], FULL])
    found = read_shape(written(make_config(shape)))
    sliding = LayerShape(True, SHAPE.key_value_heads, SHAPE.head_dim)
    full = LayerShape(False, SHAPE.full_key_value_heads, SHAPE.full_head_dim)
    kinds = {SLIDING: sliding, FULL: full}
    assert found.layers == tuple(kinds[kind] for kind in shape.layer_types)
    assert SHAPE.head_dim != SHAPE.full_head_dim
