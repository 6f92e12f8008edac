"""Makes, switches on and takes away the folders of runtimes; fetches nothing.

A new runtime is made in a folder of its own and named in ``current.json`` once it is whole: that
file is replaced in one step, so that every start sees the old one or the new one. A runtime that a
running Anneal uses stays until a later call finds it unused.
"""

import json
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.files import save_atomically
from engine.paths import runtimes_folder
from engine.runtime.lock import Lock
from engine.runtime.places import CURRENT, MARKER, PREFIX, Marker, current_folder, use_file
from engine.runtime.records import folder_bytes
from engine.runtime.trial_notes import forget_all
from engine.runtime.use_lock import try_lock, unlock


@dataclass(frozen=True, slots=True)
class Freed:
    """What was taken away, and what still is in use; in bytes."""

    nbytes: int
    in_use: int


def make_folder() -> Path:
    """Make a new, empty folder for a runtime.

    Raises:
        OSError: it cannot be made.
    """
    folder = runtimes_folder() / f"{PREFIX}{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    return folder


def switch_on(folder: Path, lock: Lock, nbytes: int) -> None:
    """Say that the runtime in ``folder`` is whole, and let starts take it from now on.

    Raises:
        OSError, engine.files.SaveError: the disk refuses.
    """
    if hasattr(os, "sync"):
        # The marker must not outlive a power cut that the packages do not.
        os.sync()
    marker = Marker(lock.lock_id, lock.python, lock.platform, nbytes)
    save_atomically(folder / MARKER, json.dumps(asdict(marker)).encode())
    save_atomically(folder.parent / CURRENT, json.dumps({"folder": folder.name}).encode())


def switch_off() -> None:
    """Let no start take the installed runtime any more.

    Raises:
        OSError: the disk refuses.
    """
    (runtimes_folder() / CURRENT).unlink(missing_ok=True)


def clear(folder: Path) -> None:
    """Take a folder away with all that is in it; of a link, the link alone.

    Raises:
        OSError: the disk refuses.
    """
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder)


def tidy() -> Freed:
    """Take away all runtimes but the one that is switched on; not those in use.

    Only who holds the lock of the folder of runtimes may call this.

    Raises:
        OSError: the disk refuses.
    """
    kept = current_folder()
    freed = in_use = 0
    for folder in sorted(runtimes_folder().glob(f"{PREFIX}*")):
        if folder == kept or not (folder.is_dir() or folder.is_symlink()):
            continue
        nbytes = 0 if folder.is_symlink() else folder_bytes(folder)
        # Whoever runs on it has made the file, for which a full disk may have no room now.
        handle = try_lock(use_file(folder), shared=False) if use_file(folder).exists() else None
        if handle is None and use_file(folder).exists():
            in_use += nbytes
            continue
        try:
            clear(folder)
            freed += nbytes
        finally:
            if handle is not None:
                unlock(handle)
        with suppress(OSError):
            use_file(folder).unlink(missing_ok=True)
        forget_all(folder)
    return Freed(freed, in_use)
