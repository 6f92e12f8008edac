"""Brings one file from the hub into a folder: goes on within it, waits, tries again, and checks it.

What arrived of a file lies beside it under another name, whatever ends the program; it gets its
own name when its hash is the one that was told. Knows nothing of the other files.
"""

import hashlib
import os
import stat
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from engine.errors import DownloadAlteredError
from engine.jobs import JobEvent, JobNote, JobProgress, Stage
from engine.pace import Pace
from engine.store.folder import file_bytes
from engine.store.patience import Patience
from engine.store.record import DownloadedFile, DownloadRecord
from engine.store.tries import Tries
from engine.store.wire import Answer, InterruptionError, OpensFiles
from engine.store.writing import naming_write_errors

PART_SUFFIX: Final = ".part"

_READ: Final = 4 * 2**20


class Tally:
    """Counts what a download has, of all that it wants."""

    def __init__(self, record: DownloadRecord, bytes_there: int) -> None:
        """Begin with what is whole or in part there already."""
        self._nbytes = record.nbytes
        self._bytes = bytes_there
        self._items = len(record.files)
        self.items_done = sum(file.whole for file in record.files)
        self._pace = Pace()

    def add(self, count: int) -> bool:
        """Count bytes that arrived, and return whether it is time for a report."""
        self._bytes += count
        return self._pace.add(count)

    def take_back(self, count: int) -> None:
        """Bytes that were counted were given up."""
        self._bytes -= count

    def progress(self, item: str) -> JobProgress:
        """Return the count as an event that names the file at hand."""
        return JobProgress(
            Stage.DOWNLOADING,
            self._bytes,
            self._nbytes,
            item,
            self.items_done,
            self._items,
            self._pace.rate,
        )


@dataclass(frozen=True, slots=True)
class Fetcher:
    """What all files of a download share."""

    hub: OpensFiles
    repo: str
    commit: str
    folder: Path
    patience: Patience
    tries: Tries
    tally: Tally

    def fetch(self, file: DownloadedFile) -> Generator[JobEvent, None, str]:
        """Bring a file, and return its SHA-256.

        Raises:
            DownloadAlteredError: what arrives has another hash than was told, twice.
            DownloadError: the hub does not give it, the connection stays away, or the disk does
                not take it; what arrived is kept.
        """
        part = part_of(self.folder, file)
        for last in (False, True):
            # What was given its own name before it was entered as whole is looked at once more.
            with naming_write_errors(part), suppress(FileNotFoundError):
                (self.folder / file.name).replace(part)
            with suppress(DownloadAlteredError):
                digest = yield from self._bring(file, part)
                if digest.fits():
                    with naming_write_errors(part):
                        part.replace(self.folder / file.name)
                    return digest.sha256
            with naming_write_errors(part):
                self.tally.take_back(min(part.stat().st_size, file.nbytes))
                part.unlink()
            if not last:
                yield JobNote(f"{file.name} is not as it was published: it is fetched anew")
        raise DownloadAlteredError(
            f"{file.name}: what arrives is not what was published (its hash is another), twice: "
            "something on the way alters it; try another network or mirror; all other files are "
            "kept"
        )

    def _bring(self, file: DownloadedFile, part: Path) -> Generator[JobEvent, None, "_Digest"]:
        """Fetch what is missing of a file; return the digest of all of it."""
        digest = _Digest(file)
        with naming_write_errors(part):
            if _is_elsewhere_too(part, file):
                self.tally.take_back(file_bytes(part))
                part.unlink()
            out = part.open("ab")
        with _closed_at_the_end(out, part):
            if out.tell() > file.nbytes:
                raise DownloadAlteredError(f"{part} is longer than {file.name}")
            yield from _read_part(part, file, digest)
            while digest.nbytes < file.nbytes:
                try:
                    yield from self._pull(file, out, part, digest)
                except InterruptionError as error:
                    with naming_write_errors(part):
                        out.flush()
                    yield self.tally.progress(file.name)
                    yield from self.tries.wait(error)
            with naming_write_errors(part):
                out.flush()
                os.fsync(out.fileno())
        return digest

    def _pull(
        self, file: DownloadedFile, out: BinaryIO, part: Path, digest: "_Digest"
    ) -> Iterator[JobEvent]:
        """Write what one answer brings."""
        begin = digest.nbytes
        with self.hub.open(self.repo, self.commit, file.name, begin, file.nbytes) as answer:
            for piece in self._useful(answer, begin, file.nbytes):
                with naming_write_errors(part):
                    out.write(piece)
                digest.update(piece)
                self.tries.arrived(len(piece))
                if self.tally.add(len(piece)):
                    with naming_write_errors(part):
                        out.flush()
                    yield self.tally.progress(file.name)
        if digest.nbytes < min(answer.end, file.nbytes):
            raise InterruptionError("the server sent less than was asked for")

    def _useful(self, answer: Answer, begin: int, end: int) -> Iterator[bytes]:
        """Yield what lies between two places of the file, and leave a connection that crawls."""
        skip, left = begin - answer.begin, end - begin
        since, came = time.monotonic(), 0
        for piece in answer.pieces:
            came += len(piece)
            now = time.monotonic()
            if now - since > self.patience.slow:
                if came < self.patience.worth:
                    raise InterruptionError("almost nothing arrives")
                since, came = now, 0
            wanted = piece[skip : skip + left] if skip < len(piece) else b""
            skip = max(skip - len(piece), 0)
            left -= len(wanted)
            if wanted:
                yield wanted
            if not left:
                return


class _Digest:
    """The hashes of what there is of a file."""

    def __init__(self, file: DownloadedFile) -> None:
        self._file = file
        self.nbytes = 0
        self._sha256 = hashlib.sha256()
        # What git calls the hash of a file.
        self._sha1 = hashlib.sha1(f"blob {file.nbytes}\0".encode(), usedforsecurity=False)

    def update(self, piece: bytes) -> None:
        self.nbytes += len(piece)
        self._sha256.update(piece)
        if self._file.git_sha1:
            self._sha1.update(piece)

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def fits(self) -> bool:
        """Say whether all of the file is there, and is what was told of it."""
        file = self._file
        return (
            self.nbytes == file.nbytes
            and file.sha256 in {"", self.sha256}
            and file.git_sha1 in {"", self._sha1.hexdigest()}
        )


def part_of(folder: Path, file: DownloadedFile) -> Path:
    """Return where what arrived of a file lies."""
    return folder / f"{file.name}{PART_SUFFIX}"


def _is_elsewhere_too(part: Path, file: DownloadedFile) -> bool:
    """Say whether to write on in a part would write into something of another name."""
    try:
        status = part.lstat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(status.st_mode):
        return not part.is_file() or part.stat().st_size < file.nbytes
    return status.st_nlink > 1 and status.st_size < file.nbytes


def _read_part(part: Path, file: DownloadedFile, digest: _Digest) -> Iterator[JobEvent]:
    """Read what arrived of a file before, for its hash."""
    pace = Pace()
    with naming_write_errors(part), part.open("rb") as before:
        size = part.stat().st_size
        while piece := before.read(_READ):
            digest.update(piece)
            if pace.add(len(piece)):
                yield JobProgress(
                    Stage.VERIFYING, digest.nbytes, size, file.name, bytes_per_second=pace.rate
                )


@contextmanager
def _closed_at_the_end(out: BinaryIO, part: Path) -> Iterator[None]:
    """Close a file after the block: what could not be written before is tried once more there."""
    try:
        yield
    finally:
        with naming_write_errors(part):
            out.close()
