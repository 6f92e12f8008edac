"""The memory plan: known figures of the 26B model, and bytes that tiny checkpoints really take."""

from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.torch import load_file

from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import RECIPES, Format, Part, Recipe, find_recipe, part_of
from engine.model.checkpoint import CONFIG, read_checkpoint
from engine.model.int8 import quantize_int8
from engine.model.json_values import JsonValues, read_json
from engine.model.nf4 import quantize_nf4
from engine.paths import starter_folder
from engine.plan.memory_plan import (
    CUDA_CONTEXT_BYTES,
    LIBRARY_BYTES,
    MemoryPlan,
    Place,
    cache_bytes,
    plan_memory,
)
from engine.plan.shape import FULL, LARGE, SLIDING, ModelShape, read_shape
from engine.plan.stored import planned
from engine.plan.weights import PartBytes, computed_parts, stored_parts
from tests.tiny_checkpoint import TinyShape, make_checkpoint

BALANCED = find_recipe("balanced")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shape = TinyShape(layer_types=(SLIDING, SLIDING, FULL), hidden=48, dense=80, expert_width=24)
    return make_checkpoint(tmp_path_factory.mktemp("plan") / "tiny", shape)


def shape_of(folder: Path) -> ModelShape:
    return read_shape(read_json(folder / CONFIG))


def size(plan: MemoryPlan, *names: str) -> float:
    """Return what some parts take together, in GB."""
    return sum(part.nbytes for part in plan.parts if part.name in names) / 1e9


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_weights_take_what_a_quantized_checkpoint_of_that_shape_has(
    folder: Path, recipe: Recipe
) -> None:
    found = dict.fromkeys(Part, 0)
    for name, tensor in load_file(folder / "model.safetensors").items():
        part = part_of(name)
        stored = recipe.format_of(part)
        if stored is Format.NF4:
            found[part] += quantize_nf4(tensor).nbytes
        elif stored is Format.INT8:
            found[part] += quantize_int8(tensor).nbytes
        else:
            found[part] += tensor.nbytes
    computed = computed_parts(shape_of(folder), recipe)
    assert computed == tuple(PartBytes(part, nbytes) for part, nbytes in found.items())


@pytest.mark.parametrize(
    ("recipe", "parts", "figure"),
    [
        ("balanced", ("experts",), 12.13),
        ("smallest", ("attention", "dense blocks", "router and norms"), 0.91),
        ("balanced", ("attention", "dense blocks", "router and norms"), 1.69),
        ("balanced", ("embeddings",), 1.48),
        ("compact", ("embeddings",), 0.74),
        ("plain", ("experts", "attention", "dense blocks", "router and norms", "embeddings"), 50.5),
        ("balanced", ("CUDA context", "workspaces"), 0.70),
    ],
)
def test_the_26b_model_takes_what_was_found_out_in_advance(
    recipe: str, parts: tuple[str, ...], figure: float
) -> None:
    plan = plan_memory(LARGE, find_recipe(recipe), 8192)
    assert size(plan, *parts) == pytest.approx(figure, rel=0.01)


@pytest.mark.parametrize(("context", "figure"), [(8192, 0.43), (32_768, 0.94)])
def test_the_cache_of_the_26b_model(context: int, figure: float) -> None:
    assert cache_bytes(LARGE, context) / 1e9 == pytest.approx(figure, abs=0.01)


@pytest.mark.parametrize("context", [8192, 32_768])
def test_the_default_recipe_stays_under_18_gb(context: int) -> None:
    plan = plan_memory(LARGE, BALANCED, context)
    assert 16.6e9 < plan.total < 18.0e9
    assert plan.total == sum(part.nbytes for part in plan.parts)


def test_a_sliding_layer_holds_no_more_than_its_window() -> None:
    shape = replace(LARGE, layers=LARGE.layers[:1])
    assert shape.layers[0].sliding
    token = 2 * 8 * 256 * 2
    assert cache_bytes(shape, 100) == token * (100 + 256)
    assert cache_bytes(shape, 1023) == cache_bytes(shape, 99_999) == token * (1023 + 256)


