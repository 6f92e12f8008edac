"""Files written in pieces are those of safetensors; what is read in pieces is the whole."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import CheckpointDamagedError
from engine.four_bit.tensor_file import TensorEntry, TensorFileWriter, file_bytes, read_pieces
from engine.model.weight_files import ITEM_BYTES, read_header

ENTRIES = (
    TensorEntry("bytes", "U8", (3, 5)),
    TensorEntry("none", "F32", (0, 4)),
    TensorEntry("one", "F32", ()),
    TensorEntry("wide", "BF16", (7,)),
)


def content(entry: TensorEntry) -> bytes:
    return bytes((len(entry.name) * 16 + index) % 120 for index in range(entry.nbytes))


def write(path: Path, entries: Sequence[TensorEntry], piece: int) -> Path:
    """Write the tensors in pieces, the last piece of each first."""
    with TensorFileWriter(path, entries) as writer:
        for entry in entries:
            data = memoryview(content(entry))
            for start in reversed(range(0, entry.nbytes, piece)):
                writer.write(entry.name, start, data[start : start + piece])
        writer.finish()
    return path


@pytest.mark.parametrize("piece", [1, 4, 1000])
def test_what_is_written_in_pieces_is_a_safetensors_file(tmp_path: Path, piece: int) -> None:
    path = write(tmp_path / "a.safetensors", ENTRIES, piece)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_size == file_bytes(ENTRIES)
    found = load_file(path)
    stored = {tensor.name: tensor for tensor in read_header(path)}
    for entry in ENTRIES:
        tensor = found[entry.name]
        assert tuple(tensor.shape) == stored[entry.name].shape == entry.shape
        assert bytes(tensor.reshape(-1).view(torch.uint8).tolist()) == content(entry)


def test_tensors_are_aligned_and_equal_ones_give_equal_bytes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.safetensors", ENTRIES, 1000)
    assert all(tensor.start % ITEM_BYTES[tensor.dtype] == 0 for tensor in read_header(path))
    other = write(tmp_path / "b.safetensors", ENTRIES[::-1], 3)
    assert path.read_bytes() == other.read_bytes()


def test_a_file_that_lacks_bytes_gets_no_name(tmp_path: Path) -> None:
    def write_less() -> None:
        with TensorFileWriter(tmp_path / "a.safetensors", ENTRIES) as writer:
            writer.write("wide", 0, memoryview(bytes(14)))
            writer.finish()

    with pytest.raises(ValueError, match="lacks 19 bytes"):
        write_less()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("piece", [2, 24, 48, 64])
def test_what_is_read_in_pieces_is_the_tensor(tmp_path: Path, piece: int) -> None:
    tensors = {"a": torch.arange(9.0), "b": torch.arange(24, dtype=torch.bfloat16).view(2, 3, 4)}
    path = tmp_path / "a.safetensors"
    save_file(tensors, path)
    stored = {tensor.name: tensor for tensor in read_header(path)}
    pieces = list(read_pieces(stored["b"], piece))
    assert [len(data) for data in pieces[:-1]] == [piece] * (len(pieces) - 1)
    whole = torch.frombuffer(bytearray().join(pieces), dtype=torch.bfloat16)
    assert torch.equal(whole.view(2, 3, 4), tensors["b"])


def test_a_file_that_becomes_shorter_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_file({"a": torch.arange(9.0)}, path)
    (stored,) = read_header(path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CheckpointDamagedError, match="in the middle of a:"):
        list(read_pieces(stored, 8))
    path.unlink()
    with pytest.raises(CheckpointDamagedError, match="cannot be read"):
        list(read_pieces(stored, 8))
