"""A folder is read and checked before any weight is loaded; each fault has its own error."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import (
    CheckpointDamagedError,
    CheckpointMissingError,
    UnsupportedArchitectureError,
)
from engine.model.checkpoint import read_checkpoint
from engine.sampling import Sampling
from tests.tiny_checkpoint import EOS, PAD, TOOL_RESPONSE, TURN_END, make_checkpoint, shard

WEIGHTS = "model.safetensors"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("sound") / "tiny")


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "tiny")


def change(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values), encoding="utf-8")


def test_a_sound_folder_says_what_it_holds(folder: Path) -> None:
    found = read_checkpoint(folder)
    assert found.name == "tiny"
    assert (found.template, found.taught_only, found.context_tokens) == ("instruct", False, 4096)
    assert (found.canvas_length, found.context_length, found.vocabulary) == (16, 1024, 320)
    assert found.pad_id == PAD
    assert found.end_ids == (EOS, TURN_END, TOOL_RESPONSE)
    assert found.sampling == Sampling(max_steps=12)
    assert found.weight_files == (folder / WEIGHTS,)


def test_the_folders_own_settings_count(folder: Path) -> None:
    settings = {"template": "taught", "taught_only": True, "context_tokens": 48, "name": "Starter"}
    (folder / "anneal.json").write_text(json.dumps(settings), encoding="utf-8")
    found = read_checkpoint(folder)
    assert (found.name, found.template) == ("Starter", "taught")
    assert found.taught_only
    assert found.context_tokens == 48


def test_sampler_settings_come_from_the_folder(folder: Path) -> None:
    change(
        folder / "generation_config.json",
        max_denoising_steps=33,
        t_min=0.1,
        t_max=1,
        stability_threshold=2,
        confidence_threshold=0.5,
        sampler_config={"entropy_bound": 0.7},
        eos_token_id=TURN_END,
    )
    found = read_checkpoint(folder)
    assert found.sampling == Sampling(33, 0.7, 0.1, 1.0, 2, 0.5)
    assert found.end_ids == (TURN_END,)


def test_without_generation_config_transformers_defaults_hold(folder: Path) -> None:
    (folder / "generation_config.json").unlink()
    found = read_checkpoint(folder)
    assert found.sampling == Sampling()
    assert found.sampling.max_steps == 48
    assert found.end_ids == (EOS,)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(CheckpointMissingError, match="no such folder"):
        read_checkpoint(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", WEIGHTS])
def test_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CheckpointMissingError, match=name):
        read_checkpoint(folder)


def test_pickled_weights_are_never_taken(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "pytorch_model.bin")
    with pytest.raises(CheckpointMissingError, match="never read"):
        read_checkpoint(folder)


@pytest.mark.parametrize("kind", ["gemma3", "llama", None])
def test_another_architecture(folder: Path, kind: str | None) -> None:
    change(folder / "config.json", model_type=kind)
    with pytest.raises(UnsupportedArchitectureError, match="diffusion_gemma"):
        read_checkpoint(folder)


def test_another_sampler(folder: Path) -> None:
    change(folder / "generation_config.json", sampler_config={"_cls_name": "OtherConfig"})
    with pytest.raises(UnsupportedArchitectureError, match="OtherConfig"):
        read_checkpoint(folder)


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00\x01"])
@pytest.mark.parametrize("name", ["config.json", "generation_config.json"])
def test_damaged_json(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointDamagedError, match=name):
        read_checkpoint(folder)


def test_a_value_of_the_wrong_type(folder: Path) -> None:
    change(folder / "config.json", canvas_length="16")
    with pytest.raises(CheckpointDamagedError, match="canvas_length"):
        read_checkpoint(folder)


@pytest.mark.parametrize("keep", [0, 4, 8, 100, -1, -1000])
def test_truncated_weights(folder: Path, keep: int) -> None:
    path = folder / WEIGHTS
    data = path.read_bytes()
    path.write_bytes(data[:keep])
    with pytest.raises(CheckpointDamagedError, match=WEIGHTS):
        read_checkpoint(folder)


def test_weights_with_something_behind_them(folder: Path) -> None:
    with (folder / WEIGHTS).open("ab") as file:
        file.write(b"more")
    with pytest.raises(CheckpointDamagedError, match="cut off or overwritten"):
        read_checkpoint(folder)


def test_weights_that_are_a_web_page(folder: Path) -> None:
    (folder / WEIGHTS).write_text("<!doctype html>" * 100, encoding="utf-8")
    with pytest.raises(CheckpointDamagedError, match="not a safetensors file"):
        read_checkpoint(folder)


def test_weights_with_a_broken_header(folder: Path) -> None:
    path = folder / WEIGHTS
    data = bytearray(path.read_bytes())
    data[8] = ord("[")
    path.write_bytes(data)
    with pytest.raises(CheckpointDamagedError, match="header"):
        read_checkpoint(folder)


def test_sharded_weights(folder: Path) -> None:
    whole = read_checkpoint(folder)
    shard(folder, 3)
    found = read_checkpoint(folder)
    assert len(found.weight_files) == 3
    placed = [replace(tensor, file=folder / WEIGHTS, start=0) for tensor in found.tensors]
    assert placed == [replace(tensor, start=0) for tensor in whole.tensors]


def test_a_missing_shard(folder: Path) -> None:
    paths = shard(folder, 3)
    paths[1].unlink()
    with pytest.raises(CheckpointMissingError, match=paths[1].name):
        read_checkpoint(folder)


def test_a_shard_that_lacks_what_the_index_says(folder: Path) -> None:
    paths = shard(folder, 2)
    shutil.copyfile(paths[0], paths[1])
    with pytest.raises(CheckpointDamagedError, match="tensors are missing"):
        read_checkpoint(folder)


def test_an_index_that_points_outside_the_folder(folder: Path) -> None:
    shard(folder, 2)
    index = {"weight_map": {"a": "../model.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(CheckpointMissingError, match="index"):
        read_checkpoint(folder)
