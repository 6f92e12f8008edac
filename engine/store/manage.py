"""Renames and removes the person's checkpoints; a model that is being made or read is left alone.

A folder that is removed loses its name first, so that whatever ends the program no half of a model
is left to be found; what is left hidden is cleared away by the next call.
"""

import os
import secrets
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from engine.errors import CheckpointBusyError, CheckpointMissingError, CheckpointNameError
from engine.four_bit.manifest import JOURNAL as QUANTIZING
from engine.four_bit.manifest import MANIFEST
from engine.jobs import JobDone, JobEvent, JobProgress, Stage
from engine.paths import checkpoints_folder
from engine.sizes import size_text
from engine.store.folder import file_bytes, is_checkpoint, weight_files
from engine.store.in_use import check_idle, is_own
from engine.store.listing import folder_bytes
from engine.store.names import STARTER, own_folder, present_names
from engine.store.record import JOURNAL as DOWNLOADING
from engine.store.record import RECORD

_REMOVED: Final = ".removed-"
_MADE_HERE: Final = (RECORD, DOWNLOADING, MANIFEST, QUANTIZING)


def rename(old: str, new: str) -> Path:
    """Give one of the person's checkpoints another name, and return its new folder.

    Raises:
        CheckpointMissingError: there is none of that name.
        CheckpointNameError: the new name is none, or is taken.
        CheckpointBusyError: a program writes into it, or reads it.
    """
    source = find_own(old)
    target = own_folder(new, beside=old)
    if new in present_names():
        raise CheckpointNameError(f"there is a model {new!r} already: take another name")
    with _moving(source):
        source.rename(target)
    return target


def remove(name: str) -> Generator[JobEvent, None, None]:
    """Remove one of the person's checkpoints from the disk, and tell what that frees.

    A link to a folder elsewhere is taken away, and the folder stays.

    Raises:
        CheckpointMissingError: there is none of that name, or nothing tells that it is a model.
        CheckpointBusyError: a program writes into it, or reads it.
    """
    folder = find_own(name)
    if not is_own(folder):
        with _moving(None):
            folder.unlink()
        yield JobDone(folder, f"{name} is no longer listed; the folder that it led to stays")
        return
    # Many programs have a config.json, and the folder of models may be any folder.
    if not weight_files(folder) and not any((folder / made).is_file() for made in _MADE_HERE):
        raise CheckpointMissingError(
            f"{folder}: holds no weights, and Anneal neither downloaded nor made it, so Anneal "
            "does not remove it: look into it, and remove it yourself"
        )
    freed = yield from remove_folder(folder)
    yield JobDone(folder, f"{name} is removed: {size_text(freed)} are free again")


def remove_folder(folder: Path) -> Generator[JobEvent, None, int]:
    """Remove a folder among the person's checkpoints; return how many bytes that freed."""
    folder = folder.resolve()
    hidden = folder.with_name(f"{_REMOVED}{secrets.token_hex(6)}")
    with _moving(folder):
        folder.rename(hidden)
    return (yield from _clear(hidden, folder.name))


def clear_removed() -> None:
    """Clear away what a kill in the middle of removing left, as far as that can be.

    Another program may be clearing the same, and whoever asks has something else in mind. A link
    of such a name was never made here, and leads to what is not ours.
    """
    try:
        left = [path for path in checkpoints_folder().iterdir() if path.name.startswith(_REMOVED)]
    except OSError:
        return
    for hidden in left:
        with suppress(OSError, CheckpointBusyError):
            if is_own(hidden):
                for _ in _clear(hidden, hidden.name):
                    pass


def find_own(name: str) -> Path:
    """Return the folder of one of the person's checkpoints.

    Raises:
        CheckpointMissingError: there is none of that name.
    """
    if name == STARTER:
        raise CheckpointMissingError(
            "the starter model comes with Anneal, and is neither renamed nor removed"
        )
    if name not in present_names() or not is_checkpoint(checkpoints_folder() / name):
        raise CheckpointMissingError(
            f"there is no model {name!r} in {checkpoints_folder()}: `anneal models list` shows "
            "what there is"
        )
    return checkpoints_folder() / name


@contextmanager
def _moving(folder: Path | None) -> Iterator[None]:
    """Move a folder in the block, which nobody else may be using."""
    try:
        if folder is not None:
            check_idle(folder)
        yield
    except OSError as error:
        raise CheckpointBusyError(
            f"{folder or checkpoints_folder()}: the system does not let it be moved "
            f"({error.strerror or error}): close what uses it, or make it writable"
        ) from error


def _clear(hidden: Path, name: str) -> Generator[JobEvent, None, int]:
    """Delete a folder file by file, and return the bytes of its files."""
    total, done = folder_bytes(hidden), 0
    for parent, folders, files in os.walk(hidden, topdown=False):
        for file in files:
            path = Path(parent) / file
            size = file_bytes(path)
            with _moving(None):
                path.unlink(missing_ok=True)
            done += size
            yield JobProgress(Stage.REMOVING, done, total, name)
        for inner in folders:
            path = Path(parent) / inner
            with _moving(None), suppress(FileNotFoundError):
                path.unlink() if path.is_symlink() else path.rmdir()
    with _moving(None), suppress(FileNotFoundError):
        hidden.rmdir()
    return done
