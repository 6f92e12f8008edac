"""What cannot be applied of an adapter is named, before any weight is loaded."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import AdapterError
from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import find_recipe
from engine.model.adapter import load_adapter
from engine.model.adapter_files import read_adapter
from engine.model.checkpoint import Checkpoint, read_checkpoint
from tests.tiny_adapter import DECODER, ENCODER, adapter_tensors, linear_shapes, write_adapter
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

SHAPE = TinyShape(layer_types=(SLIDING, FULL))
QUERIES = f"{DECODER}.0.self_attn.q_proj"
ONE = {QUERIES: linear_shapes(SHAPE)[QUERIES]}
PREFIX = "base_model.model"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    return read_checkpoint(make_checkpoint(tmp_path_factory.mktemp("plain") / "tiny", SHAPE))


def fault(folder: Path, checkpoint: Checkpoint) -> str:
    with pytest.raises(AdapterError) as raised:
        read_adapter(folder, checkpoint)
    return str(raised.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (f"{DECODER}.0.router.proj.lora_A.weight", "it changes the router (1 tensors"),
        (f"{DECODER}.0.experts.lora_A.weight", "the experts"),
        (f"{DECODER}.0.experts.base_layer.lora_B.weight", "the experts"),
        ("model.decoder.embed_tokens.lora_embedding_A", "the embeddings"),
        ("model.decoder.embed_tokens.token_adapter.trainable_tokens_delta", "the embeddings"),
        ("lm_head.lora_A.weight", "the embeddings"),
        ("lm_head.weight", "the embeddings"),
        ("model.decoder.norm.weight", "norms"),
        (f"{QUERIES}.lora_magnitude_vector", "magnitudes of weights (DoRA)"),
        (f"{QUERIES}.lora_B.bias", "biases"),
        (f"{QUERIES}.base_layer.bias", "biases"),
        (f"{DECODER}.0.mlp.up_proj.weight", "whole weights"),
        (f"{QUERIES}.lora_A.default.weight", "modules by names that PEFT does not write"),
        ("model.decoder.head.lora_A.weight", "other modules"),
        ("model.decoder.prompt", "what Anneal does not know"),
    ],
)
def test_tensors_that_cannot_be_applied_are_named(
    tmp_path: Path, checkpoint: Checkpoint, name: str, words: str
) -> None:
    tensors = adapter_tensors(ONE) | {f"{PREFIX}.{name}": torch.ones(3, 32)}
    told = fault(write_adapter(tmp_path / "lora", tensors), checkpoint)
    assert words in told
    assert f"{PREFIX}.{name}" in told
    assert "Anneal adapts the projections of attention" in told
    assert "merge it into its checkpoint" in told


def test_all_that_cannot_be_applied_is_told_at_once(tmp_path: Path, checkpoint: Checkpoint) -> None:
    others = (f"{DECODER}.0.router.proj", f"{ENCODER}.1.router.proj", f"{DECODER}.0.experts")
    tensors = adapter_tensors(ONE | dict.fromkeys(others, (8, 8)))
    told = fault(write_adapter(tmp_path / "lora", tensors), checkpoint)
    assert "the router (4 tensors" in told
    assert "the experts (2 tensors" in told


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"peft_type": "IA3"}, "the adapter's type is 'IA3'"),
        ({"peft_type": None}, "the adapter's type is None"),
        ({"use_dora": True}, "scales the rows of the whole weights too (DoRA)"),
        ({"use_qalora": True}, "(QA-LoRA)"),
        ({"alora_invocation_tokens": [5]}, "(aLoRA)"),
        ({"modules_to_save": ["lm_head"]}, "it replaces whole weights"),
        ({"target_parameters": ["experts.down_proj"]}, "as the experts' are"),
        ({"trainable_token_indices": [7]}, "the embeddings of some tokens"),
        ({"layer_replication": [[0, 1]]}, "it repeats layers"),
        ({"lora_bias": True, "use_dora": True}, "it adds biases, and it scales the rows"),
        ({"init_lora_weights": "pissa_niter_4"}, "its training began with 'pissa_niter_4'"),
        ({"r": 4}, "are [3, 32] and [32, 3], and the config says rank 4"),
        ({"r": 0}, "'r' is 0 and should be a whole number from 1"),
        ({"lora_alpha": "6"}, "'lora_alpha' is '6' and should be a number"),
        ({"rank_pattern": {"q_proj": 2}}, "the config says rank 2"),
        ({"rank_pattern": {"q_(proj": 3}}, "'q_(proj' is no regular expression"),
    ],
)
def test_configs_that_cannot_be_applied_say_why(
    tmp_path: Path, checkpoint: Checkpoint, config: dict[str, object], words: str
) -> None:
    folder = write_adapter(tmp_path / "lora", adapter_tensors(ONE), config)
    assert words in fault(folder, checkpoint)


@pytest.mark.parametrize("start", [True, False, "gaussian", "eva", "orthogonal"])
def test_starts_that_leave_the_weights_alone_are_welcome(
    tmp_path: Path, checkpoint: Checkpoint, start: object
) -> None:
    folder = write_adapter(tmp_path / "x", adapter_tensors(ONE), {"init_lora_weights": start})
    (change,) = read_adapter(folder, checkpoint).changes
    assert (change.module, change.scaling) == (QUERIES, 2.0)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def drop_half(path: Path) -> None:
    tensors = load_file(path)
    del tensors[f"{PREFIX}.{QUERIES}.lora_B.weight"]
    save_file(tensors, path)


def make_whole_numbers(path: Path) -> None:
    save_file({name: tensor.int() for name, tensor in load_file(path).items()}, path)


def pickle_only(path: Path) -> None:
    path.rename(path.with_name("adapter_model.bin"))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (truncate, "so it was cut off or overwritten"),
        (drop_half, f"lora_B of {QUERIES} is missing"),
        (make_whole_numbers, "of the type I32, and should be a matrix of the type BF16"),
        (pickle_only, "there is no adapter_model.safetensors"),
        (lambda path: path.write_bytes(b""), "is not a safetensors file"),
        (lambda path: save_file({}, path), "changes nothing that reads or writes text"),
        (lambda path: (path.parent / "adapter_config.json").unlink(), "config.json is missing"),
        (lambda path: (path.parent / "adapter_config.json").write_text("{"), "it is not JSON"),
    ],
)
def test_damaged_files_are_named(
    tmp_path: Path, checkpoint: Checkpoint, damage: Callable[[Path], object], words: str
) -> None:
    folder = write_adapter(tmp_path / "lora", adapter_tensors(ONE))
    damage(folder / "adapter_model.safetensors")
    told = fault(folder, checkpoint)
    assert words in told
    assert str(folder) in told


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, checkpoint: Checkpoint) -> None:
    assert "lora: is not there: name" in fault(tmp_path / "lora", checkpoint)


def test_an_adapter_for_pictures_alone_changes_no_text(
    tmp_path: Path, checkpoint: Checkpoint
) -> None:
    seeing = adapter_tensors({"model.encoder.vision_tower.layers.0.mlp.up_proj.linear": (8, 8)})
    told = fault(write_adapter(tmp_path / "lora", seeing), checkpoint)
    assert "changes nothing that reads or writes text" in told


@pytest.mark.parametrize(
    ("module", "size", "words"),
    [
        (QUERIES, (32, 40), f"{QUERIES} is [32, 32] in tiny and [32, 40] here"),
        (f"{ENCODER}.0.self_attn.q_proj", (64, 32), "is [32, 32] in tiny and [64, 32] here"),
        (f"{DECODER}.7.self_attn.q_proj", (32, 32), f"tiny has no {DECODER}.7.self_attn.q_proj"),
        # Full attention takes the keys as values.
        (f"{DECODER}.1.self_attn.v_proj", (16, 32), "tiny has no"),
        # The decoder alone has it.
        ("model.encoder.language_model.self_conditioning.up_proj", (48, 32), "tiny has no"),
        ("model.language_model.layers.0.mlp.up_proj", (48, 32), "tiny has no"),
    ],
)
def test_an_adapter_for_another_model_is_refused(
    tmp_path: Path, checkpoint: Checkpoint, module: str, size: tuple[int, int], words: str
) -> None:
    folder = write_adapter(tmp_path / "lora", adapter_tensors({module: size}))
    told = fault(folder, checkpoint)
    assert words in told
    assert "it was trained on somebody/tiny" in told


def test_shapes_of_a_4_bit_checkpoint_are_those_of_its_source(
    tmp_path: Path, checkpoint: Checkpoint
) -> None:
    for _ in quantize(checkpoint.folder, tmp_path / "four-bit", find_recipe("smallest")):
        pass
    quantized = read_checkpoint(tmp_path / "four-bit")
    modules = linear_shapes(SHAPE)
    folder = write_adapter(tmp_path / "lora", adapter_tensors(modules))
    found = read_adapter(folder, quantized)
    assert [change.module for change in found.changes] == sorted(modules)
    assert "in four-bit and" in fault(
        write_adapter(tmp_path / "other", adapter_tensors({QUERIES: (32, 16)})), quantized
    )


@pytest.mark.parametrize("side", ["A", "B"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_refused(
    tmp_path: Path, checkpoint: Checkpoint, side: str, value: float
) -> None:
    tensors = adapter_tensors(ONE)
    tensors[f"{PREFIX}.{QUERIES}.lora_{side}.weight"][1, 2] = value
    files = read_adapter(write_adapter(tmp_path / "lora", tensors), checkpoint)
    with pytest.raises(AdapterError, match=rf"matrices of {QUERIES} hold NaN or infinite"):
        load_adapter(files, torch.device("cpu"), torch.float32)


def test_the_config_is_read_as_peft_writes_it(tmp_path: Path, checkpoint: Checkpoint) -> None:
    """Keys that are not known, of a later PEFT for instance, change nothing."""
    folder = write_adapter(tmp_path / "lora", adapter_tensors(ONE), {"peft_version": "0.99"})
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    for key in ("use_qalora", "target_parameters", "lora_bias", "rank_pattern", "use_rslora"):
        del config[key]
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    files = read_adapter(folder, checkpoint)
    assert (files.name, files.base_model) == ("lora", "somebody/tiny")
    assert [change.scaling for change in files.changes] == [2.0]
