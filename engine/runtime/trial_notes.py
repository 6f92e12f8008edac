"""Notes of programs that load an installed runtime: whose note is unlocked has ended over it.

A program locks its note, writes a byte into it, and takes it away once it came through. The system
unlocks it however the program ends, so neither a process number that is used again nor a second
window that is just loading is ever taken for a crash. An empty note counts nothing: it is not
locked yet, or not needed any more. On a disk that knows no locks every byte counts.

Whatever the disk refuses, no start fails over it.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.runtime.use_lock import is_held, try_lock, unlock

_SUFFIX = ".trial"


@dataclass(frozen=True, slots=True, eq=False)
class TrialNote:
    """The note of this program, open and locked where the disk knows locks.

    Attributes:
        file: where it lies, beside the runtime's folder.
        handle: of the open file.
    """

    file: Path
    handle: int


def begin(folder: Path) -> TrialNote | None:
    """Note that this program loads the runtime in ``folder``; ``None`` where none can be made."""
    # No process number: it may be used again.
    file = folder.with_name(f"{folder.name}{_SUFFIX}-{os.urandom(6).hex()}")
    handle = try_lock(file, shared=False)
    try:
        if handle is None:
            handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        os.write(handle, b".")
    except OSError:
        if handle is not None:
            drop(TrialNote(file, handle))
        return None
    return TrialNote(file, handle)


def drop(note: TrialNote) -> None:
    """Let a note count nothing any more, and take it away if that can be done."""
    # Emptied first: unlocked and full it would be the note of a crash.
    with suppress(OSError):
        os.ftruncate(note.handle, 0)
    unlock(note.handle)
    with suppress(OSError):
        note.file.unlink(missing_ok=True)


def ended_trials(folder: Path) -> int:
    """Return how many programs ended in a row while they loaded the runtime in ``folder``."""
    return len(_ended(folder))


def forget_ended(folder: Path) -> None:
    """Give the runtime in ``folder`` another chance; notes of programs that still load it stay."""
    for file in _ended(folder):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def forget_all(folder: Path) -> None:
    """Take away what is noted of a runtime that is gone."""
    for file in _notes(folder):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _ended(folder: Path) -> list[Path]:
    return [file for file in _notes(folder) if _is_written(file) and not is_held(file)]


def _is_written(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except OSError:
        return False


def _notes(folder: Path) -> list[Path]:
    """Return all notes of a runtime."""
    begin_of_name = f"{folder.name}{_SUFFIX}"
    try:
        return [file for file in folder.parent.iterdir() if file.name.startswith(begin_of_name)]
    except OSError:
        return []
