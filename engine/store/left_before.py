"""What an earlier call has left of a download, and how much of that can still be relied on.

What is broken, cut off or gone is to be fetched anew. Knows no hub and fetches nothing.
"""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from engine.errors import CheckpointNameError
from engine.jobs import JobEvent, JobNote
from engine.store.in_use import DOWNLOADING as LOCK
from engine.store.record import JOURNAL, RECORD, DownloadRecord, read_record, write_record
from engine.store.verify_hashes import broken_files
from engine.store.writing import naming_write_errors


def left_before(
    folder: Path, repo: str, revision: str | None
) -> Generator[JobEvent, None, DownloadRecord | None]:
    """Return the record of a call before, ``None`` where there was none.

    Args:
        folder: is there, and belongs to this program while it is looked at.
        repo: "owner/name".
        revision: branch, tag or commit that is asked for; ``None`` for what was begun.

    Yields:
        How far the files were looked through, and what is fetched anew.

    Raises:
        CheckpointNameError: the folder holds something else.
        CheckpointDamagedError: what is there of a call before cannot be read.
        DownloadError: the folder cannot be read or written.
    """
    journal, finished = folder / JOURNAL, folder / RECORD
    if journal.exists():
        record = _same(read_record(journal), folder, repo, revision)
        yield JobNote(f"goes on at commit {record.commit[:12]} of {repo}, as it was begun")
        return (yield from _still_there(folder, record))
    if finished.exists():
        record = _same(read_record(finished), folder, repo, revision)
        return (yield from _reopened(folder, record))
    with naming_write_errors(folder):
        there = sorted(path.name for path in folder.iterdir() if path.name != LOCK)
    # Desktops leave hidden files of their own in every folder that is looked at.
    if names := [name for name in there if not name.startswith(".")]:
        raise CheckpointNameError(
            f"{folder}: holds something else ({names[0]}, for one): give the model another name"
        )
    return None


def _reopened(folder: Path, record: DownloadRecord) -> Generator[JobEvent, None, DownloadRecord]:
    """Look through a finished download; what is broken is taken away and not whole any more."""
    broken = yield from broken_files(folder, record)
    if not broken:
        return record
    yield JobNote(f"broken, and fetched anew: {', '.join(sorted(broken))}")
    files = tuple(replace(file, whole=file.name not in broken) for file in record.files)
    record = replace(record, files=files)
    with naming_write_errors(folder):
        write_record(folder / JOURNAL, record)
        (folder / RECORD).unlink()
        for name in broken:
            (folder / name).unlink(missing_ok=True)
    return record


def _still_there(folder: Path, record: DownloadRecord) -> Generator[JobEvent, None, DownloadRecord]:
    """Take files for whole no more that are gone or cut off since; reads none of them."""
    lost = {
        file.name
        for file in record.files
        if file.whole and _size(folder / file.name) != file.nbytes
    }
    if lost:
        yield JobNote(f"gone or cut off since, and fetched anew: {', '.join(sorted(lost))}")
    files = tuple(
        replace(file, whole=file.whole and file.name not in lost) for file in record.files
    )
    return replace(record, files=files)


def _size(path: Path) -> int:
    """Return the size of a file, also through a link; -1 of one that is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _same(record: DownloadRecord, folder: Path, repo: str, revision: str | None) -> DownloadRecord:
    """Return a record that was found, which must be of what is asked for."""
    if record.repo != repo or revision not in {None, record.revision, record.commit}:
        asked = repo if revision is None else f"{repo} at {revision}"
        raise CheckpointNameError(
            f"{folder}: holds {record.repo} at {record.revision}, and not {asked}: give the model "
            "another name"
        )
    return record
