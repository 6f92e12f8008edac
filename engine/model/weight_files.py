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
# Those that transformers loads.
_BITS = {"BOOL": 8} | {
    f"{kind}{bits}": bits
    for kind, widths in (("U", (8, 16, 32, 64)), ("I", (8, 16, 32, 64)), ("F", (16, 32, 64)))
    for bits in widths
}
_BITS |= {"BF16": 16, "F8_E4M3": 8, "F8_E5M2": 8}


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A tensor in a weight file.

    Attributes:
        name: as the model names it.
        shape: its sizes.
    """

    name: str
    shape: tuple[int, ...]


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
    places: list[tuple[int, int, StoredTensor]] = []
    for name, entry in parse_object(header, path, "its header").items():
        if name != "__metadata__":
            places.append(_place(path, name, mapping(entry, path)))
    places.sort(key=lambda place: place[:2])
    end = 0
    for start_byte, end_byte, tensor in places:
        if start_byte != end:
            raise CheckpointDamagedError(
                f"{path}: {tensor.name} begins at byte {start_byte} of the weights, and what is "
                f"before it ends at {end}; {AGAIN}"
            )
        end = end_byte
    if size != 8 + length + end:
        raise CheckpointDamagedError(
            f"{path}: has {size} bytes and its header speaks of {8 + length + end}, so it was cut "
            f"off or overwritten; {AGAIN}"
        )
    return tuple(sorted((tensor for _, _, tensor in places), key=lambda tensor: tensor.name))


def _place(path: Path, name: str, entry: Mapping[str, object]) -> tuple[int, int, StoredTensor]:
    """Return where a tensor begins and ends among the weights, in bytes, and what it is."""
    offsets, shape = _sizes(entry.get("data_offsets")), _sizes(entry.get("shape"))
    if offsets is None or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise CheckpointDamagedError(f"{path}: {name} has no place in the file; {AGAIN}")
    if shape is None:
        raise CheckpointDamagedError(f"{path}: {name} has no shape; {AGAIN}")
    kind = entry.get("dtype")
    bits = _BITS.get(kind) if isinstance(kind, str) else None
    if bits is None:
        raise CheckpointDamagedError(
            f"{path}: {name} is of the type {kind!r}, which Anneal does not know; {AGAIN}"
        )
    if math.prod(shape) * bits != 8 * (offsets[1] - offsets[0]):
        raise CheckpointDamagedError(
            f"{path}: {name} has the shape {list(shape)} in {kind} and "
            f"{offsets[1] - offsets[0]} bytes, which do not fit; {AGAIN}"
        )
    return offsets[0], offsets[1], StoredTensor(name, shape)


def _sizes(value: object) -> tuple[int, ...] | None:
    """Return a list of whole numbers from 0 on; ``None`` for anything else."""
    if not isinstance(value, list) or any(type(size) is not int or size < 0 for size in value):
        return None
    return tuple(value)
