"""A 4-bit checkpoint that was cut off or altered is refused, and the file is named."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import CheckpointDamagedError, CheckpointMissingError
from engine.four_bit.manifest import JOURNAL, MANIFEST, describe_file, read_manifest, write_manifest
from engine.four_bit.recipe import RECIPES, find_recipe
from engine.four_bit.stored_files import find_weights
from engine.four_bit.stored_weights import read_weights
from engine.jobs import JobProgress
from engine.model.checkpoint import read_checkpoint
from engine.store.verify_hashes import verify_hashes
from tests.engine.four_bit.quantized import SHAPE, run
from tests.tiny_checkpoint import make_checkpoint

LAYER = "layer-01.safetensors"
DOWN = "model.decoder.layers.1.experts.down_proj"
QUERY = "model.decoder.layers.1.self_attn.q_proj.weight"
Change = Callable[[dict[str, torch.Tensor]], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    return run(make_checkpoint(folder / "source", SHAPE), folder / "4bit")


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "4bit")


def verify_all(folder: Path) -> list[str]:
    """Return the names of the files whose hashes were compared."""
    read_checkpoint(folder)
    told = [event for event in verify_hashes(folder) if isinstance(event, JobProgress)]
    return list(dict.fromkeys(event.item for event in told))


def test_a_sound_folder_is_whole(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()} - {MANIFEST}
    assert set(verify_all(folder)) == names
    found = read_checkpoint(folder)
    weights = find_weights(found.tensors)
    assert sum(weight.nbytes for weight in weights) == sum(
        tensor.nbytes for tensor in found.tensors
    )


@pytest.mark.parametrize("name", [LAYER, "rest.safetensors"])
def test_a_file_that_was_cut_off_is_named(folder: Path, name: str) -> None:
    checkpoint = read_checkpoint(folder)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:-1])
    words = f"{name}: has {len(content) - 1} bytes and {MANIFEST} names {len(content)}"
    with pytest.raises(CheckpointDamagedError, match=words):
        read_checkpoint(folder)
    # It may also become shorter after it was checked.
    with pytest.raises(CheckpointDamagedError, match=words):
        read_weights(checkpoint, torch.device("cpu"))
    (folder / name).unlink()
    with pytest.raises(CheckpointMissingError, match=f"{name}.*is missing"):
        read_checkpoint(folder)


@pytest.mark.parametrize("name", [LAYER, "config.json", "tokenizer.json"])
def test_a_file_that_was_altered_is_named_by_its_hash(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[-2] ^= 1
    if name == "config.json":
        content = bytearray((folder / name).read_bytes() + b" ")
    (folder / name).write_bytes(content)
    with pytest.raises(CheckpointDamagedError, match=f"{name}: not as anneal-4bit.json says"):
        verify_all(folder)
    (folder / name).unlink()
    if name != LAYER:
        with pytest.raises(CheckpointMissingError, match=name):
            verify_all(folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda tensors: tensors.pop(f"{DOWN}.absmax"), rf"{DOWN}\.nf4 and not {DOWN}\.absmax"),
        (lambda tensors: tensors.pop(f"{DOWN}.nf4"), rf"holds {DOWN}\.absmax and no weights"),
        (lambda tensors: tensors.pop(f"{QUERY}.scale"), rf"{QUERY}\.int8 and not {QUERY}\.scale"),
        (
            lambda tensors: tensors.update(
                {f"{DOWN}.absmax": tensors[f"{DOWN}.absmax"][:, 1:].contiguous()}
            ),
            "do not fit each other",
        ),
        (
            lambda tensors: tensors.update({f"{QUERY}.scale": tensors[f"{QUERY}.scale"].half()}),
            "do not fit each other",
        ),
        (lambda tensors: tensors.update({DOWN: torch.ones(2, 2)}), "quantized and as it was"),
        (
            lambda tensors: tensors.update({"x": torch.ones(2, dtype=torch.int64)}),
            "x in the type I64",
        ),
        (
            lambda tensors: tensors.update({"model.decoder.norm.weight": torch.ones(2)}),
            "model.decoder.norm.weight is also in",
        ),
        (
            lambda tensors: (
                (tensors.pop(f"{QUERY}.scale"), tensors.pop(f"{QUERY}.int8"))
                and tensors.update({QUERY: torch.ones(2, 2)})
            ),
            "is stored as bf16, and the recipe balanced says int8",
        ),
    ],
)
def test_tensors_that_do_not_belong_together_are_named(
    folder: Path, change: Change, words: str
) -> None:
    tensors = load_file(folder / LAYER)
    change(tensors)
    save_file(tensors, folder / LAYER)
    manifest = read_manifest(folder / MANIFEST)
    # As if the file had been written so.
    files = [file for file in manifest.files if file.name != LAYER]
    files.append(describe_file(folder / LAYER))
    write_manifest(folder / MANIFEST, replace(manifest, files=tuple(files)))
    with pytest.raises(CheckpointDamagedError, match=words) as caught:
        read_checkpoint(folder)
    assert ".safetensors" in str(caught.value)


def test_a_manifest_without_its_files_is_no_checkpoint(folder: Path) -> None:
    manifest = read_manifest(folder / MANIFEST)
    files = tuple(file for file in manifest.files if file.name != LAYER)
    write_manifest(folder / MANIFEST, replace(manifest, files=files))
    with pytest.raises(CheckpointDamagedError, match="the weight files hold 2 layers"):
        read_checkpoint(folder)


def test_an_unfinished_folder_says_how_to_go_on(folder: Path) -> None:
    (folder / MANIFEST).rename(folder / JOURNAL)
    with pytest.raises(CheckpointMissingError, match="the same `anneal models quantize` goes on"):
        read_checkpoint(folder)


def test_a_manifest_of_a_later_anneal_is_named(folder: Path) -> None:
    values = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(values | {"version": 7}), encoding="utf-8")
    with pytest.raises(CheckpointDamagedError, match="update Anneal"):
        read_checkpoint(folder)


def test_the_recipe_is_read_from_the_folder(folder: Path) -> None:
    """A recipe that this Anneal does not know by name is known by its formats."""
    manifest = read_manifest(folder / MANIFEST)
    own = replace(find_recipe("balanced"), name="mine")
    assert own not in RECIPES
    write_manifest(folder / MANIFEST, replace(manifest, recipe=own))
    found = read_checkpoint(folder).manifest
    assert found is not None
    assert found.recipe == own
