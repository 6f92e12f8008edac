"""Licence notices of the shared libraries that a bundle takes from Debian or Ubuntu.

Their packages keep them in /usr/share/doc/PACKAGE/copyright; the library tells its package.
"""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from app.licences.notice import Kind, LicenceText, Notice

_DOC = Path("/usr/share/doc")
_LICENCE = re.compile(r"^License:[ \t]*(\S.*)$", re.M)


class NoLicenceError(Exception):
    """A library goes into the bundle and nobody knows its licence."""


def library_notices(libraries: Iterable[Path]) -> list[Notice]:
    """Return a notice of each Debian package that ``libraries`` come from.

    Raises:
        NoLicenceError: one belongs to no package, or its package tells no licence.
    """
    files: dict[str, list[str]] = {}
    for library in libraries:
        files.setdefault(_package(library), []).append(library.name)
    return [_notice(package, sorted(set(names))) for package, names in sorted(files.items())]


def _package(library: Path) -> str:
    """Return the package of a library: by the name it was found by, or by where it really lies."""
    real = library.resolve()
    # Where /lib is a link into /usr, packages may have been registered under either.
    for path in (
        library,
        real,
        Path("/", *real.parts[2:]) if real.parts[1:2] == ("usr",) else real,
    ):
        run = subprocess.run(
            ["dpkg-query", "--search", str(path)], capture_output=True, text=True, check=False
        )
        if run.returncode == 0:
            return run.stdout.split(": ", 1)[0].split(",")[0].partition(":")[0]
    raise NoLicenceError(f"{library} belongs to no Debian package")


def _notice(package: str, names: list[str]) -> Notice:
    file = _DOC / package / "copyright"
    if not file.is_file():
        raise NoLicenceError(f"the package {package} has no {file}")
    text = file.read_text(encoding="utf-8", errors="replace")
    told = dict.fromkeys(line.strip() for line in _LICENCE.findall(text))
    return Notice(
        name=package,
        version=_version(package),
        licence=", ".join(told) or "see the text",
        kind=Kind.LIBRARY,
        home=f"https://tracker.debian.org/pkg/{_source(package)}",
        note=f"Taken from Debian, unchanged: {', '.join(names)}",
        texts=(LicenceText("copyright", text),),
    )


def _version(package: str) -> str:
    return _asked(package, "${Version}")


def _source(package: str) -> str:
    return _asked(package, "${source:Package}")


def _asked(package: str, what: str) -> str:
    # Of a package that is there for several architectures, each would tell the same.
    run = subprocess.run(
        ["dpkg-query", "--show", f"--showformat={what}\n", package],
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.splitlines()[0]
