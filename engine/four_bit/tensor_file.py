"""Reads and writes safetensors files piece by piece; knows bytes, and neither torch nor models.

Nothing is memory-mapped: mapped pages would count as memory of the process.
"""

import json
import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.errors import CheckpointDamagedError
from engine.model.json_values import AGAIN, unreadable
from engine.model.weight_files import ITEM_BYTES, StoredTensor

PART_SUFFIX = ".part"

_ALIGNMENT = 8


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """A tensor that a file will hold: name, type as safetensors calls it, sizes."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """Its size, in bytes."""
        return prod(self.shape) * ITEM_BYTES[self.dtype]


def file_bytes(entries: Iterable[TensorEntry]) -> int:
    """Return the size of the file that holds these tensors, in bytes."""
    listed = tuple(entries)
    return len(_header(listed)) + sum(entry.nbytes for entry in listed)


def _ordered(entries: Iterable[TensorEntry]) -> list[TensorEntry]:
    """Return the tensors as they are stored: wide types first, so that each is aligned."""
    return sorted(entries, key=lambda entry: (-ITEM_BYTES[entry.dtype], entry.name))


def _header(entries: Iterable[TensorEntry]) -> bytes:
    """Return everything that stands before the first tensor; equal tensors give equal bytes."""
    described: dict[str, object] = {"__metadata__": {"format": "pt"}}
    start = 0
    for entry in _ordered(entries):
        described[entry.name] = {
            "dtype": entry.dtype,
            "shape": entry.shape,
            "data_offsets": (start, start + entry.nbytes),
        }
        start += entry.nbytes
    text = json.dumps(described, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    return struct.pack("<Q", len(text)) + text


class TensorFileWriter:
    """Writes a safetensors file whose tensors come in pieces, in any order.

    It grows under another name, ``NAME.part``, and takes its own when ``finish`` is called. Used
    as a context manager; leaving it without ``finish`` takes the part away.
    """

    def __init__(self, path: Path, entries: Iterable[TensorEntry]) -> None:
        """Create the part.

        Args:
            path: what the file will be called.
            entries: all its tensors.

        Raises:
            OSError: the part cannot be written.
        """
        listed = _ordered(entries)
        header = _header(listed)
        self._path = path
        self._part = path.with_name(path.name + PART_SUFFIX)
        self._places: dict[str, int] = {}
        end = len(header)
        for entry in listed:
            self._places[entry.name] = end
            end += entry.nbytes
        self._missing = end
        self._file = self._part.open("wb", buffering=0)
        self._write(0, header)

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close the file; take it away where it was not finished."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def write(self, name: str, offset: int, data: memoryview) -> None:
        """Write ``data`` at byte ``offset`` of the tensor ``name``.

        Raises:
            OSError: the disk is full, or does not take it.
        """
        self._write(self._places[name] + offset, data)

    def finish(self) -> None:
        """Force the bytes to the disk and give the file its name.

        Raises:
            ValueError: not every byte was written.
            OSError: the disk does not take it.
        """
        if self._missing:
            raise ValueError(f"{self._path.name} lacks {self._missing} bytes")
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._path)

    def _write(self, position: int, data: bytes | memoryview) -> None:
        rest = memoryview(data)
        self._file.seek(position)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._missing -= memoryview(data).nbytes


def read_pieces(tensor: StoredTensor, piece_bytes: int) -> Iterator[bytearray]:
    """Yield the bytes of a tensor in pieces of ``piece_bytes``, the last of them what is left.

    Raises:
        CheckpointDamagedError: the file cannot be read, or ends early.
    """
    try:
        with tensor.file.open("rb", buffering=0) as file:
            file.seek(tensor.start)
            for start in range(0, tensor.nbytes, piece_bytes):
                piece = bytearray(min(piece_bytes, tensor.nbytes - start))
                rest = memoryview(piece)
                while rest:
                    count = file.readinto(rest)
                    if not count:
                        raise CheckpointDamagedError(
                            f"{tensor.file}: ends in the middle of {tensor.name}: it was cut off "
                            f"while it was read; {AGAIN}"
                        )
                    rest = rest[count:]
                yield piece
    except OSError as error:
        raise unreadable(tensor.file, error) from error
