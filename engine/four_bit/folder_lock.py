"""Keeps a second program from writing into a folder; knows nothing of what is written."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def hold(file: Path) -> Iterator[bool]:
    """Lock ``file`` in the block; the system unlocks it where the program ends or is killed.

    Args:
        file: made where it is missing, and taken away after the block.

    Yields:
        Whether the lock was got; where another program holds it, the file stays as it is.

    Raises:
        OSError: the file cannot be opened, or the disk knows no locks.
    """
    handle = _locked(file)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            _release(file, handle)


def _locked(file: Path) -> int | None:
    """Return the open file that holds the lock, ``None`` where another program has it."""
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _try_lock(handle)
            if _is_named(file, handle):
                return handle
            # Whoever held it took it away in between: a third may lock a new one of that name.
        except (BlockingIOError, PermissionError):  # what the two systems raise for a held lock
            os.close(handle)
            return None
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _release(file: Path, handle: int) -> None:
    """Take the file away and unlock it; what cannot be taken away is in nobody's way."""
    if os.name != "posix":  # where no open file can be taken away
        os.close(handle)
        with suppress(OSError):
            file.unlink(missing_ok=True)
        return
    with suppress(OSError):
        if _is_named(file, handle):
            file.unlink(missing_ok=True)
    os.close(handle)


def _is_named(file: Path, handle: int) -> bool:
    """Say whether an open file still is the one of that name."""
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False
