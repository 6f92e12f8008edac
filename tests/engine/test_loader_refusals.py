"""Configs that transformers stumbles over, and a lack of memory: neither is told as the other."""

import json
import shutil
from pathlib import Path

import pytest
import torch

from engine.errors import CheckpointDamagedError, OutOfMemoryError
from engine.model.checkpoint import read_checkpoint
from engine.model.loaded import LoadedModel
from engine.model.loader import load_model
from tests.tiny_checkpoint import FULL, SLIDING, make_checkpoint


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("sound") / "tiny")


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "tiny")


def load(folder: Path) -> LoadedModel:
    return load_model(read_checkpoint(folder), torch.device("cpu"), torch.bfloat16)


def change_text(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text())
    config["text_config"] |= values
    path.write_text(json.dumps(config), encoding="utf-8")


def test_a_config_that_transformers_refuses(folder: Path) -> None:
    change_text(folder, initializer_range="wide")
    with pytest.raises(CheckpointDamagedError, match="config"):
        load(folder)


def test_a_size_that_no_memory_holds_is_found_before_memory_is_taken(folder: Path) -> None:
    change_text(folder, vocab_size=2**31 - 1, hidden_size=2**20)
    with pytest.raises(CheckpointDamagedError, match="is stored with the shape"):
        load(folder)


@pytest.mark.parametrize(
    "values",
    [
        {
            "rope_parameters": {
                kind: {"rope_type": "x", "rope_theta": 1} for kind in (SLIDING, FULL)
            }
        },
        {"per_layer_config": {"9": {"head_dim": 16}}},
        {"per_layer_config": {"one": {"head_dim": 16}}},
        {"use_bidirectional_attention": "none such"},
        {"num_experts": None},
    ],
)
def test_what_transformers_stumbles_over_is_told_as_damage(
    folder: Path, values: dict[str, object]
) -> None:
    change_text(folder, **values)
    with pytest.raises(CheckpointDamagedError) as caught:
        load(folder)
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("[enforce fail at alloc_cpu.cpp:114] DefaultCPUAllocator: can't allocate"),
        torch.OutOfMemoryError("CUDA out of memory"),
        MemoryError(),
        OSError(12, "Cannot allocate memory"),
    ],
)
def test_a_lack_of_memory_is_not_told_as_damage(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    for target in (
        "engine.model.loader.TextModel.from_pretrained",
        "engine.model.loader.make_lean",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(target, fail)
            with pytest.raises(OutOfMemoryError, match="smaller model") as caught:
                load(folder)
        assert str(folder) in str(caught.value)


def test_other_errors_behind_the_load_stay_what_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("engine.model.loader.make_lean", fail)
    with pytest.raises(RuntimeError, match="a bug"):
        load(folder)
