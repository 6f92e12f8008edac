"""Makes a 4-bit checkpoint of one in 16 or 32 bits, a few megabytes at a time.

Memory holds one piece of one tensor and what becomes of it. A file is written under another name
and renamed when it is whole, and a journal says which are: after a kill the same call goes on, and
the bytes are those of a run without one.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.errors import CheckpointDamagedError, QuantizeError
from engine.files import save_atomically
from engine.four_bit.identity import identify
from engine.four_bit.layout import PlannedFile, PlannedTensor, plan_files
from engine.four_bit.manifest import Manifest
from engine.four_bit.recipe import Format, Recipe
from engine.four_bit.rows import read_rows
from engine.four_bit.target import Target, naming_write_errors, open_target
from engine.four_bit.tensor_file import TensorFileWriter
from engine.model.checkpoint import CONFIG, Checkpoint, read_checkpoint
from engine.model.int8 import quantize_int8
from engine.model.json_values import AGAIN, read_json, unreadable
from engine.model.nf4 import quantize_nf4
from engine.model.weight_files import INDEX
from engine.store.record import RECORD

_SMALL_FILES = (".json", ".jinja", ".model", ".txt")
_LEGAL_FILES = ("LICENSE", "LICENCE", "NOTICE")
# The index and the record of a download speak of files that the 4-bit checkpoint has not.
_NOT_COPIED = (INDEX, RECORD)


@dataclass(frozen=True, slots=True)
class QuantizeProgress:
    """How far quantizing is.

    Attributes:
        file: the weight file that is written, or was found whole.
        tensors_done: tensors of the source that are through.
        tensors: how many there are.
        bytes_done: what was read of them, in bytes.
        nbytes: how much there is.
    """

    file: str
    tensors_done: int
    tensors: int
    bytes_done: int
    nbytes: int


def quantize(
    source: Path, target: Path, recipe: Recipe, device: torch.device | None = None
) -> Generator[QuantizeProgress, None, None]:
    """Write the 4-bit checkpoint of ``source`` into the folder ``target``.

    Closing the iterator stops at once; the same call goes on later. Files that are done are read
    again, and made anew where they are not what was written; so a second call for a finished
    checkpoint repairs it.

    Args:
        source: a checkpoint folder.
        target: a folder that is missing, empty, or of such a call before.
        recipe: the format of each part.
        device: where the rounding is computed, a GPU where there is one. The bytes should be the
            same on any, since only exact operations and IEEE divisions are used; that was not run
            on a GPU yet.

    Yields:
        After every piece.

    Raises:
        CheckpointError: the source cannot be read, or holds NaN or infinite weights.
        RecipeError: the source cannot be stored as the recipe asks.
        QuantizeError: the source is quantized already or unties its weights, or the target cannot
            take the result.
    """
    checkpoint = read_source(source)
    device = device or torch.device("cuda" if torch.cuda.is_available() else "cpu")
    files = plan_files(checkpoint.tensors, recipe)
    tally = _Tally(files)
    with open_target(source, target, Manifest(recipe, identify(checkpoint), ())) as place:
        missing = []
        for file in files:
            if place.holds(file.name, file.nbytes):
                tally.add(tensors=len(file.tensors), nbytes=file.source_bytes)
                yield tally.progress(file)
            else:
                missing.append(file)
        place.make_room(sum(file.nbytes for file in missing))
        _copy_small_files(checkpoint, place)
        for file in missing:
            yield from _write_file(file, place, device, tally)
        place.finish()


def read_source(folder: Path) -> Checkpoint:
    """Read the source's small files.

    Raises:
        CheckpointError: it cannot be read.
        QuantizeError: it is quantized already, or unties its weights.
    """
    checkpoint = read_checkpoint(folder)
    if checkpoint.manifest is not None:
        raise QuantizeError(
            f"{folder}: is quantized already, by the recipe {checkpoint.manifest.recipe.name}: "
            "name the checkpoint that it was made from"
        )
    if not read_json(folder / CONFIG).flag("tie_word_embeddings", True):
        raise QuantizeError(
            f"{folder}: encoder, decoder and output layer have weights of their own in it "
            "('tie_word_embeddings'), and only those that share them can be stored: choose "
            "another checkpoint"
        )
    return checkpoint


class _Tally:
    """Counts what is done, out of all that there is to do."""

    def __init__(self, files: tuple[PlannedFile, ...]) -> None:
        self._tensors = sum(len(file.tensors) for file in files)
        self._bytes = sum(file.source_bytes for file in files)
        self._tensors_done = 0
        self._bytes_done = 0

    def add(self, *, tensors: int = 0, nbytes: int = 0) -> None:
        """Count tensors that are through, and bytes that were read."""
        self._tensors_done += tensors
        self._bytes_done += nbytes

    def progress(self, file: PlannedFile) -> QuantizeProgress:
        """Return the count as an event that names the file at hand."""
        return QuantizeProgress(
            file.name, self._tensors_done, self._tensors, self._bytes_done, self._bytes
        )


def _copy_small_files(checkpoint: Checkpoint, place: Target) -> None:
    """Copy what is neither weights nor their index: config, tokenizer, templates, license."""
    for path in sorted(checkpoint.folder.iterdir()):
        wanted = path.suffix in _SMALL_FILES or path.name.startswith(_LEGAL_FILES)
        if not wanted or not path.is_file() or path.name in _NOT_COPIED:
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            raise unreadable(path, error) from error
        copy = place.folder / path.name
        with naming_write_errors(copy):
            save_atomically(copy, content)
        place.add(path.name)


def _write_file(
    file: PlannedFile, place: Target, device: torch.device, tally: _Tally
) -> Iterator[QuantizeProgress]:
    """Write one weight file and enter it in the journal."""
    path = place.folder / file.name
    with naming_write_errors(path), TensorFileWriter(path, file.entries) as writer:
        for tensor in file.tensors:
            for nbytes in _write_tensor(tensor, writer, device):
                tally.add(nbytes=nbytes)
                yield tally.progress(file)
            tally.add(tensors=1)
        writer.finish()
    place.add(file.name)
    yield tally.progress(file)


def _write_tensor(
    tensor: PlannedTensor, writer: TensorFileWriter, device: torch.device
) -> Iterator[int]:
    """Round and write a tensor piece by piece; yield how many bytes of it were read."""
    places = dict.fromkeys((entry.name for entry in tensor.entries), 0)
    for rows in read_rows(tensor.source, tensor.row):
        parts = _round(tensor, rows.to(device))
        for name, part in zip(places, parts, strict=True):
            data = part.cpu().contiguous().view(torch.uint8).numpy().data.cast("B")
            writer.write(name, places[name], data)
            places[name] += data.nbytes
        yield rows.nbytes


def _round(tensor: PlannedTensor, rows: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Return some rows [R, K] in the tensor's format: what its entries hold, in that order."""
    if not bool(torch.isfinite(rows).all()):
        raise CheckpointDamagedError(
            f"{tensor.source.file}: {tensor.source.name} holds NaN or infinite weights; {AGAIN}"
        )
    if tensor.format is Format.NF4:
        nf4 = quantize_nf4(rows)
        return nf4.packed, nf4.absmax
    if tensor.format is Format.INT8:
        int8 = quantize_int8(rows)
        return int8.values, int8.scales
    return (rows,)
