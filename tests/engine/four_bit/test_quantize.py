"""What is quantized piece by piece is what is quantized whole, and all that is refused is named."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import CheckpointDamagedError, CheckpointMissingError, QuantizeError, RecipeError
from engine.four_bit.manifest import MANIFEST, read_manifest
from engine.four_bit.quantize import QuantizeProgress, quantize
from engine.four_bit.recipe import RECIPES, Format, Recipe, find_recipe, part_of
from engine.four_bit.stored_weights import read_weights
from engine.model.checkpoint import read_checkpoint
from engine.model.int8 import Int8Weight, quantize_int8
from engine.model.nf4 import Nf4Weight, quantize_nf4
from engine.model.weight import dequantize
from tests.engine.four_bit.quantized import SHAPE, hashes, run
from tests.tiny_checkpoint import TinyShape, change_tensors, make_checkpoint, shard

CPU = torch.device("cpu")
WEIGHTS = "model.safetensors"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_checkpoint(tmp_path_factory.mktemp("source") / "tiny", SHAPE)
    (folder / "chat_template.jinja").write_text("{{ messages }}", encoding="utf-8")
    (folder / "LICENSE").write_text("Apache-2.0", encoding="utf-8")
    (folder / "pytorch_model.bin").write_bytes(b"pickled")
    return folder


@pytest.fixture
def copy(source: Path, tmp_path: Path) -> Path:
    return shutil.copytree(source, tmp_path / "copy")


@pytest.mark.parametrize("piece_bytes", [512, 2**23])
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_every_weight_is_that_of_the_source_in_its_format(
    source: Path,
    tmp_path: Path,
    recipe: Recipe,
    piece_bytes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.four_bit.rows.PIECE_BYTES", piece_bytes)
    found = read_weights(read_checkpoint(run(source, tmp_path / "4bit", recipe)), CPU)
    wanted = load_file(source / WEIGHTS)
    assert found.keys() == wanted.keys()
    for name, tensor in wanted.items():
        weight, form = found[name], recipe.format_of(part_of(name))
        assert tuple(weight.shape) == tuple(tensor.shape), name
        if form is Format.NF4:
            assert isinstance(weight, Nf4Weight)
            whole = quantize_nf4(tensor)
            assert torch.equal(weight.packed, whole.packed), name
            assert torch.equal(weight.absmax, whole.absmax), name
            assert weight.absmax.dtype is tensor.dtype
        elif form is Format.INT8:
            assert isinstance(weight, Int8Weight)
            rows = quantize_int8(tensor)
            assert torch.equal(weight.values, rows.values), name
            assert torch.equal(weight.scales, rows.scales), name
        else:
            assert isinstance(weight, torch.Tensor)
            assert weight.dtype is tensor.dtype
            assert torch.equal(weight, tensor), name


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32])
def test_scales_and_what_is_kept_have_the_type_of_the_source(
    tmp_path: Path, dtype: torch.dtype
) -> None:
    source = make_checkpoint(tmp_path / "source", TinyShape(), dtype=dtype)
    found = read_weights(read_checkpoint(run(source, tmp_path / "4bit")), CPU)
    for weight in found.values():
        if isinstance(weight, Nf4Weight):
            assert weight.absmax.dtype is dtype
        elif isinstance(weight, torch.Tensor):
            assert weight.dtype is dtype


def test_small_files_are_copied_and_all_files_are_in_the_manifest(
    source: Path, tmp_path: Path
) -> None:
    folder = run(source, tmp_path / "4bit")
    small = ["LICENSE", "chat_template.jinja", "config.json", "generation_config.json"]
    small.append("tokenizer.json")
    weights = ["layer-00", "layer-01", "layer-02", "rest"]
    names = {*small, *(f"{name}.safetensors" for name in weights)}
    found = hashes(folder)
    assert found.keys() == {*names, MANIFEST}
    for name in small:
        assert (folder / name).read_bytes() == (source / name).read_bytes()
    manifest = read_manifest(folder / MANIFEST)
    assert {file.name: file.sha256 for file in manifest.files} == {
        name: found[name] for name in names
    }
    assert manifest.source.name == "tiny"
    assert manifest.source.revision == manifest.source.fingerprint
    assert read_checkpoint(folder).manifest == manifest


def test_progress_counts_up_to_all_there_is(source: Path, tmp_path: Path) -> None:
    events = list(quantize(source, tmp_path / "4bit", RECIPES[0]))
    total = sum(tensor.nbytes for tensor in read_checkpoint(source).tensors)
    tensors = len(read_checkpoint(source).tensors)
    assert events[-1] == QuantizeProgress("rest.safetensors", tensors, tensors, total, total)
    counted = [(event.bytes_done, event.tensors_done) for event in events]
    assert counted == sorted(counted)
    assert {event.file for event in events} == {
        f"{name}.safetensors" for name in ("layer-00", "layer-01", "layer-02", "rest")
    }


def test_shards_and_what_is_tied_change_no_weight(source: Path, copy: Path, tmp_path: Path) -> None:
    decoder = "model.decoder."
    tensors = load_file(copy / WEIGHTS)
    tied: dict[str, torch.Tensor | None] = {
        f"model.encoder.language_model.{name.removeprefix(decoder)}": tensor.clone()
        for name, tensor in tensors.items()
        if name.startswith(decoder) and not name.endswith("layer_scalar")
    }
    tied["lm_head.weight"] = tensors[f"{decoder}embed_tokens.weight"].clone()
    tied["model.encoder.vision_tower.patch.weight"] = torch.ones(3, 3)
    change_tensors(copy, tied)
    shard(copy, 3)
    once, again = run(source, tmp_path / "once"), run(copy, tmp_path / "again")
    one, other = hashes(once), hashes(again)
    assert {name: one[name] for name in one if name != MANIFEST} == {
        name: other[name] for name in other if name != MANIFEST
    }


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
@pytest.mark.parametrize(
    "name",
    [
        "model.decoder.layers.1.experts.down_proj",
        "model.decoder.layers.1.self_attn.q_proj.weight",
        "model.decoder.norm.weight",
    ],
)
def test_weights_that_are_not_finite_are_named(
    copy: Path, tmp_path: Path, name: str, bad: float
) -> None:
    tensor = load_file(copy / WEIGHTS)[name]
    tensor.view(-1)[-1] = bad
    change_tensors(copy, {name: tensor})
    with pytest.raises(CheckpointDamagedError, match=f"{name} holds NaN or infinite"):
        run(copy, tmp_path / "4bit")
    assert not list((tmp_path / "4bit").glob("*.part"))


def test_sources_that_cannot_be_quantized_are_named(copy: Path, tmp_path: Path) -> None:
    folder = run(copy, tmp_path / "4bit")
    with pytest.raises(QuantizeError, match="quantized already, by the recipe balanced"):
        run(folder, tmp_path / "again")
    with pytest.raises(CheckpointMissingError, match="no such folder"):
        run(tmp_path / "nowhere", tmp_path / "again")
    config = json.loads((copy / "config.json").read_text("utf-8"))
    untied = json.dumps(config | {"tie_word_embeddings": False})
    (copy / "config.json").write_text(untied, encoding="utf-8")
    with pytest.raises(QuantizeError, match="tie_word_embeddings"):
        run(copy, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_recipe_that_does_not_fit_is_named_before_anything_is_written(tmp_path: Path) -> None:
    source = make_checkpoint(tmp_path / "source", TinyShape(expert_width=15))
    with pytest.raises(RecipeError, match="rows of 15 weights"):
        run(source, tmp_path / "4bit")
    assert not (tmp_path / "4bit").exists()
    assert read_checkpoint(run(source, tmp_path / "4bit", find_recipe("plain")))


def test_a_target_that_is_no_place_for_a_checkpoint_is_named(source: Path, tmp_path: Path) -> None:
    for inside in (source, source / "4bit"):
        with pytest.raises(QuantizeError, match="is the folder that is quantized, or lies in it"):
            run(source, inside)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(QuantizeError, match=r"holds other things \(mine.txt"):
        run(source, tmp_path / "notes")
    with pytest.raises(QuantizeError, match="holds other things"):
        run(source, tmp_path)
    with pytest.raises(QuantizeError, match=r"mine.txt: is no folder"):
        run(source, tmp_path / "notes" / "mine.txt")
    with pytest.raises(QuantizeError, match="cannot be written"):
        run(source, tmp_path / "notes" / "mine.txt" / "4bit")
    assert (tmp_path / "notes" / "mine.txt").read_text("utf-8") == "mine"


def test_weights_of_a_plain_checkpoint_are_not_read_as_quantized(source: Path) -> None:
    with pytest.raises(ValueError, match="no 4-bit checkpoint"):
        read_weights(read_checkpoint(source), CPU)


def test_a_snapshot_of_the_cache_tells_name_and_commit(source: Path, tmp_path: Path) -> None:
    commit = "0123456789" * 4
    snapshots = tmp_path / "models--google--diffusiongemma" / "snapshots"
    folder = run(shutil.copytree(source, snapshots / commit), tmp_path / "a")
    found = read_manifest(folder / MANIFEST).source
    assert (found.name, found.revision) == ("google/diffusiongemma", commit)
    other = shutil.copytree(source, tmp_path / "downloaded")
    notes = other / ".cache" / "huggingface" / "download"
    notes.mkdir(parents=True)
    (notes / "config.json.metadata").write_text(f"{commit}\netag\n", encoding="utf-8")
    again = read_manifest(run(other, tmp_path / "b") / MANIFEST).source
    assert (again.name, again.revision) == ("downloaded", commit)
    assert again.fingerprint == found.fingerprint


def test_other_weights_of_the_same_shapes_are_another_source(copy: Path, tmp_path: Path) -> None:
    """A fine-tuned checkpoint has the headers of its base."""
    folder = run(copy, tmp_path / "4bit")
    tensors = load_file(copy / WEIGHTS)
    save_file({name: tensor + 1 for name, tensor in tensors.items()}, copy / WEIGHTS)
    with pytest.raises(QuantizeError, match="begun from another source"):
        run(copy, folder)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_writes_the_bytes_of_the_cpu(source: Path, tmp_path: Path) -> None:
    for name in ("cpu", "cuda"):
        for _ in quantize(source, tmp_path / name, find_recipe("compact"), torch.device(name)):
            pass
    assert hashes(tmp_path / "cpu") == hashes(tmp_path / "cuda")
    checkpoint = read_checkpoint(tmp_path / "cuda")
    found = read_weights(checkpoint, torch.device("cuda"))
    for name, weight in read_weights(checkpoint, CPU).items():
        here, there = (dequantize(one, torch.float32).cpu() for one in (weight, found[name]))
        assert torch.equal(here, there), name
