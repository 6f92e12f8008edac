"""Locks on files: they keep a second program out of what they stand for, and know nothing of it.

A lock is held by an open file: the system gives it back however the program ends. Some disks know
no locks, such as parts of networks and of clusters.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_MOST_USERS: Final = 2**16  # that share a file on Windows
# What a disk that knows no locks says, or the service that should keep them.
_NO_LOCKS: Final = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


def lock(handle: int, *, shared: bool = False) -> None:
    """Lock an open file, or raise; the lock goes with the handle, and so with the program.

    Args:
        handle: of the file, at its beginning.
        shared: beside others that share it; else alone.

    Raises:
        BlockingIOError, PermissionError: others hold it, as the two systems say it.
        OSError: the disk knows no locks.
    """
    if sys.platform == "win32":
        # It knows no shared ones here: each user takes a byte of its own, whoever would be alone
        # takes them all.
        if shared:
            os.lseek(handle, os.getpid() % _MOST_USERS, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1 if shared else _MOST_USERS)
    else:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


@contextmanager
def hold(file: Path) -> Iterator[bool]:
    """Lock ``file`` in the block; the system unlocks it where the program ends or is killed.

    Args:
        file: made where it is missing, and taken away after the block.

    Yields:
        Whether the lock was got; where another program holds it, the file stays as it is. On a
        disk that knows no locks everybody gets it: two programs at the same folder are rare, and
        what they write is compared with its hashes.

    Raises:
        OSError: the file cannot be opened.
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
            _lock_if_possible(handle)
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


def _lock_if_possible(handle: int) -> None:
    try:
        lock(handle)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise


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
