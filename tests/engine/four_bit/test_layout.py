"""What goes into which file, in which format, and what is left out."""

from pathlib import Path

import pytest

from engine.errors import CheckpointDamagedError, RecipeError
from engine.four_bit.layout import PlannedFile, plan_files
from engine.four_bit.recipe import Recipe, find_recipe
from engine.four_bit.tensor_file import TensorEntry
from engine.model.weight_files import StoredTensor

LAYER = "model.decoder.layers.3."
EMBEDDING = "model.decoder.embed_tokens.weight"
BALANCED, SMALLEST, PLAIN = map(find_recipe, ("balanced", "smallest", "plain"))


def stored(name: str, *shape: int, dtype: str = "BF16") -> StoredTensor:
    return StoredTensor(name, shape, dtype, Path("model.safetensors"), 0)


def plan(recipe: Recipe, *tensors: StoredTensor) -> dict[str, PlannedFile]:
    return {file.name: file for file in plan_files(tensors, recipe)}


def test_every_layer_has_a_file_and_what_is_in_none_another() -> None:
    own = "model.encoder.language_model.layers.12.layer_scalar"
    found = plan(
        PLAIN,
        stored(EMBEDDING, 8, 4),
        stored(f"{LAYER}router.scale", 4),
        stored(own, 1),
        stored("model.decoder.layers.12.layer_scalar", 1),
        stored("model.decoder.norm.weight", 4),
    )
    assert {name: [entry.name for entry in file.entries] for name, file in found.items()} == {
        "layer-03.safetensors": [f"{LAYER}router.scale"],
        "layer-12.safetensors": ["model.decoder.layers.12.layer_scalar", own],
        "rest.safetensors": [EMBEDDING, "model.decoder.norm.weight"],
    }
    assert found["rest.safetensors"].source_bytes == 72


@pytest.mark.parametrize(
    ("recipe", "name", "shape", "dtype", "entries"),
    [
        (
            BALANCED,
            f"{LAYER}experts.down_proj",
            (2, 6, 70),
            "F16",
            [(".nf4", "U8", (2, 6, 35)), (".absmax", "F16", (2, 6, 2))],
        ),
        (
            BALANCED,
            f"{LAYER}self_attn.q_proj.weight",
            (6, 64),
            "F32",
            [(".int8", "I8", (6, 64)), (".scale", "F32", (6,))],
        ),
        (
            SMALLEST,
            f"{LAYER}self_attn.q_proj.weight",
            (6, 64),
            "F32",
            [(".nf4", "U8", (6, 32)), (".absmax", "F32", (6, 1))],
        ),
        (BALANCED, f"{LAYER}router.proj.weight", (4, 64), "F16", [("", "F16", (4, 64))]),
        (BALANCED, EMBEDDING, (9, 5), "BF16", [("", "BF16", (9, 5))]),
    ],
)
def test_a_tensor_is_stored_as_the_recipe_says(
    recipe: Recipe,
    name: str,
    shape: tuple[int, ...],
    dtype: str,
    entries: list[tuple[str, str, tuple[int, ...]]],
) -> None:
    (file,) = plan(recipe, stored(name, *shape, dtype=dtype)).values()
    wanted = [TensorEntry(name + suffix, kind, sizes) for suffix, kind, sizes in entries]
    assert list(file.entries) == wanted


def test_what_is_tied_or_sees_pictures_is_left_out() -> None:
    kept = [stored(EMBEDDING, 8, 4), stored(f"{LAYER}self_attn.q_proj.weight", 4, 4)]
    others = [
        stored("lm_head.weight", 8, 4),
        stored("model.encoder.language_model.embed_tokens.weight", 8, 4),
        stored("model.encoder.language_model.layers.3.self_attn.q_proj.weight", 4, 4),
        stored("model.encoder.vision_tower.patch.weight", 3, 3),
        stored("model.encoder.embed_vision.embedding_projection.weight", 3, 3),
    ]
    assert plan(BALANCED, *kept, *others) == plan(BALANCED, *kept)


@pytest.mark.parametrize("sizes", [(8, 5), None])
def test_a_tied_tensor_without_its_twin_is_named(sizes: tuple[int, ...] | None) -> None:
    twins = [stored(EMBEDDING, *sizes)] if sizes else []
    with pytest.raises(CheckpointDamagedError, match=r"lm_head\.weight is tied to .*embed_tokens"):
        plan(PLAIN, stored("lm_head.weight", 8, 4), *twins)


def test_what_cannot_be_quantized_is_named() -> None:
    with pytest.raises(RecipeError, match=r"q_proj\.weight is of the type F8_E4M3"):
        plan(PLAIN, stored(f"{LAYER}self_attn.q_proj.weight", 4, 4, dtype="F8_E4M3"))
    odd = stored(f"{LAYER}experts.down_proj", 2, 4, 5)
    with pytest.raises(RecipeError, match=r"experts\.down_proj has rows of 5 weights"):
        plan(BALANCED, odd)
    assert plan(PLAIN, odd)
