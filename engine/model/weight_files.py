"""Checks safetensors files by their headers; reads no weights and imports no torch.

A header is believed only where it fits the file to the byte: what is memory-mapped later is then
what the header says.
"""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import CheckpointDamagedError, CheckpointMissingError
from engine.model.json_values import AGAIN, mapping, parse_object, read_json, unreadable

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"

_HEADER_LIMIT = 100_000_000
# Those that transformers loads, with the bytes of one number.
ITEM_BYTES = {"BOOL": 1} | {
    f"{kind}{bits}": bits // 8
    for kind, widths in (("U", (8, 16, 32, 64)), ("I", (8, 16, 32, 64)), ("F", (16, 32, 64)))
    for bits in widths
}
ITEM_BYTES |= {"BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1}


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A tensor in a weight file.

    Attributes:
        name: as the model names it.
        shape: its sizes.
        dtype: as safetensors names it, "BF16" for instance.
        file: where it is stored.
        start: its first byte, counted from the file's beginning.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    file: Path
    start: int

    @property
    def nbytes(self) -> int:
        """Its size in the file, in bytes."""
        return math.prod(self.shape) * ITEM_BYTES[self.dtype]


def check_weights(folder: Path) -> tuple[tuple[Path, ...], tuple[StoredTensor, ...]]:
    """Check every weight file of a folder; return the files and their tensors by name.

    Raises:
        CheckpointMissingError: a file is not there.
        CheckpointDamagedError: a file is not what its header says, or lacks tensors.
    """
    index = folder / INDEX
    if not index.exists():
        path = folder / WEIGHTS
        if not path.exists():
            raise CheckpointMissingError(
                f"{folder}: there is no {WEIGHTS}, and other kinds of weight files are never "
                f"read; {AGAIN}"
            )
        return (path,), read_header(path)
    placed = read_json(index).inside("weight_map").values
    names = sorted({str(name) for name in placed.values()})
    if not names:
        raise CheckpointDamagedError(f"{index}: names no weights; take it away or {AGAIN}")
    if WEIGHTS not in names and (folder / WEIGHTS).exists():
        raise CheckpointDamagedError(
            f"{folder}: holds {WEIGHTS}, and {INDEX} names other files, which may be of another "
            "model: take away what does not belong there"
        )
    found: dict[str, StoredTensor] = {}
    for name in names:
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise CheckpointMissingError(
                f"{folder}: {name}, which {INDEX} names, is missing; {AGAIN}"
            )
        inside = {tensor.name: tensor for tensor in read_header(path)}
        wanted = {tensor for tensor, place in placed.items() if place == name}
        if lost := sorted(wanted - inside.keys()):
            raise CheckpointDamagedError(
                f"{path}: {len(lost)} tensors are missing, the first is {lost[0]}; {AGAIN}"
            )
        found |= inside
    return tuple(folder / name for name in names), tuple(found[name] for name in sorted(found))


def read_header(path: Path) -> tuple[StoredTensor, ...]:
    """Return the tensors of a safetensors file by name, from its header alone.

    Raises:
        CheckpointDamagedError: the header cannot be read, a tensor's shape and type do not fill
            its place, or the tensors do not fill the file.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 2 <= length <= min(_HEADER_LIMIT, size - 8):
                raise CheckpointDamagedError(f"{path}: is not a safetensors file; {AGAIN}")
            header = file.read(length)
    except OSError as error:
        raise unreadable(path, error) from error
    begin = 8 + length
    tensors = [
        _stored(path, name, mapping(entry, path), begin)
        for name, entry in parse_object(header, path, "its header").items()
        if name != "__metadata__"
    ]
    # One without bytes stands before the one that begins where it does.
    tensors.sort(key=lambda tensor: (tensor.start, tensor.nbytes))
    end = begin
    for tensor in tensors:
        if tensor.start != end:
            raise CheckpointDamagedError(
                f"{path}: {tensor.name} begins at byte {tensor.start - begin} of the weights, and "
                f"what is before it ends at {end - begin}; {AGAIN}"
            )
        end += tensor.nbytes
    if size != end:
        raise CheckpointDamagedError(
            f"{path}: has {size} bytes and its header speaks of {end}, so it was cut off or "
            f"overwritten; {AGAIN}"
        )
    return tuple(sorted(tensors, key=lambda tensor: tensor.name))


def _stored(path: Path, name: str, entry: Mapping[str, object], begin: int) -> StoredTensor:
    """Return what an entry of a header says; the weights begin at byte ``begin`` of the file."""
    offsets, shape = _sizes(entry.get("data_offsets")), _sizes(entry.get("shape"))
    if offsets is None or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise CheckpointDamagedError(f"{path}: {name} has no place in the file; {AGAIN}")
    if shape is None:
        raise CheckpointDamagedError(f"{path}: {name} has no shape; {AGAIN}")
    kind = entry.get("dtype")
    if not isinstance(kind, str) or kind not in ITEM_BYTES:
        raise CheckpointDamagedError(
            f"{path}: {name} is of the type {kind!r}, which Anneal does not know; {AGAIN}"
        )
    tensor = StoredTensor(name, shape, kind, path, begin + offsets[0])
    if tensor.nbytes != offsets[1] - offsets[0]:
        raise CheckpointDamagedError(
            f"{path}: {name} has the shape {list(shape)} in {kind} and "
            f"{offsets[1] - offsets[0]} bytes, which do not fit; {AGAIN}"
        )
    return tensor


def _sizes(value: object) -> tuple[int, ...] | None:
    """Return a list of whole numbers from 0 on; ``None`` for anything else."""
    if not isinstance(value, list) or any(type(size) is not int or size < 0 for size in value):
        return None
    return tuple(value)
