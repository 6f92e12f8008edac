"""Checks the files of a 4-bit checkpoint against its manifest; imports no torch.

Sizes and headers are checked wherever a folder is read; hashes only where they are asked for
(``engine.store.verify_hashes``), since that reads every byte.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import CheckpointDamagedError, CheckpointMissingError
from engine.four_bit.layout import (
    ABSMAX_SUFFIX,
    FLOATS,
    INT8_SUFFIX,
    NF4_SUFFIX,
    SCALE_SUFFIX,
)
from engine.four_bit.manifest import MANIFEST, Manifest
from engine.four_bit.recipe import NF4_BLOCK, Format, part_of
from engine.model.json_values import AGAIN
from engine.model.weight_files import StoredTensor, read_header

_AGAIN = f"run `anneal models quantize` on its source again, {AGAIN}"


@dataclass(frozen=True, slots=True)
class StoredWeight:
    """A weight as it lies in the files.

    Attributes:
        name: as the model names it.
        format: BF16 stands for any type that is not quantized.
        values: the numbers.
        scales: what they are multiplied by, ``None`` where they are not quantized.
    """

    name: str
    format: Format
    values: StoredTensor
    scales: StoredTensor | None

    @property
    def nbytes(self) -> int:
        """Size of both parts, in bytes."""
        return self.values.nbytes + (self.scales.nbytes if self.scales else 0)


def check_stored(
    folder: Path, manifest: Manifest
) -> tuple[tuple[Path, ...], tuple[StoredTensor, ...]]:
    """Check the weight files by their sizes and headers; return them and their tensors by name.

    Raises:
        CheckpointMissingError: a file is not there.
        CheckpointDamagedError: a file has another size, or tensors that do not fit each other,
            the recipe or their file.
    """
    tensors: dict[str, StoredTensor] = {}
    for file in manifest.weight_files:
        path = folder / file.name
        if not path.is_file():
            raise CheckpointMissingError(
                f"{folder}: {file.name}, which {MANIFEST} names, is missing; {_AGAIN}"
            )
        size = path.stat().st_size
        if size != file.nbytes:
            raise _damaged(path, f"has {size} bytes and {MANIFEST} names {file.nbytes}")
        for tensor in read_header(path):
            if tensor.name in tensors:
                raise _damaged(path, f"{tensor.name} is also in {tensors[tensor.name].file.name}")
            tensors[tensor.name] = tensor
    for weight in find_weights(tensors.values()):
        wanted = manifest.recipe.format_of(part_of(weight.name))
        if weight.format is not wanted:
            raise _damaged(
                weight.values.file,
                f"{weight.name} is stored as {weight.format}, and the recipe "
                f"{manifest.recipe.name} says {wanted}",
            )
    paths = tuple(folder / file.name for file in manifest.weight_files)
    return paths, tuple(tensors[name] for name in sorted(tensors))


def find_weights(tensors: Iterable[StoredTensor]) -> tuple[StoredWeight, ...]:
    """Put numbers and scales together; return the weights by name.

    Raises:
        CheckpointDamagedError: scales are missing, left over, or do not fit their numbers.
    """
    rest = {tensor.name: tensor for tensor in tensors}
    weights = []
    for name in sorted(rest):
        for suffix, scale_suffix, form in (
            (NF4_SUFFIX, ABSMAX_SUFFIX, Format.NF4),
            (INT8_SUFFIX, SCALE_SUFFIX, Format.INT8),
        ):
            if name.endswith(suffix):
                base = name.removesuffix(suffix)
                values = rest.pop(name)
                scales = _scales(values, rest, base + scale_suffix, form)
                weights.append(StoredWeight(base, form, values, scales))
    quantized = {weight.name for weight in weights}
    for tensor in rest.values():
        if tensor.name in quantized:
            raise _damaged(tensor.file, f"holds {tensor.name} quantized and as it was")
        if tensor.name.endswith(ABSMAX_SUFFIX):
            raise _damaged(tensor.file, f"holds {tensor.name} and no weights to scale by it")
        if tensor.dtype not in FLOATS:
            raise _damaged(tensor.file, f"holds {tensor.name} in the type {tensor.dtype}")
        weights.append(StoredWeight(tensor.name, Format.BF16, tensor, None))
    return tuple(sorted(weights, key=lambda weight: weight.name))


def _scales(
    values: StoredTensor, rest: dict[str, StoredTensor], name: str, form: Format
) -> StoredTensor:
    """Take the scales of ``values`` out of ``rest``."""
    scales = rest.pop(name, None)
    if scales is None:
        raise _damaged(values.file, f"holds {values.name} and not {name}")
    *outer, row = values.shape or (0,)
    if form is Format.NF4:
        fits = values.dtype == "U8" and scales.dtype in FLOATS
        shape = (*outer, -(-2 * row // NF4_BLOCK))
    else:
        fits = values.dtype == "I8" and scales.dtype == "F32"
        shape = tuple(outer)
    if not fits or scales.shape != shape:
        raise _damaged(
            values.file,
            f"{values.name} ({values.dtype}, {list(values.shape)}) and {name} ({scales.dtype}, "
            f"{list(scales.shape)}) do not fit each other",
        )
    return scales


def _damaged(path: Path, fault: str) -> CheckpointDamagedError:
    return CheckpointDamagedError(
        f"{path}: {fault}, so it was cut off or altered after it was written; {_AGAIN}"
    )
