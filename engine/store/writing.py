"""Words for a disk that does not take a download."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from engine.errors import DownloadError, NoRoomError
from engine.files import SaveError, disk_is_full

GO_ON: Final = "the same command goes on from there"


@contextmanager
def naming_write_errors(path: Path) -> Iterator[None]:
    """Word the errors of the system in the block, which writes ``path``.

    Raises:
        NoRoomError: in place of an OSError or a SaveError, where the disk is full.
        DownloadError: in place of any other of them.
    """
    try:
        yield
    except (OSError, SaveError) as error:
        if disk_is_full(error):
            raise NoRoomError(
                f"{path}: the disk is full; what is done is kept: free some space, and {GO_ON}"
            ) from error
        reason = error.strerror if isinstance(error, OSError) else ""
        raise DownloadError(
            f"{path}: cannot be written ({reason or error}): make it writable and {GO_ON}, or "
            "choose another folder for models"
        ) from error
