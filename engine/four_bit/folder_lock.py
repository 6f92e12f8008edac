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
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    locked = False
    try:
        # What the two systems raise where another program holds it.
        with suppress(BlockingIOError, PermissionError):
            _try_lock(handle)
            locked = True
        yield locked
    finally:
        os.close(handle)
        if locked:
            file.unlink(missing_ok=True)
