"""The texts of a Debian package: control, checksums and changelog; touches no file but to read.

Knows nothing of the program; ``build_deb`` says what is in the package.
"""

import hashlib
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from package_tree import walk

MAINTAINER = "The Anneal contributors"
_KIB = 1024
_VERSION = re.compile(r"(\d+(?:\.\d+)*)(?:(a|b|rc|\.dev)(\d+))?")


@dataclass(frozen=True, slots=True)
class Package:
    """What the control file says.

    Attributes:
        name: of the package.
        version: with the revision, as Debian writes it.
        depends: one relation each, such as ``libc6 (>= 2.36)``.
        recommends: as ``depends``.
        suggests: as ``depends``.
        summary: a line of at most 80 characters, without a full stop.
        paragraphs: the description.
    """

    name: str
    version: str
    depends: Sequence[str]
    recommends: Sequence[str]
    suggests: Sequence[str]
    summary: str
    paragraphs: Sequence[str]


def debian_version(version: str, revision: int = 1) -> str:
    """Return a version of Python's kind as Debian's: 0.2.0rc1 comes before 0.2.0 in both.

    Raises:
        ValueError: it has parts that no release of Anneal has.
    """
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ValueError(f"{version} is no version of a release")
    number, kind, count = found.groups()
    early = f"~{kind.removeprefix('.')}{count}" if kind else ""
    return f"{number}{early}-{revision}"


def control(package: Package, installed_kib: int, architecture: str = "amd64") -> str:
    """Return the control file."""
    fields = {
        "Package": package.name,
        "Version": package.version,
        "Architecture": architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(installed_kib),
        "Depends": ", ".join(package.depends),
        "Recommends": ", ".join(package.recommends),
        "Suggests": ", ".join(package.suggests),
        "Section": "editors",
        "Priority": "optional",
        "Description": _description(package),
    }
    return "".join(f"{key}: {value}\n" for key, value in fields.items() if value)


def _description(package: Package) -> str:
    paragraphs = [textwrap.fill(each, 76, break_on_hyphens=False) for each in package.paragraphs]
    return package.summary + "\n" + textwrap.indent("\n.\n".join(paragraphs), " ")


def checksums(folder: Path) -> str:
    """Return ``DEBIAN/md5sums`` for the files that are staged in ``folder``."""
    return "".join(
        f"{_md5(path)}  {path.relative_to(folder).as_posix()}\n"
        for path in walk(folder)
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts
    )


def installed_size(folder: Path) -> int:
    """Return the room that the staged files take, in KiB, as Debian's policy counts it."""
    return sum(
        -(-path.stat().st_size // _KIB) if path.is_file() and not path.is_symlink() else 1
        for path in walk(folder)
    )


def changelog(package: Package, epoch: int, changes: Sequence[str]) -> str:
    """Return Debian's changelog of this version.

    Args:
        package: its name and version.
        epoch: when, in seconds since 1970.
        changes: a sentence each.
    """
    entries = [
        textwrap.fill(each, 76, initial_indent="  * ", subsequent_indent="    ") for each in changes
    ]
    when = format_datetime(datetime.fromtimestamp(epoch, UTC))
    head = f"{package.name} ({package.version}) unstable; urgency=medium"
    # Two spaces and no address: the contributors have none that is theirs all together.
    return "\n\n".join((head, "\n".join(entries), f" -- {MAINTAINER} <>  {when}")) + "\n"


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
