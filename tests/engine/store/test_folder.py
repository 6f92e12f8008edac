"""The checkpoint store: names, folders and damage, told from headers alone."""

import json
import struct
from pathlib import Path

import pytest

from engine.errors import (
    CheckpointDamagedError,
    CheckpointMissingError,
    TokenizerMismatchError,
    UnsupportedArchitectureError,
)
from engine.paths import checkpoints_folder, starter_folder
from engine.store.folder import list_checkpoints, resolve_checkpoint
from engine.store.verify import verify_checkpoint
from tests.tiny_checkpoint import make_checkpoint


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("store") / "tiny", settings={"name": "Tiny"})


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "tiny"
    copy.mkdir()
    for file in pristine.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


def test_names_lead_to_folders(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(folder.parent))
    own = checkpoints_folder() / "mine"
    own.mkdir(parents=True)
    assert resolve_checkpoint("starter") == starter_folder()
    assert resolve_checkpoint(str(folder)) == folder
    assert resolve_checkpoint("mine") == own


def test_names_that_lead_nowhere_are_explained(folder: Path) -> None:
    with pytest.raises(CheckpointMissingError, match="models list"):
        resolve_checkpoint("no such model")
    with pytest.raises(CheckpointMissingError, match="is a file"):
        resolve_checkpoint(str(folder / "config.json"))


def test_the_persons_checkpoints_are_listed_with_what_ails_them(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert [item.name for item in list_checkpoints() if item.name != "starter"] == []
    own = checkpoints_folder()
    (own / "no-checkpoint").mkdir(parents=True)
    for name in ("b-whole", "a-cut"):
        (own / name).mkdir()
        for file in folder.iterdir():
            (own / name / file.name).write_bytes(file.read_bytes())
    cut = own / "a-cut" / "model.safetensors"
    cut.write_bytes(cut.read_bytes()[:-1])
    found = {item.name: item for item in list_checkpoints() if item.name != "starter"}
    assert list(found) == ["a-cut", "b-whole"]
    assert "cut off" in found["a-cut"].problem
    assert found["b-whole"].problem == ""
    checkpoint = found["b-whole"].checkpoint
    assert checkpoint is not None
    assert checkpoint.name == "Tiny"
    assert found["b-whole"].weight_bytes == (folder / "model.safetensors").stat().st_size


def test_a_whole_checkpoint_is_verified(folder: Path) -> None:
    assert verify_checkpoint(folder).name == "Tiny"


def test_each_damage_is_told_as_what_it_is(folder: Path) -> None:
    def broken(name: str, content: bytes, kind: type[Exception], words: str) -> None:
        path = folder / name
        before = path.read_bytes() if path.exists() else None
        path.write_bytes(content)
        with pytest.raises(kind, match=words):
            verify_checkpoint(folder)
        path.unlink() if before is None else path.write_bytes(before)

    config = json.loads((folder / "config.json").read_text("utf-8"))
    other = json.dumps(config | {"model_type": "llama"}).encode()
    small = config | {"text_config": config["text_config"] | {"vocab_size": 10}}
    header = b"{}"
    extra = struct.pack("<Q", len(header)) + header + b"more"
    broken("config.json", b"{", CheckpointDamagedError, "not JSON")
    broken("config.json", other, UnsupportedArchitectureError, "llama")
    broken("config.json", json.dumps(small).encode(), TokenizerMismatchError, "knows 10")
    broken("model.safetensors", b"not a model", CheckpointDamagedError, "not a safetensors")
    broken("model.safetensors", extra, CheckpointDamagedError, "overwritten")
    broken("tokenizer.json", b"{}", CheckpointDamagedError, "not a tokenizer")
    broken("anneal.json", b'{"template": "none"}', CheckpointDamagedError, "update Anneal")
    (folder / "model.safetensors").unlink()
    with pytest.raises(CheckpointMissingError, match=r"model\.safetensors"):
        verify_checkpoint(folder)


@pytest.mark.parametrize("name", ["~no-such-person/x", "n" * 5000])
def test_a_name_that_the_system_refuses_is_no_checkpoint(name: str) -> None:
    with pytest.raises(CheckpointMissingError, match="cannot be looked for") as caught:
        resolve_checkpoint(name)
    assert "Errno" not in str(caught.value)
