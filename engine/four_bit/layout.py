"""Which tensors of a checkpoint go where, in which format; imports no torch, reads no weights.

A tensor X that is quantized is stored as two, its numbers and their scales: ``X.nf4`` and
``X.absmax``, or ``X.int8`` and ``X.scale``. Any other keeps its name and its type.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import CheckpointDamagedError, RecipeError
from engine.four_bit.manifest import WEIGHTS_SUFFIX
from engine.four_bit.recipe import NF4_BLOCK, Format, Recipe, part_of
from engine.four_bit.tensor_file import TensorEntry, file_bytes
from engine.model.json_values import AGAIN
from engine.model.weight_files import StoredTensor

NF4_SUFFIX, ABSMAX_SUFFIX = ".nf4", ".absmax"
INT8_SUFFIX, SCALE_SUFFIX = ".int8", ".scale"
FLOATS = ("BF16", "F16", "F32")

_REST = "rest"
_LAYER = re.compile(r"model\.(?:decoder|encoder\.language_model)\.layers\.(\d+)\.")
_VISION = re.compile(r"\.(?:vision_tower|embed_vision)\.")
# The encoder has the decoder's weights but for one number a layer; the output layer has those of
# the embeddings.
_ENCODER, _DECODER = "model.encoder.language_model.", "model.decoder."
_ENCODERS_OWN = ".layer_scalar"
_TWINS = {"lm_head.weight": "model.decoder.embed_tokens.weight"}


@dataclass(frozen=True, slots=True)
class PlannedTensor:
    """A tensor of the source and the format that it gets; BF16 stands for its own type."""

    source: StoredTensor
    format: Format

    @property
    def row(self) -> int:
        """Numbers that are rounded together at least; 1 where none is rounded."""
        return 1 if self.format is Format.BF16 else self.source.shape[-1]

    @property
    def entries(self) -> tuple[TensorEntry, ...]:
        """What is stored: the numbers, and the scales where it is quantized."""
        name, shape = self.source.name, self.source.shape
        if self.format is Format.BF16:
            return (TensorEntry(name, self.source.dtype, shape),)
        *outer, row = shape
        if self.format is Format.INT8:
            return (
                TensorEntry(f"{name}{INT8_SUFFIX}", "I8", shape),
                TensorEntry(f"{name}{SCALE_SUFFIX}", "F32", tuple(outer)),
            )
        blocks = -(-row // NF4_BLOCK)
        return (
            TensorEntry(f"{name}{NF4_SUFFIX}", "U8", (*outer, row // 2)),
            TensorEntry(f"{name}{ABSMAX_SUFFIX}", self.source.dtype, (*outer, blocks)),
        )


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A weight file of the 4-bit checkpoint: one layer, or all that is in none."""

    name: str
    tensors: tuple[PlannedTensor, ...]

    @property
    def entries(self) -> tuple[TensorEntry, ...]:
        """All tensors that it stores."""
        return tuple(entry for tensor in self.tensors for entry in tensor.entries)

    @property
    def nbytes(self) -> int:
        """Its size, in bytes, header included."""
        return file_bytes(self.entries)

    @property
    def source_bytes(self) -> int:
        """What has to be read to write it, in bytes."""
        return sum(tensor.source.nbytes for tensor in self.tensors)


def plan_files(tensors: Iterable[StoredTensor], recipe: Recipe) -> tuple[PlannedFile, ...]:
    """Say what the 4-bit checkpoint of a source will hold.

    The vision tower is left out, and what is tied is stored once.

    Args:
        tensors: all of the source.
        recipe: the format of each part.

    Raises:
        CheckpointDamagedError: a tensor has no twin, though it is tied to one.
        RecipeError: a tensor cannot be stored as the recipe asks.
    """
    by_name = {tensor.name: tensor for tensor in tensors}
    files: dict[str, list[PlannedTensor]] = defaultdict(list)
    for name, tensor in sorted(by_name.items()):
        if _VISION.search(name):
            continue
        if twin := _twin(name):
            _check_twin(tensor, by_name.get(twin), twin)
            continue
        layer = _LAYER.match(name)
        file = f"layer-{int(layer.group(1)):02}" if layer else _REST
        files[file].append(_plan(tensor, recipe))
    return tuple(
        PlannedFile(f"{name}{WEIGHTS_SUFFIX}", tuple(files[name])) for name in sorted(files)
    )


def _twin(name: str) -> str | None:
    """Return the name under which a tied tensor is stored, ``None`` for one that is not tied."""
    if name.startswith(_ENCODER) and not name.endswith(_ENCODERS_OWN):
        return _DECODER + name.removeprefix(_ENCODER)
    return _TWINS.get(name)


def _check_twin(tensor: StoredTensor, twin: StoredTensor | None, name: str) -> None:
    if twin is None or twin.shape != tensor.shape:
        raise CheckpointDamagedError(
            f"{tensor.file}: {tensor.name} is tied to {name}, which is missing or of another "
            f"shape; {AGAIN}"
        )


def _plan(tensor: StoredTensor, recipe: Recipe) -> PlannedTensor:
    if tensor.dtype not in FLOATS:
        raise RecipeError(
            f"{tensor.file}: {tensor.name} is of the type {tensor.dtype}, and only "
            f"{', '.join(FLOATS)} can be quantized: take the unquantized checkpoint"
        )
    planned = PlannedTensor(tensor, recipe.format_of(part_of(tensor.name)))
    if planned.format is Format.NF4 and planned.row % 2:
        raise RecipeError(
            f"{tensor.file}: {tensor.name} has rows of {planned.row} weights, which NF4 cannot "
            "pair: choose a recipe that stores them in another format"
        )
    return planned