def test_a_shape_is_that_of_the_config(folder: Path) -> None:
    shape = shape_of(folder)
    assert [layer.sliding for layer in shape.layers] == [True, True, False]
    assert [(layer.key_heads, layer.head_dim) for layer in shape.layers] == [
        (2, 8), (2, 8), (1, 16),
    ]  # fmt: skip
    assert (shape.hidden, shape.dense, shape.expert_width) == (48, 80, 24)
    assert (shape.window, shape.canvas, shape.context_length) == (24, 16, 1024)


def test_what_a_config_does_not_name_is_what_transformers_takes() -> None:
    values: dict[str, object] = {
        "num_hidden_layers": 13,
        "num_key_value_heads": 8,
        "num_global_key_value_heads": 2,
    }
    layers = read_shape(JsonValues({"text_config": values}, Path("config.json"))).layers
    full = [number for number, layer in enumerate(layers) if not layer.sliding]
    assert full == [5, 11, 12]
    assert {(layer.key_heads, layer.head_dim) for layer in layers} == {(8, 256), (2, 512)}


def test_the_shape_of_the_26b_model_is_that_of_its_config() -> None:
    config = starter_folder().parent / "models" / "diffusiongemma-26b-a4b" / CONFIG
    assert read_shape(read_json(config)) == LARGE


def test_stored_bytes_win_over_computed_ones(folder: Path) -> None:
    model = planned(read_checkpoint(folder))
    assert model.recipe.name == "plain"
    assert model.stored == computed_parts(model.shape, model.recipe)
    stored = tuple(PartBytes(part, 1_000_000) for part in Part)
    plan = plan_memory(model.shape, model.recipe, 1024, stored=stored)
    assert size(plan, "experts") == pytest.approx(0.001)


@pytest.mark.parametrize("recipe", RECIPES[:3], ids=lambda recipe: recipe.name)
def test_a_4_bit_checkpoint_takes_what_its_recipe_and_its_files_say(
    folder: Path, tmp_path: Path, recipe: Recipe
) -> None:
    for _ in quantize(folder, tmp_path / "small", recipe):
        pass
    model = planned(read_checkpoint(tmp_path / "small"))
    assert model.recipe == recipe
    assert model.stored == computed_parts(model.shape, recipe)


def test_twins_and_the_vision_tower_are_not_counted(folder: Path) -> None:
    tensors = read_checkpoint(folder).tensors
    one = next(tensor for tensor in tensors if part_of(tensor.name) is Part.EMBEDDING)
    more = [
        replace(one, name="lm_head.weight"),
        replace(one, name="model.encoder.language_model.embed_tokens.weight"),
        replace(one, name="model.encoder.vision_tower.patch.weight"),
    ]
    assert stored_parts([*tensors, *more], quantized=False) == stored_parts(
        tensors, quantized=False
    )


def test_a_process_that_has_started_does_not_pay_again() -> None:
    for place, saved in ((Place.GPU, CUDA_CONTEXT_BYTES), (Place.CPU, LIBRARY_BYTES)):
        before, after = (
            plan_memory(LARGE, BALANCED, 8192, place=place, started=started).total
            for started in (False, True)
        )
        assert before - after == saved


def test_without_fused_kernels_the_vocabulary_and_the_prompt_are_held_whole() -> None:
    fused = plan_memory(LARGE, BALANCED, 32_768)
    plain = plan_memory(LARGE, find_recipe("plain"), 32_768)
    assert size(fused, "one step") < 0.3
    assert size(plain, "one step") > 4 * 256 * 262_144 * 4 / 1e9
    # Experts alone take seven GB and more for a prompt of 32k that is read at once.
    assert size(plain, "reading the prompt") > 7.0
    assert size(fused, "reading the prompt") < 0.5
