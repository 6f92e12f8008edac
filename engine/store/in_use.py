"""Says whether a checkpoint's folder may be moved or removed, and keeps it in place meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from engine.errors import CheckpointBusyError
from engine.file_lock import hold
from engine.four_bit.target import LOCK as QUANTIZING
from engine.paths import checkpoints_folder

DOWNLOADING: Final = "downloading.lock"
READING: Final = "in-use.lock"
LOCKS: Final = (DOWNLOADING, QUANTIZING, READING)


@contextmanager
def kept_in_place(folder: Path) -> Iterator[None]:
    """Let nobody rename or remove a checkpoint in the block, which reads it for long.

    Only the person's own are ever renamed or removed, so no other folder is touched.

    Raises:
        CheckpointBusyError: another program does the same.
    """
    with ExitStack() as stack:
        if is_own(folder):
            locked = True
            # Where nobody may write nothing is removed either.
            with suppress(OSError):
                locked = stack.enter_context(hold(folder / READING))
            if not locked:
                raise CheckpointBusyError(
                    f"{folder}: another program reads it just now: wait for its end"
                )
        yield


def check_idle(folder: Path) -> None:
    """Let a folder be moved or removed, or not.

    Raises:
        CheckpointBusyError: a program writes into it, or reads it for long.
        OSError: it cannot be written.
    """
    for name, what in (
        (DOWNLOADING, "it is being downloaded"),
        (QUANTIZING, "it is being made"),
        (READING, "another program reads it"),
    ):
        # Whoever holds a lock has made its file; to make one here takes room, and a full disk must
        # not keep a model from being removed.
        if not (folder / name).exists():
            continue
        with hold(folder / name) as idle:
            if not idle:
                raise CheckpointBusyError(f"{folder}: {what} just now: stop that first")


def is_own(folder: Path) -> bool:
    """Say whether a folder lies directly among the person's checkpoints, and is no link."""
    own = checkpoints_folder().resolve()
    return not folder.is_symlink() and folder.resolve().parent == own
