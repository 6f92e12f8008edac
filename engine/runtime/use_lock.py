"""Tells programs apart that run on a runtime and those that would take it away; starts nothing.

A lock is held by an open file: the system gives it back however the program ends.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, *, shared: bool) -> None:
        # Windows knows no shared ones here: each user takes a byte of its own, whoever would
        # remove takes them all.
        if not shared:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, _MOST_USERS)
            return
        os.lseek(handle, os.getpid() % _MOST_USERS, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    _MOST_USERS = 2**16
else:
    import fcntl

    def _lock(handle: int, *, shared: bool) -> None:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def try_lock(file: Path, *, shared: bool) -> int | None:
    """Lock ``file``, for this program to use its runtime or to be alone with it.

    Args:
        file: made where it is missing.
        shared: to use it beside others; else to be alone.

    Returns:
        The open file's handle, which holds the lock until ``unlock``; ``None`` where others are in
        the way or the disk knows no locks.
    """
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        return None
    try:
        _lock(handle, shared=shared)
    except OSError:
        os.close(handle)
        return None
    return handle


def is_held(file: Path) -> bool:
    """Return whether another program is alone with ``file``; asking is in nobody's way for long.

    A file that is gone or cannot be opened counts as held: nobody knows better. Where the disk
    knows no locks none is.
    """
    try:
        handle = os.open(file, os.O_RDONLY)
    except OSError:
        return True
    try:
        _lock(handle, shared=True)
    except (BlockingIOError, PermissionError):  # what the two systems raise for a held lock
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def unlock(handle: int) -> None:
    """Give back what ``try_lock`` gave."""
    with suppress(OSError):
        os.close(handle)
