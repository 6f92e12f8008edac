"""Values of a checkpoint's small files that cannot be: each is named, and none gets any further."""

import json
import shutil
from pathlib import Path

import pytest

from engine.errors import (
    CheckpointDamagedError,
    CheckpointMissingError,
    UnsupportedArchitectureError,
)
from engine.model.checkpoint import read_checkpoint
from tests.tiny_checkpoint import make_checkpoint

CONFIG, GENERATION, SETTINGS = "config.json", "generation_config.json", "anneal.json"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("sound") / "tiny", settings={})


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "tiny")


def change(folder: Path, name: str, values: dict[str, object]) -> None:
    path = folder / name
    path.write_text(json.dumps(json.loads(path.read_text()) | values), encoding="utf-8")


def change_text(folder: Path, values: dict[str, object]) -> None:
    text = json.loads((folder / CONFIG).read_text())["text_config"]
    change(folder, CONFIG, {"text_config": text | values})


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        (SETTINGS, "context_tokens", -1),
        (SETTINGS, "context_tokens", 4.5),
        (SETTINGS, "template", "taught\0"),
        (SETTINGS, "template", "../prompts/taught"),
        (SETTINGS, "template", "/etc/passwd"),
        (SETTINGS, "template", ""),
        (SETTINGS, "template", "t" * 5000),
        (CONFIG, "canvas_length", 0),
        (CONFIG, "canvas_length", -1),
        (CONFIG, "canvas_length", 16.0),
        (CONFIG, "canvas_length", True),
        (CONFIG, "canvas_length", 10**30),
        (CONFIG, "text_config", None),
        (CONFIG, "text_config", [1]),
        (GENERATION, "max_denoising_steps", 0),
        (GENERATION, "max_denoising_steps", -3),
        (GENERATION, "t_min", 0),
        (GENERATION, "t_min", -0.5),
        (GENERATION, "t_min", 1e-60),
        (GENERATION, "t_max", 0.0),
        (GENERATION, "t_max", "hot"),
        (GENERATION, "t_max", True),
        (GENERATION, "t_max", float("nan")),
        (GENERATION, "t_max", float("inf")),
        (GENERATION, "t_max", 10**400),
        (GENERATION, "stability_threshold", -1),
        (GENERATION, "confidence_threshold", -0.1),
        (GENERATION, "pad_token_id", -1),
        (GENERATION, "pad_token_id", 320),
        (GENERATION, "eos_token_id", -1),
        (GENERATION, "eos_token_id", [6, 320]),
        (GENERATION, "eos_token_id", [6, "1"]),
        (GENERATION, "eos_token_id", True),
        (GENERATION, "sampler_config", [1]),
    ],
)
def test_a_value_out_of_its_range_is_named(
    folder: Path, name: str, key: str, value: object
) -> None:
    change(folder, name, {key: value})
    with pytest.raises(CheckpointDamagedError) as caught:
        read_checkpoint(folder)
    assert str(folder / name) in str(caught.value)
    if key != "sampler_config" and value != [1]:
        assert key in str(caught.value)
    assert "choose another folder" in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"num_hidden_layers": 3}, "num_hidden_layers.*hold 2 layers"),
        ({"num_hidden_layers": 10**9}, "num_hidden_layers.*hold 2 layers"),
        ({"num_hidden_layers": 0}, "num_hidden_layers"),
        ({"num_hidden_layers": "2"}, "num_hidden_layers"),
        ({"layer_types": ["full_attention"]}, "names 1 layers.*2"),
        ({"layer_types": []}, "names 0 layers"),
        ({"layer_types": ["full_attention", "chunked_attention"]}, "layer_types"),
        ({"layer_types": ["full_attention", ["full_attention"]]}, "layer_types"),
        ({"layer_types": "full_attention"}, "layer_types"),
        ({"rope_parameters": {}}, "rope_parameters.*sliding_attention|full_attention"),
        ({"rope_parameters": {"full_attention": {}}}, "rope_parameters"),
        ({"top_k_experts": 5}, "5 experts.*4"),
        ({"top_k_experts": 0}, "top_k_experts"),
        ({"num_experts": -4}, "num_experts"),
        ({"sliding_window": 0}, "sliding_window"),
        ({"sliding_window": 1}, "sliding_window"),
        ({"sliding_window": -1}, "sliding_window"),
        ({"num_attention_heads": 5}, "5 attention heads.*2 key-value heads"),
        ({"num_key_value_heads": 3}, "4 attention heads.*3 key-value heads"),
        ({"num_key_value_heads": 0}, "num_key_value_heads"),
        ({"num_global_key_value_heads": 3}, "4 attention heads.*3 key-value heads"),
        ({"per_layer_config": {"1": {"num_key_value_heads": 3}}}, "3 key-value heads"),
        ({"per_layer_config": {"1": {"head_dim": 0}}}, "head_dim"),
        ({"hidden_size": 0}, "hidden_size"),
        ({"vocab_size": -320}, "vocab_size"),
        ({"max_position_embeddings": 0}, "max_position_embeddings"),
        ({"final_logit_softcapping": -1}, "final_logit_softcapping"),
    ],
)
def test_a_shape_that_cannot_be_is_named(
    folder: Path, values: dict[str, object], words: str
) -> None:
    change_text(folder, values)
    with pytest.raises(CheckpointDamagedError, match=words) as caught:
        read_checkpoint(folder)
    assert str(folder / CONFIG) in str(caught.value)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"hidden_activation": "relu"}, "'relu'.*'gelu_pytorch_tanh'"),
        ({"hidden_activation": "none such"}, "none such"),
        ({"attention_bias": True}, "biases"),
        ({"final_logit_softcapping": None}, "no bound"),
    ],
)
def test_what_anneal_does_not_compute_is_another_architecture(
    folder: Path, values: dict[str, object], words: str
) -> None:
    change_text(folder, values)
    with pytest.raises(UnsupportedArchitectureError, match=words):
        read_checkpoint(folder)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (SETTINGS, {"context_tokens": 0}),
        (GENERATION, {"pad_token_id": 319, "eos_token_id": [0, 319]}),
        (GENERATION, {"confidence_threshold": 0.0, "sampler_config": {"entropy_bound": 0}}),
        (GENERATION, {"max_denoising_steps": 1, "stability_threshold": 0, "t_min": 0.001}),
        (CONFIG, {"canvas_length": 1}),
    ],
)
def test_values_at_the_edge_of_their_range_are_fine(
    folder: Path, name: str, values: dict[str, object]
) -> None:
    change(folder, name, values)
    read_checkpoint(folder)


@pytest.mark.parametrize("name", [CONFIG, GENERATION, SETTINGS, "model.safetensors"])
def test_a_folder_in_the_place_of_a_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    with pytest.raises(CheckpointDamagedError, match=f"{name}: cannot be read"):
        read_checkpoint(folder)


@pytest.mark.parametrize("method", ["read_bytes", "open", "is_dir", "exists", "is_file"])
def test_a_file_that_may_not_be_read(
    folder: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, method, refuse)
        with pytest.raises(CheckpointDamagedError, match=r"cannot be read \(Permission denied\)"):
            read_checkpoint(folder)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ' + "9" * 5000 + "}", '"\\ud800"'])
def test_json_that_no_parser_takes(folder: Path, text: str) -> None:
    (folder / CONFIG).write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointDamagedError, match=CONFIG):
        read_checkpoint(folder)


def test_a_folder_without_config_is_missing_one(folder: Path) -> None:
    (folder / CONFIG).unlink()
    with pytest.raises(CheckpointMissingError, match=CONFIG):
        read_checkpoint(folder)
