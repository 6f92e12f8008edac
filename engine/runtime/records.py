"""What lies in a runtime, file by file: written down when it is made, compared later.

Each package tells its own files and their hashes in its RECORD, as the specification of installed
packages has it ("Recording installed projects", packaging.python.org). The runtime keeps the hash
of each RECORD beside the hash of the file that the package came in.
"""

import base64
import csv
import hashlib
import importlib.util
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from engine.errors import RuntimeInstallError
from engine.runtime.compiled import LIST as COMPILED
from engine.runtime.lock import LockedPackage

RECORDS: Final = "anneal-records.json"


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """One package in a runtime.

    Attributes:
        name: in the normal form.
        version: of the package.
        sha256: of the file that it came in.
        record: its RECORD, below the runtime's folder.
        record_sha256: of its RECORD.
    """

    name: str
    version: str
    sha256: str
    record: str
    record_sha256: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a package: its path below the runtime's folder, SHA-256 in hex, and bytes."""

    path: str
    sha256: str
    nbytes: int


def note_packages(folder: Path, packages: tuple[LockedPackage, ...]) -> int:
    """Write down what lies in a runtime, and return how many bytes that are.

    Raises:
        RuntimeInstallError: a package is not there.
        OSError: a file cannot be read or written.
    """
    found = {_normal(path.name.split("-")[0]): path for path in folder.glob("*.dist-info")}
    stored = []
    for package in packages:
        home = found.get(package.name)
        if home is None or not (home / "RECORD").is_file():
            raise RuntimeInstallError(f"{package.name} is not there after it was installed")
        data = (home / "RECORD").read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        record = f"{home.name}/RECORD"
        stored.append(StoredPackage(package.name, package.version, package.sha256, record, digest))
    compiled = (folder / COMPILED).read_bytes()
    digest = hashlib.sha256(compiled).hexdigest()
    stored.append(StoredPackage("compiled modules", "", "", COMPILED, digest))
    text = json.dumps([asdict(package) for package in stored], indent=0)
    (folder / RECORDS).write_text(text, encoding="utf-8")
    return sum(file.nbytes for package in stored for file in files_of(folder, package))


def stored_packages(folder: Path) -> tuple[StoredPackage, ...]:
    """Return what was written down of a runtime, nothing where that cannot be read."""
    try:
        given = json.loads((folder / RECORDS).read_bytes())
        return tuple(_stored(item) for item in given)
    except (OSError, ValueError, TypeError, RecursionError):
        return ()


def files_of(folder: Path, package: StoredPackage) -> tuple[StoredFile, ...]:
    """Return the files of a package, its RECORD first; nothing where the RECORD is damaged."""
    try:
        data = (folder / package.record).read_bytes()
        if hashlib.sha256(data).hexdigest() != package.record_sha256:
            return ()
        rows = list(csv.reader(data.decode("utf-8").splitlines()))
        files = [_file(*row) for row in rows if row[1:2] != [""]]
    except (OSError, ValueError, TypeError):
        return ()
    return StoredFile(package.record, package.record_sha256, len(data)), *files


def compiled_modules(folder: Path, sources: set[str]) -> tuple[StoredFile, ...]:
    """Return the compiled modules in a runtime that are whole and of these sources.

    Args:
        folder: of the runtime.
        sources: paths below it.
    """
    stored = (package for package in stored_packages(folder) if package.record == COMPILED)
    package = next(stored, None)
    listed = () if package is None else files_of(folder, package)[1:]
    return tuple(
        file
        for file in listed
        if f".{sys.implementation.cache_tag}." in file.path
        and importlib.util.source_from_cache(file.path) in sources
        and not damaged_file(folder, file)
    )


def damaged_file(folder: Path, file: StoredFile) -> bool:
    """Return whether a file is missing or is not what it was."""
    path = folder / file.path
    try:
        if path.stat().st_size != file.nbytes:
            return True
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256
    except OSError:
        return True


def take_over(old: Path, new: Path, files: tuple[StoredFile, ...]) -> None:
    """Put files of an older runtime into a new one; they take their bytes once.

    Raises:
        OSError: one cannot be linked and cannot be copied.
    """
    for file in files:
        target = new / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old / file.path, target)
        except OSError:  # a disk without links
            shutil.copy2(old / file.path, target)


def folder_bytes(folder: Path) -> int:
    """Return what a folder takes on the disk, files that are linked twice counted once."""
    seen: set[tuple[int, int]] = set()
    total = 0
    for status in _statuses(folder):
        if (status.st_dev, status.st_ino) not in seen:
            seen.add((status.st_dev, status.st_ino))
            total += status.st_size
    return total


def _statuses(folder: Path) -> Iterator[os.stat_result]:
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                yield (Path(place) / name).lstat()
            except OSError:
                continue


def _file(path: str, digest: str, size: str) -> StoredFile:
    """Read a row of a RECORD.

    Raises:
        ValueError: it is none, or leads out of the runtime.
    """
    kind, _, value = digest.partition("=")
    place = PurePosixPath(path)
    if kind != "sha256" or place.is_absolute() or ".." in place.parts:
        raise ValueError(f"{path} is no file of a package")
    raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    return StoredFile(path, raw.hex(), int(size))


def _stored(given: dict[str, str]) -> StoredPackage:
    package = StoredPackage(**given)
    place = PurePosixPath(package.record)
    if place.is_absolute() or ".." in place.parts:
        raise ValueError(f"{package.record} lies elsewhere")
    return package


def _normal(name: str) -> str:
    """Return a package's name in the normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()
