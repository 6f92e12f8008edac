"""Headers of weight files: believed only where they fit the file to the byte."""

import json
import shutil
import struct
from pathlib import Path

import pytest

from engine.errors import CheckpointDamagedError, CheckpointMissingError
from engine.model.weight_files import INDEX, WEIGHTS, StoredTensor, check_weights, read_header

SOUND: dict[str, dict[str, object]] = {
    "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
    "b": {"dtype": "BF16", "shape": [4], "data_offsets": [24, 32]},
}


def write(path: Path, header: object, weights: int = 32) -> Path:
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(weights))
    return path


def changed(**values: object) -> dict[str, dict[str, object]]:
    """Return the sound header with another ``a``."""
    return SOUND | {"a": SOUND["a"] | values}


def test_a_sound_header_says_what_lies_where(tmp_path: Path) -> None:
    header = {"__metadata__": {"format": "pt"}} | dict(reversed(SOUND.items()))
    path = write(tmp_path / WEIGHTS, header)
    found = read_header(path)
    begin = path.stat().st_size - 32
    assert found == (
        StoredTensor("a", (2, 3), "F32", path, begin),
        StoredTensor("b", (4,), "BF16", path, begin + 24),
    )
    assert [tensor.nbytes for tensor in found] == [24, 8]


def test_empty_and_scalar_tensors_are_fine(tmp_path: Path) -> None:
    header = {
        "none": {"dtype": "F32", "shape": [0, 3], "data_offsets": [0, 0]},
        "one": {"dtype": "F16", "shape": [], "data_offsets": [0, 2]},
    }
    found = read_header(write(tmp_path / WEIGHTS, header, 2))
    assert [tensor.shape for tensor in found] == [(0, 3), ()]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (changed(shape=[2, 4]), r"a has the shape \[2, 4\] in F32 and 24 bytes"),
        (changed(dtype="F64"), "in F64 and 24 bytes"),
        (changed(dtype="F31"), "the type 'F31'"),
        (changed(dtype=None), "the type None"),
        (changed(dtype=["F32"]), "the type"),
        (changed(data_offsets=[-24, 0]), "a has no place"),
        (changed(data_offsets=[24, 0]), "a has no place"),
        (changed(data_offsets=[0, 24, 32]), "a has no place"),
        (changed(data_offsets=[0.0, 24.0]), "a has no place"),
        (changed(data_offsets=[True, 24]), "a has no place"),
        (changed(shape=[-2, -3]), "a has no shape"),
        (changed(shape=None), "a has no shape"),
        (changed(shape=[2, "3"]), "a has no shape"),
        (changed(data_offsets=[8, 32]), "a begins at byte 8"),
        (changed(shape=[2, 2], data_offsets=[0, 16]), "b begins at byte 24.*ends at 16"),
        (SOUND | {"c": SOUND["b"]}, "c begins at byte 24.*ends at 32"),
        (changed() | {"b": 4}, "JSON object"),
        ([1], "JSON object"),
    ],
)
def test_a_header_that_does_not_fit_is_named(tmp_path: Path, header: object, words: str) -> None:
    path = write(tmp_path / WEIGHTS, header)
    with pytest.raises(CheckpointDamagedError, match=words) as caught:
        read_header(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("weights", [0, 31, 33])
def test_a_file_of_another_length_is_named(tmp_path: Path, weights: int) -> None:
    with pytest.raises(CheckpointDamagedError, match="cut off or overwritten"):
        read_header(write(tmp_path / WEIGHTS, SOUND, weights))


def write_index(folder: Path, placed: dict[str, object]) -> None:
    (folder / INDEX).write_text(json.dumps({"weight_map": placed}), encoding="utf-8")


def test_an_index_without_weights_is_named_even_beside_a_whole_file(tmp_path: Path) -> None:
    write(tmp_path / WEIGHTS, SOUND)
    write_index(tmp_path, {})
    with pytest.raises(CheckpointDamagedError, match=f"{INDEX}: names no weights"):
        check_weights(tmp_path)


def test_a_whole_file_beside_shards_is_named(tmp_path: Path) -> None:
    """transformers would read the whole file, and what was checked would be the shards."""
    write(tmp_path / WEIGHTS, SOUND)
    shutil.copyfile(tmp_path / WEIGHTS, tmp_path / "shard.safetensors")
    write_index(tmp_path, {"a": "shard.safetensors"})
    with pytest.raises(CheckpointDamagedError, match="take away what does not belong"):
        check_weights(tmp_path)
    write_index(tmp_path, {"a": WEIGHTS})
    assert check_weights(tmp_path)[0] == (tmp_path / WEIGHTS,)


def test_an_index_that_names_no_file_is_missing_one(tmp_path: Path) -> None:
    write_index(tmp_path, {"a": 5, "b": "no\0name"})
    with pytest.raises(CheckpointMissingError):
        check_weights(tmp_path)
