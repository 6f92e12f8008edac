"""Compares a checkpoint's files with the hashes that were told of them; imports no torch.

A download keeps those that the hub told, a 4-bit checkpoint those of what was written. Reading
fifty gigabytes takes minutes, so it is a job.
"""

import hashlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.errors import CheckpointBusyError, CheckpointDamagedError, CheckpointMissingError
from engine.four_bit.manifest import MANIFEST, read_manifest
from engine.jobs import JobDone, JobEvent, JobProgress, Stage
from engine.model.json_values import unreadable
from engine.pace import Pace
from engine.sizes import size_text
from engine.store.record import RECORD, DownloadRecord, find_record
from engine.store.verify import verify_checkpoint

_READ: Final = 4 * 2**20


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of which the content is known: its name, its size in bytes and its SHA-256."""

    name: str
    nbytes: int
    sha256: str


def known_files(folder: Path) -> tuple[KnownFile, ...]:
    """Return the files of a checkpoint of which hashes are kept; none where it keeps none.

    Raises:
        CheckpointDamagedError: what keeps them cannot be read.
    """
    record = find_record(folder)
    if record is not None:
        return _of_record(record)
    if not (folder / MANIFEST).exists():
        return ()
    manifest = read_manifest(folder / MANIFEST)
    return tuple(KnownFile(file.name, file.nbytes, file.sha256) for file in manifest.files)


def verify_hashes(folder: Path) -> Generator[JobEvent, None, None]:
    """Check a checkpoint's headers, and then read every file and compare it with its hash.

    Raises:
        CheckpointMissingError: no hashes are kept.
        CheckpointBusyError: another program removed, renamed or repaired it meanwhile.
        CheckpointDamagedError: files are not what they were; all of them are named.
        CheckpointError: the checkpoint cannot be used for another reason.
    """
    files = known_files(folder)
    if not files:
        raise CheckpointMissingError(
            f"{folder} names no hashes of its files, since it was neither downloaded nor made by "
            "this program"
        )
    broken = yield from _broken(folder, files)
    if broken and known_files(folder) != files:
        raise CheckpointBusyError(
            f"{folder}: was removed or changed by another program while it was read: verify it "
            "again once that is done"
        )
    if broken:
        named = ", ".join(sorted(broken))
        by = RECORD if (folder / RECORD).exists() else MANIFEST
        again = "downloading" if by == RECORD else "quantizing its source"
        raise CheckpointDamagedError(
            f"{folder}: {named}: not as {by} says, so cut off or altered after it was written; "
            f"{again} again repairs it"
        )
    checkpoint = verify_checkpoint(folder)
    size = sum(file.nbytes for file in files)
    yield JobDone(
        folder, f"{checkpoint.name} is whole: {len(files)} files, {size_text(size)}, hashes fit"
    )


def broken_files(folder: Path, record: DownloadRecord) -> Generator[JobEvent, None, frozenset[str]]:
    """Read every file of a download, and return the names of those that are not as recorded."""
    return (yield from _broken(folder, _of_record(record)))


def _of_record(record: DownloadRecord) -> tuple[KnownFile, ...]:
    return tuple(KnownFile(file.name, file.nbytes, file.sha256) for file in record.files)


def _broken(
    folder: Path, files: tuple[KnownFile, ...]
) -> Generator[JobEvent, None, frozenset[str]]:
    """Read files, and return the names of those that are not what they were."""
    pace, total, done = Pace(), sum(file.nbytes for file in files), 0
    broken = set()
    for number, file in enumerate(files):
        path, digest, before = folder / file.name, hashlib.sha256(), done
        if _size(path) == file.nbytes:
            for piece in _pieces(path):
                digest.update(piece)
                done += len(piece)
                if pace.add(len(piece)):
                    yield JobProgress(
                        Stage.VERIFYING, done, total, file.name, number, len(files), pace.rate
                    )
        if digest.hexdigest() != file.sha256 or done - before != file.nbytes:
            broken.add(file.name)
        done = before + file.nbytes
        yield JobProgress(
            Stage.VERIFYING, done, total, file.name, number + 1, len(files), pace.rate
        )
    return frozenset(broken)


def _size(path: Path) -> int:
    """Return the size of a file, also through a link; -1 of what is none."""
    try:
        return path.stat().st_size if path.is_file() else -1
    except OSError:
        return -1


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_READ):
                yield piece
    except FileNotFoundError:  # a moment ago it was there
        return
    except OSError as error:
        raise unreadable(path, error) from error
