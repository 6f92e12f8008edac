"""Tells programs apart that run on a runtime and those that would take it away; starts nothing."""

import os
from contextlib import suppress
from pathlib import Path

from engine.file_lock import lock


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
        lock(handle, shared=shared)
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
        lock(handle, shared=True)
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
