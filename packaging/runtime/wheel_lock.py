"""Writes down a folder of wheels as a runtime: for checks without the network, and for mirrors.

Usage: wheel_lock.py FOLDER FILE
"""

import hashlib
import sys
import zipfile
from pathlib import Path

from packaging.utils import parse_wheel_filename

from engine.runtime.here import platform_name, python_tag
from engine.runtime.lock import Lock, LockedPackage, lock_of, lock_text


def lock_of_wheels(folder: Path) -> Lock:
    """Return the lock of all wheels in a folder, for this Python and this system."""
    packages = [_package(file) for file in sorted(folder.glob("*.whl"))]
    return lock_of(python_tag(), platform_name(), "", packages)


def _package(file: Path) -> LockedPackage:
    name, version, _, _ = parse_wheel_filename(file.name)
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    with zipfile.ZipFile(file) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    return LockedPackage(name, str(version), file.name, file.stat().st_size, sha256, unpacked)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(lock_text(lock_of_wheels(Path(sys.argv[1]))), encoding="utf-8")
