"""Looks a finished Debian package over: owners, modes, links, checksums, compiled modules, size.

It reads the package alone, as dpkg would unpack it; lintian looks at what Debian's policy wants.

Usage: deb_check.py FILE
"""

import hashlib
import posixpath
import struct
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES = 400_000_000  # of the download
_FOLDER_MODE = 0o755
_FILE_MODES = (0o644, 0o755)
# Compiled modules that Python never holds against their source, and those that it holds against the
# source's contents, since a person may replace that; never by the time, which each package changes.
_UNCHECKED, _CHECKED = 0b01, 0b11
_OPEN = ("usr/lib/anneal/_internal/PySide6/", "usr/lib/anneal/_internal/shiboken6/")
_RUNTIME = "usr/lib/anneal/runtime/"
_NEVER = ("installed.json", "/DEBIAN/")


def contents_problems(archive: tarfile.TarFile, sums: dict[str, str]) -> Iterator[str]:
    """Say what is wrong with the files of a package.

    Args:
        archive: what is unpacked into the root; it is read once, from front to back.
        sums: path -> MD5, as ``DEBIAN/md5sums`` tells them.
    """
    members: dict[str, tarfile.TarInfo] = {}
    found: dict[str, str] = {}
    modules: dict[str, bytes] = {}
    for member in archive:
        path = member.name.removeprefix("./")
        members[path] = member
        if member.isfile():
            data = _read(archive, member)
            found[path] = hashlib.md5(data, usedforsecurity=False).hexdigest()
            if path.endswith(".pyc") and struct.unpack_from("<I", data, 4)[0] != (
                _CHECKED if path.startswith(_OPEN) else _UNCHECKED
            ):
                yield f"{path} is not held against its source in the way that it has to be"
            if path.startswith((_RUNTIME, *_OPEN)) and path.endswith(".py"):
                modules[path] = data
    for path, member in members.items():
        yield from _member_problems(path, member, members)
    for path, source in modules.items():
        if not _is_compiled(path, members) and _can_be_compiled(source):
            yield f"{path} is not compiled: each start would do it, and root's would leave it there"
    for path in sorted(found.keys() ^ sums.keys()):
        yield f"{path} is in the package or in md5sums, and not in both"
    for path in sorted(found.keys() & sums.keys()):
        if found[path] != sums[path]:
            yield f"{path} differs from what md5sums says"


def _member_problems(
    path: str, member: tarfile.TarInfo, members: dict[str, tarfile.TarInfo]
) -> Iterator[str]:
    if (member.uid, member.gid) != (0, 0):
        yield f"{path} is not root's"
    if any(word in f"/{path}" for word in _NEVER):
        yield f"{path} is no part of a package"
    if member.issym():
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), member.linkname))
        if target not in members:
            yield f"{path} leads to {member.linkname}, which is not in the package"
    elif member.isdir():
        if member.mode != _FOLDER_MODE:
            yield f"{path} has the mode {member.mode:o}"
    elif not member.isfile():
        yield f"{path} is no file, folder or link"
    elif member.mode not in _FILE_MODES:
        yield f"{path} has the mode {member.mode:o}"


def _is_compiled(path: str, members: dict[str, tarfile.TarInfo]) -> bool:
    folder, name = posixpath.split(path)
    start = f"{folder}/__pycache__/{name.removesuffix('.py')}."
    version = "cpython-{}{}".format(*sys.version_info[:2])
    return f"{start}{version}.pyc" in members


def _can_be_compiled(source: bytes) -> bool:
    """Return whether this Python can: packages bring modules for newer ones too."""
    try:
        compile(source, "", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(member)
    return stream.read() if stream else b""


def package_problems(deb: Path) -> Iterator[str]:
    """Say what is wrong with a package.

    Raises:
        subprocess.CalledProcessError: it cannot be read.
    """
    size = deb.stat().st_size
    if size > MOST_BYTES:
        yield f"{size / 1e6:.1f} MB are more than {MOST_BYTES / 1e6:.0f} MB"
    told = subprocess.run(
        ["dpkg-deb", "--info", str(deb), "md5sums"], capture_output=True, text=True, check=True
    )
    rows = (line.split("  ", 1) for line in told.stdout.splitlines())
    sums = {path: digest for digest, path in rows}
    command = ["dpkg-deb", "--fsys-tarfile", str(deb)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as unpacking,
        tarfile.open(fileobj=unpacking.stdout, mode="r|") as archive,
    ):
        yield from contents_problems(archive, sums)


def main(arguments: list[str]) -> int:
    """Check the package that is named and say all that is wrong."""
    deb = Path(arguments[0])
    found = list(package_problems(deb))
    for line in found:
        sys.stderr.write(f"{deb.name}: {line}\n")
    if not found:
        sys.stdout.write(f"{deb.name}: {deb.stat().st_size / 1e6:.1f} MB, all as it must be\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
