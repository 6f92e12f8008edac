"""Leaves out of the package what every Debian has as a package of its own.

A bundle that runs anywhere brings the system's libraries along: OpenSSL, Kerberos, the X11 ones. A
Debian package depends on Debian's instead, so that their security updates reach Anneal too.
"""

import filecmp
import re
import subprocess
from pathlib import Path

_CACHED = re.compile(r"^\s+(\S+) \(libc6,x86-64[^)]*\) => (\S+)$", re.MULTILINE)


def system_copies(folder: Path) -> list[Path]:
    """Return the libraries right in ``folder`` that are byte for byte those of a Debian package."""
    known = _libraries()
    copies = {
        path: known[path.name]
        for path in sorted(folder.glob("lib*.so*"))
        if path.name in known and path.is_file() and filecmp.cmp(path, known[path.name], False)
    }
    return [path for path, system in copies.items() if _is_packaged(system)]


def leave_to_system(folder: Path) -> list[str]:
    """Remove those libraries and return their names."""
    copies = system_copies(folder)
    for path in copies:
        path.unlink()
    return [path.name for path in copies]


def _libraries() -> dict[str, Path]:
    """Return file name -> path of the libraries that the system's loader finds."""
    command = ["/sbin/ldconfig", "--print-cache"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name: Path(path) for name, path in reversed(_CACHED.findall(listed))}


def _is_packaged(library: Path) -> bool:
    """Return whether a package holds a library; it may be registered with or without /usr."""
    real = library.resolve()
    places = {library, real, *(Path("/", *each.parts[2:]) for each in (library, real))}
    command = ["dpkg-query", "--search", *map(str, sorted(places))]
    return bool(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
