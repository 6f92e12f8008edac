"""Checks an adapter's folder before any weight is loaded; reads no tensors and imports no torch.

A LoRA as PEFT writes it: a config, and for each adapted module the matrices ``lora_A`` [R, K] and
``lora_B`` [N, R] under the module's name. Whatever cannot be applied is refused here, by name: an
adapter applied in part would be another one than was trained.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import AdapterError, CheckpointError, CheckpointMissingError
from engine.four_bit.recipe import Format, Part, part_of
from engine.four_bit.stored_files import find_weights
from engine.model.adapter_config import MERGE, AdapterConfig, read_config
from engine.model.checkpoint import Checkpoint
from engine.model.json_values import AGAIN, unreadable
from engine.model.weight_files import StoredTensor, read_header

WEIGHTS = "adapter_model.safetensors"

_TENSOR = re.compile(r"base_model\.model\.(.+)\.lora_([AB])\.weight")
_FLOATS = ("BF16", "F16", "F32")
# It serves pictures alone, so Anneal leaves it out of a checkpoint too.
_VISION = re.compile(r"\.(vision_tower|embed_vision)\.")
_APPLIED = (Part.ATTENTION, Part.DENSE)
_APPLIED_WORDS = "the projections of attention, the dense blocks and self-conditioning"
# What else a tensor of an adapter may belong to, by its name; the first that matches counts.
_OTHERS = (
    (
        re.compile(r"^(?!base_model\.model\.)|\.lora_[AB]\.(?!weight$|bias$)"),
        "modules by names that PEFT does not write",
    ),
    (re.compile(r"\.lora_magnitude_vector(\.|$)"), "magnitudes of weights (DoRA)"),
    (re.compile(r"\.bias$"), "biases"),
    (re.compile(r"embed_tokens|lm_head|lora_embedding_|trainable_tokens"), "the embeddings"),
    (re.compile(r"\.experts\."), "the experts"),
    (re.compile(r"\.router\."), "the router"),
    (re.compile(r"norm\.(weight|lora_)"), "norms"),
    (re.compile(r"\.lora_[AB]\."), "other modules"),
    (re.compile(r"\.weight$"), "whole weights"),
)
_UNKNOWN = "what Anneal does not know"
_ENCODER, _DECODER = "model.encoder.language_model.layers.", "model.decoder.layers."


@dataclass(frozen=True, slots=True)
class StoredChange:
    """What is added to one module's weight, as it lies in the file.

    Attributes:
        module: its name in the model.
        down: [R, K].
        up: [N, R].
        scaling: of their product.
    """

    module: str
    down: StoredTensor
    up: StoredTensor
    scaling: float


@dataclass(frozen=True, slots=True)
class AdapterFiles:
    """A checked adapter.

    Attributes:
        folder: where it lies.
        name: for people.
        base_model: what it was trained on, as its author named it; may be empty.
        changes: at least one, by the module's name.
    """

    folder: Path
    name: str
    base_model: str
    changes: tuple[StoredChange, ...]

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return sum(
            math.prod(change.down.shape) + math.prod(change.up.shape) for change in self.changes
        )


def read_adapter(folder: Path, checkpoint: Checkpoint) -> AdapterFiles:
    """Read an adapter's folder and check its files.

    Args:
        folder: of the adapter.
        checkpoint: that it shall be put on.

    Raises:
        AdapterError: a file is not there, is truncated or cannot be read; the adapter changes
            what cannot be changed, or nothing; or it is not for the checkpoint.
    """
    try:
        adapter = _read_folder(folder)
    except CheckpointError as error:
        raise AdapterError(str(error)) from error
    # Looking for a file may fail too: in a folder that nobody may look into.
    except OSError as error:
        raise AdapterError(str(unreadable(folder, error))) from error
    _check_fit(adapter, checkpoint)
    return adapter


def _check_fit(adapter: AdapterFiles, checkpoint: Checkpoint) -> None:
    """Raise where an adapter changes weights that a checkpoint lacks or has in other shapes."""
    shapes = _shapes(checkpoint)
    for change in adapter.changes:
        shape = shapes.get(_decoder_name(change.module))
        added = (change.up.shape[0], change.down.shape[1])
        if shape == added:
            continue
        fault = (
            f"{checkpoint.name} has no {change.module}"
            if shape is None
            else f"{change.module} is {list(shape)} in {checkpoint.name} and {list(added)} here"
        )
        source = f" (it was trained on {adapter.base_model})" if adapter.base_model else ""
        raise AdapterError(
            f"{adapter.folder}: the adapter is for another model{source}: {fault}; choose the "
            "checkpoint that it was trained on, or another adapter"
        )


def _read_folder(folder: Path) -> AdapterFiles:
    """Read the config, the header of the tensors and nothing else."""
    if not folder.is_dir():
        found = "a file and not a folder" if folder.is_file() else "not there"
        raise CheckpointMissingError(f"{folder}: is {found}: name the adapter's folder")
    config = read_config(folder)
    path = folder / WEIGHTS
    if not path.is_file():
        raise CheckpointMissingError(
            f"{folder}: there is no {WEIGHTS}, and other kinds of weight files are never read; "
            f"save the adapter as safetensors, {AGAIN}"
        )
    tensors = [tensor for tensor in read_header(path) if not _VISION.search(tensor.name)]
    _refuse_others(folder, tensors)
    return AdapterFiles(
        folder=folder,
        name=folder.resolve().name,
        base_model=config.base_model,
        changes=tuple(_changes(path, tensors, config)),
    )


def _refuse_others(folder: Path, tensors: Iterable[StoredTensor]) -> None:
    """Raise where a tensor is not one of the two matrices of a module that can be adapted."""
    others: dict[str, list[str]] = defaultdict(list)
    for tensor in tensors:
        named = _TENSOR.fullmatch(tensor.name)
        if named is None or part_of(f"{named[1]}.weight") not in _APPLIED:
            kinds = (kind for pattern, kind in _OTHERS if pattern.search(tensor.name))
            others[next(kinds, _UNKNOWN)].append(tensor.name)
    if others:
        told = ", and ".join(
            f"{kind} ({len(names)} tensors, the first is {names[0]})"
            for kind, names in others.items()
        )
        raise AdapterError(
            f"{folder}: cannot be applied: it changes {told}, and Anneal adapts {_APPLIED_WORDS} "
            f"alone; {MERGE}"
        )


def _changes(
    path: Path, tensors: Iterable[StoredTensor], config: AdapterConfig
) -> Iterator[StoredChange]:
    """Yield the pairs of matrices, and check that there are any."""
    pairs: dict[str, dict[str, StoredTensor]] = defaultdict(dict)
    for tensor in tensors:
        if named := _TENSOR.fullmatch(tensor.name):
            _check_matrix(tensor)
            pairs[named[1]][named[2]] = tensor
    if not pairs:
        raise AdapterError(
            f"{path}: changes nothing that reads or writes text: choose another adapter"
        )
    for module, pair in sorted(pairs.items()):
        if lost := {"A", "B"} - pair.keys():
            raise AdapterError(f"{path}: lora_{lost.pop()} of {module} is missing; {AGAIN}")
        down, up, rank = pair["A"], pair["B"], config.rank_of(module)
        if (down.shape[0], up.shape[1]) != (rank, rank):
            raise AdapterError(
                f"{path}: the matrices of {module} are {list(down.shape)} and {list(up.shape)}, "
                f"and the config says rank {rank}, so they are not of one adapter; {AGAIN}"
            )
        yield StoredChange(module, down, up, config.scaling_of(module))


def _check_matrix(tensor: StoredTensor) -> None:
    if len(tensor.shape) != 2 or tensor.dtype not in _FLOATS:
        raise AdapterError(
            f"{tensor.file}: {tensor.name} is {list(tensor.shape)} of the type {tensor.dtype}, and "
            f"should be a matrix of the type {' or '.join(_FLOATS)}; {AGAIN}"
        )


def _shapes(checkpoint: Checkpoint) -> Mapping[str, tuple[int, ...]]:
    """Return the shapes of a checkpoint's weights, by the names of the decoder's modules."""
    if checkpoint.manifest is None:
        stored = {tensor.name: tensor.shape for tensor in checkpoint.tensors}
    else:
        stored = {
            weight.name: _plain_shape(weight.values.shape, weight.format)
            for weight in find_weights(checkpoint.tensors)
        }
    return {_decoder_name(name.removesuffix(".weight")): shape for name, shape in stored.items()}


def _plain_shape(shape: tuple[int, ...], form: Format) -> tuple[int, ...]:
    """Return the shape of the numbers that a stored tensor stands for."""
    return (*shape[:-1], 2 * shape[-1]) if form is Format.NF4 else shape


def _decoder_name(module: str) -> str:
    """Return the name of the decoder's module that has the same weight."""
    if module.startswith(_ENCODER):
        return _DECODER + module.removeprefix(_ENCODER)
    return module
