"""The manifest: what is written is read; what another program wrote there is named."""

import json
from pathlib import Path

import pytest

from engine.errors import CheckpointDamagedError
from engine.four_bit.manifest import (
    MANIFEST,
    Manifest,
    Source,
    StoredFile,
    describe_file,
    read_manifest,
    write_manifest,
)
from engine.four_bit.recipe import RECIPES, Format, Recipe

HASH = "0f" * 32
SOURCE = Source("a/b", "c" * 40, HASH)
FILES = (
    StoredFile("layer-00.safetensors", 5_000_000_000, HASH),
    StoredFile("config.json", 0, HASH),
)
SOUND = Manifest(RECIPES[0], SOURCE, FILES)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / MANIFEST
    own = Recipe("own", Format.INT8, Format.BF16, Format.NF4, Format.INT8)
    for recipe in (*RECIPES, own):
        write_manifest(path, Manifest(recipe, SOURCE, FILES))
        found = read_manifest(path)
        assert (found.recipe, found.source) == (recipe, SOURCE)
        assert found.files == FILES[::-1]
        assert (found.weight_files, found.weight_bytes) == (FILES[:1], 5_000_000_000)


def test_equal_manifests_have_equal_bytes(tmp_path: Path) -> None:
    write_manifest(tmp_path / "a", SOUND)
    write_manifest(tmp_path / "b", Manifest(SOUND.recipe, SOURCE, FILES[::-1]))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("version",), 2, "version 2.*update Anneal"),
        (("version",), None, "version 0.*update Anneal"),
        (("recipe", "experts"), "int4", "'experts' is 'int4'"),
        (("recipe", "dense"), None, "'dense'"),
        (("recipe", "name"), "", "'name'"),
        (("source", "revision"), 5, "'revision'"),
        (("source", "fingerprint"), "0F" * 32, "SHA-256"),
        (("files",), [], "JSON object"),
        (("files", "config.json"), None, "'bytes'"),
        (("files", "config.json", "bytes"), -1, "'bytes'"),
        (("files", "config.json", "bytes"), None, "size of config.json"),
        (("files", "config.json", "sha256"), HASH[1:], "SHA-256"),
        (("files", "../x"), {"bytes": 1, "sha256": HASH}, "plain name"),
        (("files", "a\0b"), {"bytes": 1, "sha256": HASH}, "plain name"),
    ],
)
def test_a_manifest_that_was_altered_is_named(
    tmp_path: Path, place: tuple[str, ...], value: object, words: str
) -> None:
    path = tmp_path / MANIFEST
    write_manifest(path, SOUND)
    values = json.loads(path.read_text("utf-8"))
    inside = values
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = value
    path.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(CheckpointDamagedError, match=words) as caught:
        read_manifest(path)
    assert str(path) in str(caught.value)


def test_a_file_is_described_by_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert describe_file(path) == StoredFile("a", 3, digest)
    with pytest.raises(CheckpointDamagedError, match="cannot be read"):
        describe_file(tmp_path / "b")
