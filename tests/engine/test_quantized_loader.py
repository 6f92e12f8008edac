"""A 4-bit checkpoint computes what its dequantized weights compute, to the last bit."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engine.errors import CheckpointDamagedError
from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import RECIPES, Recipe, find_recipe
from engine.four_bit.stored_weights import read_weights
from engine.model.checkpoint import read_checkpoint
from engine.model.lean import LeanDenoiser
from engine.model.loaded import LoadedModel
from engine.model.loader import load_model
from engine.model.quantized_loader import load_quantized
from engine.model.weight import dequantize
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

CPU = torch.device("cpu")
SHAPE = TinyShape(layer_types=(SLIDING, SLIDING, FULL), hidden=64, dense=96, expert_width=32)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("source") / "tiny", SHAPE, spread=0.08)


def quantized(source: Path, folder: Path, recipe: Recipe) -> Path:
    for _ in quantize(source, folder, recipe):
        pass
    return folder


def dequantized(folder: Path, source: Path, target: Path, dtype: torch.dtype) -> Path:
    """Write a plain checkpoint of the numbers that a 4-bit one stands for."""
    weights = read_weights(read_checkpoint(folder), CPU)
    target.mkdir()
    for name in ("config.json", "generation_config.json", "tokenizer.json"):
        (target / name).write_bytes((source / name).read_bytes())
    numbers = {name: dequantize(weight, dtype) for name, weight in weights.items()}
    save_file(numbers, target / "model.safetensors", metadata={"format": "pt"})
    return target


def logits(model: LoadedModel) -> list[torch.Tensor]:
    """Return the logits of two steps on each of two canvases."""
    generator = torch.Generator().manual_seed(0)

    def some_ids(count: int) -> torch.Tensor:
        return torch.randint(0, SHAPE.vocabulary, (count,), generator=generator)

    denoiser = model.denoiser()
    found = []
    for read in (70, SHAPE.canvas_length):
        denoiser.extend(some_ids(read))
        scores = None
        for _ in range(2):
            found.append(denoiser.logits(some_ids(SHAPE.canvas_length), scores).clone())
            scores = found[-1] / 0.7
    return found


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_logits_are_those_of_the_dequantized_weights(
    tmp_path: Path, source: Path, recipe: Recipe, dtype: torch.dtype
) -> None:
    folder = quantized(source, tmp_path / "four-bit", recipe)
    plain = dequantized(folder, source, tmp_path / "plain", dtype)
    four_bit = load_quantized(read_checkpoint(folder), CPU, dtype)
    expected = logits(load_model(read_checkpoint(plain), CPU, dtype))
    assert isinstance(four_bit.denoiser(), LeanDenoiser)
    assert four_bit.recipe == recipe.name
    for one, other in zip(logits(four_bit), expected, strict=True):
        assert torch.equal(one, other)
        assert one.std() > 0.5


def test_it_is_smaller_and_of_as_many_weights(tmp_path: Path, source: Path) -> None:
    plain = load_model(read_checkpoint(source), CPU, torch.bfloat16)
    folder = quantized(source, tmp_path / "four-bit", find_recipe("smallest"))
    model = load_quantized(read_checkpoint(folder), CPU, torch.bfloat16)
    # The scales of encoder and decoder are buffers of transformers' modules, not parameters.
    assert model.parameters == plain.parameters + 2 * len(SHAPE.layer_types)
    assert model.weight_bytes < 0.5 * plain.weight_bytes


def test_weights_that_the_config_does_not_ask_for_are_refused(tmp_path: Path, source: Path) -> None:
    folder = quantized(source, tmp_path / "four-bit", find_recipe("balanced"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["text_config"]["moe_intermediate_size"] = 2 * SHAPE.expert_width
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(CheckpointDamagedError, match=r"experts.*is stored with the shape"):
        load_quantized(read_checkpoint(folder), CPU, torch.bfloat16)


def test_a_plain_checkpoint_is_none_of_these(source: Path) -> None:
    with pytest.raises(ValueError, match="no 4-bit checkpoint"):
        load_quantized(read_checkpoint(source), CPU, torch.bfloat16)


def test_it_tells_which_share_of_the_weights_is_read(source: Path, tmp_path: Path) -> None:
    folder = quantized(source, tmp_path / "told", find_recipe("balanced"))
    shares: list[float] = []
    load_model(read_checkpoint(folder), CPU, torch.bfloat16, on_read=shares.append)
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert 0 < shares[1] < 0.5
    assert shares[-1] == 1.0


def test_whoever_hears_of_the_weights_can_break_the_load_off(source: Path, tmp_path: Path) -> None:
    class LeftError(BaseException):
        """Nobody wants the model any more."""

    def leave(_share: float) -> None:
        raise LeftError

    folder = quantized(source, tmp_path / "left", find_recipe("balanced"))
    with pytest.raises(LeftError):
        load_model(read_checkpoint(folder), CPU, torch.bfloat16, on_read=leave)
