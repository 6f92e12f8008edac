"""Weights and tokenizer: one set in memory, no vision tower, and precise errors."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models
from torch import nn
from transformers.utils import logging

from engine.errors import (
    CheckpointDamagedError,
    DeviceMissingError,
    TokenizerMismatchError,
)
from engine.model.checkpoint import read_checkpoint
from engine.model.lean import LeanDenoiser
from engine.model.loaded import LoadedModel
from engine.model.loader import compute_dtype, load_model
from engine.model.text_model import assert_shared_weights
from engine.model.tokenizer_file import load_tokenizer
from engine.session import Engine
from tests.tiny_checkpoint import (
    TinyShape,
    change_tensors,
    make_checkpoint,
    make_tokenizer,
    shard,
)

CPU = torch.device("cpu")
Q_PROJ = "model.decoder.layers.0.self_attn.q_proj.weight"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("sound") / "tiny")


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "tiny")


def load(folder: Path, dtype: torch.dtype = torch.bfloat16) -> LoadedModel:
    return load_model(read_checkpoint(folder), CPU, dtype)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_one_set_of_weights_is_in_memory(folder: Path, dtype: torch.dtype) -> None:
    model = load(folder, dtype)
    assert_shared_weights(model.network)
    stored = {
        storage.data_ptr(): storage.nbytes()
        for weight in model.network.parameters()
        for storage in [weight.untyped_storage()]
    }
    # Weights side by side share a storage, so the sum of the storages is what counts.
    assert sum(stored.values()) == model.weight_bytes
    assert model.weight_bytes == model.parameters * dtype.itemsize
    assert model.dtype == dtype


def test_the_lean_weights_are_views_of_the_same_memory(folder: Path) -> None:
    model = load(folder)
    assert model.lean is not None
    assert isinstance(model.denoiser(), LeanDenoiser)
    attention = model.network.model.encoder.language_model.layers[0].self_attn
    qkv = model.lean.decoder_layers[0].qkv
    assert isinstance(qkv, torch.Tensor)
    assert qkv.data_ptr() == attention.q_proj.weight.data_ptr()


def test_an_untied_weight_is_noticed(folder: Path) -> None:
    network = load(folder).network
    layer = network.model.encoder.language_model.layers[0]
    layer.input_layernorm.weight = nn.Parameter(layer.input_layernorm.weight.clone())
    with pytest.raises(CheckpointDamagedError, match=r"layers\.0\.input_layernorm"):
        assert_shared_weights(network)


def test_an_untied_output_layer_is_noticed(folder: Path) -> None:
    network = load(folder).network
    network.lm_head.weight = nn.Parameter(network.lm_head.weight.clone())
    with pytest.raises(CheckpointDamagedError, match="lm_head"):
        assert_shared_weights(network)


def test_a_vision_tower_in_the_files_is_left_there(folder: Path) -> None:
    plain = load(folder)
    tower = "model.encoder.vision_tower.encoder.layers.0.mlp.up_proj.linear.weight"
    projection = "model.encoder.embed_vision.embedding_projection.weight"
    change_tensors(folder, {tower: torch.ones(64, 64), projection: torch.ones(32, 64)})
    model = load(folder)
    assert model.parameters == plain.parameters
    assert not hasattr(model.network.model.encoder, "vision_tower")


def test_shards_load_as_one(folder: Path) -> None:
    plain = load(folder)
    shard(folder, 3)
    sharded = load(folder)
    for one, other in zip(plain.network.parameters(), sharded.network.parameters(), strict=True):
        assert torch.equal(one, other)


def test_missing_tensors(folder: Path) -> None:
    change_tensors(folder, {Q_PROJ: None})
    with pytest.raises(CheckpointDamagedError, match=r"missing, the first is .*q_proj"):
        load(folder)


def test_a_missing_scale_is_not_made_up(folder: Path) -> None:
    """transformers would leave this one uninitialized."""
    change_tensors(folder, {"model.encoder.language_model.layers.0.layer_scalar": None})
    with pytest.raises(CheckpointDamagedError, match="layer_scalar"):
        load(folder)


def test_left_over_tensors(folder: Path) -> None:
    change_tensors(folder, {"model.decoder.layers.9.mlp.up_proj.weight": torch.ones(2, 2)})
    with pytest.raises(CheckpointDamagedError, match="not of this model"):
        load(folder)


def test_tensors_of_another_shape(folder: Path) -> None:
    change_tensors(folder, {Q_PROJ: torch.ones(3, 3)})
    words = r"q_proj\.weight is stored with the shape \[3, 3\].*asks for \[32, 32\]"
    with pytest.raises(CheckpointDamagedError, match=words) as caught:
        load(folder)
    assert str(folder) in str(caught.value)


def test_loading_leaves_no_trace(folder: Path) -> None:
    state = torch.get_rng_state()
    before = (
        torch.get_default_dtype(),
        torch.get_num_threads(),
        torch.is_grad_enabled(),
        logging.get_verbosity(),
        logging.is_progress_bar_enabled(),
    )
    load(folder)
    after = (
        torch.get_default_dtype(),
        torch.get_num_threads(),
        torch.is_grad_enabled(),
        logging.get_verbosity(),
        logging.is_progress_bar_enabled(),
    )
    assert before == after
    assert torch.equal(state, torch.get_rng_state())


def test_loading_is_silent(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    load(folder)
    assert capfd.readouterr() == ("", "")


def test_a_tokenizer_that_fits(folder: Path) -> None:
    tokenizer = load_tokenizer(read_checkpoint(folder))
    assert tokenizer.token_to_id("<turn|>") == 6


def test_a_tokenizer_with_too_many_ids(folder: Path) -> None:
    path = folder / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.add_tokens([f"[{number}]" for number in range(40)])
    tokenizer.save(str(path))
    with pytest.raises(TokenizerMismatchError, match="320 ids"):
        load_tokenizer(read_checkpoint(folder))


def test_a_tokenizer_without_control_tokens(folder: Path) -> None:
    plain = Tokenizer(models.BPE({"a": 0, "b": 1}, []))
    plain.save(str(folder / "tokenizer.json"))
    with pytest.raises(TokenizerMismatchError, match="<bos>"):
        load_tokenizer(read_checkpoint(folder))


def test_end_tokens_that_the_tokenizer_lacks(folder: Path) -> None:
    path = folder / "generation_config.json"
    settings = json.loads(path.read_text())
    path.write_text(json.dumps(settings | {"eos_token_id": [6, 319]}), encoding="utf-8")
    with pytest.raises(TokenizerMismatchError, match="no id 319"):
        load_tokenizer(read_checkpoint(folder))


def test_a_turn_that_would_never_end(folder: Path) -> None:
    path = folder / "generation_config.json"
    settings = json.loads(path.read_text())
    path.write_text(json.dumps(settings | {"eos_token_id": [1]}), encoding="utf-8")
    with pytest.raises(TokenizerMismatchError, match="none of the checkpoint's end tokens"):
        load_tokenizer(read_checkpoint(folder))


def test_a_damaged_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CheckpointDamagedError, match="tokenizer"):
        load_tokenizer(read_checkpoint(folder))


def test_a_smaller_tokenizer_is_fine(folder: Path) -> None:
    make_tokenizer(300).save(str(folder / "tokenizer.json"))
    load_tokenizer(read_checkpoint(folder))


def test_a_template_that_is_not_there(folder: Path) -> None:
    (folder / "anneal.json").write_text('{"template": "nowhere"}', encoding="utf-8")
    with pytest.raises(CheckpointDamagedError, match="nowhere"):
        Engine.load(folder)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_a_device_that_is_not_there(folder: Path) -> None:
    with pytest.raises(DeviceMissingError, match="CPU"):
        Engine.load(folder, device="cuda")


@pytest.mark.parametrize("feature", ["avx512_bf16", "amx_bf16", None])
def test_bfloat16_where_the_processor_has_it(
    feature: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = {"avx2": True, "avx512_bf16": False} | ({feature: True} if feature else {})
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: features)
    expected = torch.bfloat16 if feature else torch.float32
    assert compute_dtype(CPU) == expected


def test_tiny_shapes_are_what_they_say(tmp_path: Path) -> None:
    shape = TinyShape(canvas_length=10, context=200, vocabulary=330)
    found = read_checkpoint(make_checkpoint(tmp_path / "other", shape))
    assert (found.canvas_length, found.context_length, found.vocabulary) == (10, 200, 330)
