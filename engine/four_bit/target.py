"""The folder in which a 4-bit checkpoint is made: what may be there already, and is there room.

Knows no tensors and imports no torch.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from engine.errors import QuantizeError
from engine.file_lock import hold
from engine.files import HALF_SAVED, SaveError, disk_is_full
from engine.four_bit.manifest import (
    JOURNAL,
    MANIFEST,
    Manifest,
    StoredFile,
    describe_file,
    read_manifest,
    write_manifest,
)
from engine.four_bit.tensor_file import PART_SUFFIX
from engine.sizes import size_text

GO_ON = "the same command goes on from there"

_ROOM_BEYOND = 64 * 2**20  # for the tokenizer and other small files
LOCK = "quantizing.lock"


class Target:
    """A folder with a journal of the files that are done."""

    def __init__(self, folder: Path, journal: Path, manifest: Manifest) -> None:
        """Take a folder that is claimed; ``open_target`` makes one."""
        self.folder = folder
        self._journal = journal
        self._manifest = manifest

    def holds(self, name: str, nbytes: int) -> bool:
        """Say whether a file is done and still is what was written; reads all of it.

        Raises:
            CheckpointDamagedError: it cannot be read.
        """
        path = self.folder / name
        told = next((file for file in self._manifest.files if file.name == name), None)
        if told is None or told.nbytes != nbytes or not path.is_file():
            return False
        return path.stat().st_size == nbytes and describe_file(path) == told

    def add(self, name: str) -> None:
        """Write down that a file is done.

        Raises:
            QuantizeError: the journal cannot be written.
            CheckpointDamagedError: the file cannot be read.
        """
        done = describe_file(self.folder / name)
        others = tuple(file for file in self._manifest.files if file.name != name)
        files: tuple[StoredFile, ...] = (*others, done)
        self._manifest = replace(self._manifest, files=files)
        with naming_write_errors(self._journal):
            write_manifest(self._journal, self._manifest)

    def make_room(self, needed: int) -> None:
        """Take away what a kill left, and see whether there is room for ``needed`` bytes.

        Raises:
            QuantizeError: there is too little room.
        """
        with naming_write_errors(self.folder):
            for old in (*self.folder.glob(f"*{PART_SUFFIX}"), *self.folder.glob(HALF_SAVED)):
                old.unlink()
            free = shutil.disk_usage(self.folder).free
        if free < needed + _ROOM_BEYOND:
            raise QuantizeError(
                f"{self.folder}: {size_text(needed + _ROOM_BEYOND)} are needed and "
                f"{size_text(free)} are free on that disk: free some space or choose another "
                "folder"
            )

    def finish(self) -> None:
        """Let the folder be a checkpoint: the journal becomes the manifest.

        Raises:
            QuantizeError: the manifest cannot be written.
        """
        with naming_write_errors(self._journal):
            self._journal.replace(self.folder / MANIFEST)


@contextmanager
def open_target(source: Path, folder: Path, wanted: Manifest) -> Iterator[Target]:
    """Claim a folder for a 4-bit checkpoint, or go on in one that was claimed before.

    In the block no other program is let in.

    Args:
        source: folder of the checkpoint that is quantized.
        folder: made where it is missing.
        wanted: recipe and source of the checkpoint, with no files yet.

    Raises:
        QuantizeError: the folder lies in the source, holds something else, cannot be written, or
            is in use.
        CheckpointDamagedError: its journal cannot be read.
    """
    if folder.resolve().is_relative_to(source.resolve()):
        raise QuantizeError(
            f"{folder}: is the folder that is quantized, or lies in it: choose one outside of it"
        )
    with naming_write_errors(folder):
        if folder.exists() and not folder.is_dir():
            raise QuantizeError(f"{folder}: is no folder: choose a new or an empty folder")
        folder.mkdir(parents=True, exist_ok=True)
        _check_foreign(folder)
    with _held(folder):
        yield Target(folder, *_claim(folder, wanted))


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Lock the folder in the block."""
    with ExitStack() as stack:
        with naming_write_errors(folder):
            locked = stack.enter_context(hold(folder / LOCK))
        if not locked:
            raise QuantizeError(f"{folder}: another program quantizes into it: wait for its end")
        yield


def _check_foreign(folder: Path) -> None:
    """Raise where a folder holds something, and neither journal nor manifest."""
    ours = {folder / LOCK, *folder.glob(HALF_SAVED)}
    names = sorted(path.name for path in folder.iterdir() if path not in ours)
    if names and not {JOURNAL, MANIFEST} & set(names):
        raise QuantizeError(
            f"{folder}: holds other things ({names[0]}, for one): choose a new or an empty folder"
        )


def _claim(folder: Path, wanted: Manifest) -> tuple[Path, Manifest]:
    """Return the journal's path and content; a finished checkpoint's manifest serves as one."""
    for path in (folder / JOURNAL, folder / MANIFEST):
        if path.exists():
            return path, _same(read_manifest(path), wanted, folder)
    with naming_write_errors(folder / JOURNAL):
        write_manifest(folder / JOURNAL, wanted)
    return folder / JOURNAL, wanted


@contextmanager
def naming_write_errors(path: Path) -> Iterator[None]:
    """Word the errors of the system in the block, which writes ``path``.

    Raises:
        QuantizeError: in place of an OSError or a SaveError.
    """
    try:
        yield
    except (OSError, SaveError) as error:
        if disk_is_full(error):
            raise QuantizeError(
                f"{path}: the disk is full; what is done is kept: free some space, and {GO_ON}"
            ) from error
        reason = error.strerror if isinstance(error, OSError) else ""
        raise QuantizeError(
            f"{path}: cannot be written ({reason or error}): choose another folder, or make this "
            f"one writable and {GO_ON}"
        ) from error


def _same(found: Manifest, wanted: Manifest, folder: Path) -> Manifest:
    """Return what was found, which must be of the same source and recipe."""
    for what, one, other in (
        ("source", found.source.fingerprint, wanted.source.fingerprint),
        ("recipe", found.recipe, wanted.recipe),
    ):
        if one != other:
            begun = f"{found.source.name} ({found.source.revision[:12]}), {found.recipe.name}"
            asked = f"{wanted.source.name} ({wanted.source.revision[:12]}), {wanted.recipe.name}"
            raise QuantizeError(
                f"{folder}: was begun from another {what}: {begun}, and not {asked}: choose "
                "another folder, or delete this one to begin anew"
            )
    return found
