"""The synthetic 26B model: its sizes are the real ones, and what it computes is finite."""

from collections import Counter
from pathlib import Path

import pytest
import torch

from engine.bench.fixed_steps import make_task, measure_steps
from engine.bench.synthetic import (
    build_synthetic,
    check_room,
    synthetic_config,
    transformers_config,
)
from engine.denoise import Denoiser, FullLogits
from engine.errors import OutOfMemoryError
from engine.four_bit.recipe import Part, Recipe, find_recipe, part_of
from engine.model.int8 import Int8Weight
from engine.model.lean_layer import norm, route
from engine.model.loaded import LoadedModel
from engine.model.nf4 import Nf4Weight
from engine.model.text_model import build_empty, stored_shapes
from engine.model.weight import select_rows
from engine.plan.fit import DeviceMemory
from engine.plan.memory_plan import Place
from engine.plan.shape import LARGE, read_shape
from tests.engine.bench.small_config import make_it_small

CPU = torch.device("cpu")
BALANCED = find_recipe("balanced")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_it_small(tmp_path, monkeypatch)


def build(recipe: Recipe = BALANCED, seed: int = 0) -> LoadedModel:
    config = transformers_config(synthetic_config(2))
    return build_synthetic(config, recipe, CPU, torch.bfloat16, seed)


def first_logits(denoiser: Denoiser) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    denoiser.extend(torch.randint(0, 320, (40,), generator=generator))
    canvas = torch.randint(0, 320, (16,), generator=generator)
    return denoiser.logits(canvas, None).clone()


def test_it_has_the_parameters_of_the_26b_model() -> None:
    network = build_empty(transformers_config(synthetic_config()), CPU)
    counts: Counter[Part] = Counter()
    for name, shape in stored_shapes(network).items():
        counts[part_of(name)] += torch.Size(shape).numel()
    billions = {part: round(count / 1e9, 2) for part, count in counts.items()}
    assert billions[Part.EXPERTS] == 22.84
    assert billions[Part.ATTENTION] == 1.11
    assert billions[Part.EMBEDDING] == 0.74
    # The dense blocks of 30 layers have 0.54 billion, the self-conditioning block the rest.
    assert counts[Part.DENSE] * 30 / 31 == pytest.approx(0.535e9, rel=1e-3)
    assert sum(counts.values()) == pytest.approx(25.25e9, rel=1e-3)


def test_its_shape_is_the_one_that_memory_is_planned_for() -> None:
    assert read_shape(synthetic_config().values) == LARGE


@pytest.mark.parametrize("layers", [1, 6, 7])
def test_fewer_layers_end_with_full_attention(layers: int) -> None:
    config = transformers_config(synthetic_config(layers))
    types = config.get_text_config().layer_types
    assert len(types) == config.get_text_config().num_hidden_layers == layers
    assert types[-1] == "full_attention"
    assert [kind for kind in types[:5] if kind != "sliding_attention"] == ["full_attention"][
        : layers == 1
    ]


@pytest.mark.parametrize("layers", [0, 31])
def test_other_numbers_of_layers_are_refused(layers: int) -> None:
    with pytest.raises(ValueError, match=rf"1 to 30 layers, not {layers}"):
        synthetic_config(layers)


@pytest.mark.usefixtures("small")
def test_steps_are_finite_and_the_same_seed_gives_the_same_model() -> None:
    model = build()
    logits = first_logits(model.denoiser())
    assert bool(logits.isfinite().all())
    assert logits.std() > 0.1
    assert torch.equal(logits, first_logits(build().denoiser()))
    assert not torch.equal(logits, first_logits(build(seed=1).denoiser()))
    task = make_task(device=CPU, prompt_tokens=40, canvas_length=16, vocabulary=320, seed=0)
    refiner = FullLogits(model.denoiser())
    refiner.extend(task.prompt)
    assert measure_steps(refiner, task, 3, 1).passes == 3


@pytest.mark.usefixtures("small")
def test_parts_are_in_the_formats_of_the_recipe() -> None:
    layers = {name: build(find_recipe(name)).lean for name in ("balanced", "smallest")}
    balanced, smallest = layers["balanced"], layers["smallest"]
    assert balanced is not None
    assert smallest is not None
    for lean, attention, embedding in (
        (balanced, Int8Weight, torch.Tensor),
        (smallest, Nf4Weight, Int8Weight),
    ):
        assert isinstance(lean.embeddings, embedding)
        assert isinstance(lean.decoder_layers[0].qkv, attention)
        assert isinstance(lean.decoder_layers[0].gate_up, Nf4Weight)
        assert isinstance(lean.decoder_layers[0].router, torch.Tensor)


@pytest.mark.usefixtures("small")
def test_positions_ask_different_experts() -> None:
    lean = build().lean
    assert lean is not None
    rows = select_rows(lean.embeddings, torch.arange(64), lean.dtype) * lean.embedding_scale
    for layer in lean.decoder_layers:
        _, chosen = route(layer, norm(rows, None, lean.epsilon))
        assert len(chosen.unique()) == 16


def test_what_does_not_fit_is_refused_with_what_would() -> None:
    memory = DeviceMemory(Place.CPU, 10_000_000_000, 16_000_000_000, started=True)
    with pytest.raises(OutOfMemoryError, match=r"30 layers .* are free, .* 7.50 GB: take --layers"):
        check_room(synthetic_config(), BALANCED, memory, 768)
    with pytest.raises(OutOfMemoryError) as refusal:
        check_room(synthetic_config(), BALANCED, memory, 768)
    most = int(str(refusal.value).split("--layers ")[1].split()[0])
    check_room(synthetic_config(most), BALANCED, memory, 768)
    with pytest.raises(OutOfMemoryError):
        check_room(synthetic_config(most + 1), BALANCED, memory, 768)


def test_main_memory_is_left_to_other_programs_and_that_of_a_card_is_not() -> None:
    twenty = 20_000_000_000
    check_room(synthetic_config(), BALANCED, DeviceMemory(Place.GPU, twenty, twenty), 768)
    with pytest.raises(OutOfMemoryError, match="of which it may take"):
        check_room(synthetic_config(), BALANCED, DeviceMemory(Place.CPU, twenty, twenty), 768)


def test_where_not_even_one_layer_fits_memory_has_to_be_freed() -> None:
    memory = DeviceMemory(Place.CPU, 1_000_000, 16_000_000_000, started=True)
    with pytest.raises(OutOfMemoryError, match="free some memory"):
        check_room(synthetic_config(), BALANCED, memory, 768)
