"""What a runtime is made of: every package's one file, with its size and hash; reads no network.

A lock is made by ``packaging/runtime/lock_runtime.py``, for one Python and one system.
"""

import hashlib
import json
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from engine.errors import RuntimeInstallError

# Packages whose size on the disk is not known: those of a GPU, which come densely packed.
_UNPACKED_GUESS: Final = 2.2
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION: Final = re.compile(r"[0-9][0-9A-Za-z.+!]*")
_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]*\.whl")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """One package, as one file.

    Attributes:
        name: in the normal form, such as "nvidia-cublas".
        version: exactly this one.
        file: name of the file that holds it.
        nbytes: size of that file.
        sha256: of that file, in hexadecimal.
        unpacked: bytes on the disk; 0 where it is not known.
    """

    name: str
    version: str
    file: str
    nbytes: int
    sha256: str
    unpacked: int

    @property
    def about_unpacked(self) -> int:
        """Return the bytes on the disk, guessed where they are not known."""
        return self.unpacked or int(self.nbytes * _UNPACKED_GUESS)


@dataclass(frozen=True, slots=True)
class Lock:
    """All packages of a runtime.

    Attributes:
        lock_id: changes with whatever else is in here.
        python: the Python that it is for, as wheels call it.
        platform: the system that it is for, such as "linux-x86_64".
        cuda: version of CUDA that its torch was built for, "" for none.
        packages: by name.
    """

    lock_id: str
    python: str
    platform: str
    cuda: str
    packages: tuple[LockedPackage, ...]

    @property
    def nbytes(self) -> int:
        """Return what there is to fetch."""
        return sum(package.nbytes for package in self.packages)

    @property
    def about_unpacked(self) -> int:
        """Return what it takes on the disk, about."""
        return sum(package.about_unpacked for package in self.packages)

    @property
    def size_is_guessed(self) -> bool:
        """Return whether of some package the size on the disk is not known."""
        return not all(package.unpacked for package in self.packages)

    @property
    def title(self) -> str:
        """Return what it is, for people: "PyTorch 2.13.0 for CUDA 13.0"."""
        version = next((item.version for item in self.packages if item.name == "torch"), "")
        title = f"PyTorch {version}" if version else f"{len(self.packages)} packages"
        return f"{title} for CUDA {self.cuda}" if self.cuda else title


def lock_of(python: str, platform: str, cuda: str, packages: list[LockedPackage]) -> Lock:
    """Return the lock of these packages, under the name that follows from them."""
    ordered = tuple(sorted(packages, key=lambda package: package.name))
    lines = [python, platform, cuda]
    lines += [f"{item.name}=={item.version} {item.file} {item.sha256}" for item in ordered]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Lock(digest[:16], python, platform, cuda, ordered)


def lock_text(lock: Lock) -> str:
    """Return a lock as its file has it: a package a line, so that changes can be read."""
    head = {"id": lock.lock_id, "python": lock.python, "platform": lock.platform, "cuda": lock.cuda}
    lines = [
        json.dumps({field.name: getattr(package, field.name) for field in fields(package)})
        for package in lock.packages
    ]
    return json.dumps(head)[:-1] + ', "packages": [\n' + ",\n".join(lines) + "\n]}\n"


def read_lock(file: Path) -> Lock:
    """Return the lock in a file.

    Raises:
        RuntimeInstallError: it cannot be read, or is not what it says.
    """
    try:
        given = json.loads(file.read_bytes())
        packages = [_package(item) for item in given["packages"]]
        python, platform, cuda = (given[key] for key in ("python", "platform", "cuda"))
        if not packages or not all(isinstance(name, str) for name in (python, platform, cuda)):
            raise ValueError("it names no packages, or not what they are for")
        lock = lock_of(python, platform, cuda, packages)
        if lock.lock_id != given["id"]:
            raise ValueError("it was changed by hand")
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise RuntimeInstallError(f"the list of packages {file} cannot be used: {error}") from error
    return lock


def requirement_lines(packages: tuple[LockedPackage, ...]) -> str:
    """Return packages as installers take them: each pinned, and by the hash of its one file."""
    return "".join(
        f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n"
        for package in packages
    )


def _package(given: dict[str, object]) -> LockedPackage:
    name, version, file, sha256 = (
        _text(given[key], pattern)
        for key, pattern in (
            ("name", _NAME),
            ("version", _VERSION),
            ("file", _FILE),
            ("sha256", _SHA256),
        )
    )
    nbytes, unpacked = (_count(given[key]) for key in ("nbytes", "unpacked"))
    return LockedPackage(name, version, file, nbytes, sha256, unpacked)


def _text(given: object, pattern: re.Pattern[str]) -> str:
    if not isinstance(given, str) or not pattern.fullmatch(given):
        raise ValueError(f"{given!r} is no name, version or hash")
    return given


def _count(given: object) -> int:
    if type(given) is not int or given < 0:
        raise ValueError(f"{given!r} is no size")
    return given
