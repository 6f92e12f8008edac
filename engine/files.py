"""Saves a file so that a crash leaves the old bytes or the new ones; knows nothing of texts."""

import errno
import os
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

HALF_SAVED: Final = ".anneal-*.tmp"  # what a kill in the middle of a save leaves


class SaveError(Exception):
    """The file was not saved; what was there before still is.

    Attributes:
        path: the file that was to be saved.
    """

    def __init__(self, path: Path, message: str) -> None:
        """Keep the path beside the message, which names it too."""
        super().__init__(message)
        self.path = path


class DiskFullError(SaveError):
    """There is no room on the disk, or the person's share of it is used up."""


class SaveForbiddenError(SaveError):
    """The file or its folder may not be written."""


def disk_is_full(error: OSError | SaveError) -> bool:
    """Say whether an error means that there is no room, or none left for this person."""
    if isinstance(error, SaveError):
        return isinstance(error, DiskFullError)
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def free_bytes(place: Path) -> int:
    """Return what is free on the disk on which ``place`` lies, or would lie.

    Where nobody may look, it is that of the nearest folder above. 0 where nothing can be said:
    there is no such disk, or it does not answer.
    """
    whole = place.absolute()
    for path in (whole, *whole.parents):
        try:
            return shutil.disk_usage(path).free
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue
        except OSError:
            break
    return 0


def save_atomically(path: Path, data: bytes) -> None:
    """Replace the content of ``path`` by ``data``, or leave it as it is.

    The bytes go to a new file in the same folder, are forced to the disk, and then take the old
    file's name. Mode bits stay, and the owner where that is allowed; a symbolic link stays a link
    and its target is saved.

    Raises:
        SaveForbiddenError: the file is read-only, or its folder may not be written.
        DiskFullError: the disk is full.
        SaveError: the folder is missing, the path is no file, or the system refused.
    """
    try:
        target = Path(os.path.realpath(path))
        old = _status(target)
        if old is not None and not stat.S_ISREG(old.st_mode):
            raise SaveError(path, f"{path} is not a file that can be saved")
        if old is not None and not os.access(target, os.W_OK):
            raise SaveForbiddenError(path, f"{path} is read-only: save under another name")
        temporary = _write_beside(target, data, old)
        try:
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _explain(path, error) from error
    # The file has its new bytes: only a power cut in the next seconds could still take them.
    with suppress(OSError):
        _sync_folder(target.parent)


def _status(target: Path) -> os.stat_result | None:
    """Return what is known of the file, ``None`` where there is none yet."""
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _write_beside(target: Path, data: bytes, old: os.stat_result | None) -> Path:
    """Write ``data`` to a new file in the folder of ``target`` and return its path."""
    temporary = target.with_name(f".anneal-{secrets.token_hex(6)}.tmp")
    # Opened by hand, so that a new file gets the mode that the person's umask gives.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(temporary, flags, 0o666), "wb") as stream:
        try:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
            if old is not None:
                _keep_owner_and_mode(temporary, old)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    return temporary


def _keep_owner_and_mode(temporary: Path, old: os.stat_result) -> None:
    """Give the new file what the old one had; the owner first, since changing it drops bits."""
    if os.name == "posix":
        with suppress(PermissionError):
            os.chown(temporary, old.st_uid, old.st_gid)
    mode = stat.S_IMODE(old.st_mode)
    # Disks that give all files one mode allow no other, and may refuse even that one.
    if stat.S_IMODE(temporary.stat().st_mode) != mode:
        temporary.chmod(mode)


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk, where folders can be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _explain(path: Path, error: OSError) -> SaveError:
    """Return the error that says what went wrong and what to do."""
    if disk_is_full(error):
        return DiskFullError(path, f"the disk is full, {path} was not saved: free some space")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return SaveForbiddenError(
            path, f"no permission to write in {path.parent}: save in another folder"
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return SaveError(path, f"the folder {path.parent} is not there: save in another folder")
    reason = error.strerror or str(error)
    return SaveError(path, f"{path} was not saved: {reason}")
