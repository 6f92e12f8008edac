"""Copies a tree of files for a package: modes that a package may have, one time for all, no more.

Knows nothing of what the files are for. Used for the .deb and for the AppImage.
"""

import os
import shutil
import stat
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDER_MODE = 0o755
PROGRAM_MODE = 0o755
FILE_MODE = 0o644
_ELF = b"\x7fELF\x02\x01"  # 64 bits, little-endian: what Anneal is built for
_PROGRAM_INTERPRETER = 3  # the type of the header that only programs have


class TreeError(Exception):
    """The tree holds what no package may."""


def copy_tree(source: Path, target: Path, epoch: int) -> None:
    """Copy a folder with its links; all times become ``epoch``, modes those of a package.

    Args:
        source: the folder.
        target: is made; must not be there.
        epoch: seconds since 1970.

    Raises:
        TreeError: a link leads out of the tree or nowhere, or something is no file, folder or link.
    """
    for path in (source, *walk(source)):
        made = target / path.relative_to(source)
        if path.is_symlink():
            made.symlink_to(_checked_link(path, source))
        elif path.is_dir():
            made.mkdir(parents=path == source)
        elif path.is_file():
            shutil.copyfile(path, made)
        else:
            raise TreeError(f"{path} is no file, folder or link")
        if not path.is_symlink():
            made.chmod(mode_of(path))
    settle(target, epoch)


def put_files(target: Path, contents: Mapping[str, tuple[bytes, int]]) -> None:
    """Write files (path below ``target`` -> bytes and mode) and the folders that they need."""
    for path, (data, mode) in contents.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        file.chmod(mode)


def settle(folder: Path, epoch: int) -> None:
    """Give a folder and all in it the time ``epoch``, and folders the mode of a package's.

    The same input makes the same package, whoever makes it: who keeps new files to themselves
    (umask 077) would else make one that only root can use.
    """
    for path in (*walk(folder), folder):
        if path.is_dir() and not path.is_symlink():
            path.chmod(FOLDER_MODE)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def walk(folder: Path) -> Iterator[Path]:
    """Return everything below a folder in a fixed order, a folder before what it holds."""
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from walk(path)


def mode_of(path: Path) -> int:
    """Return the mode that a folder or file has in a package.

    Programs and scripts that may be run stay so; libraries, modules and data are read only.
    """
    if path.is_dir():
        return FOLDER_MODE
    # A module that also begins like a script would ask for a Python of the system.
    may_run = bool(path.stat().st_mode & stat.S_IXUSR) and path.suffix != ".py"
    return PROGRAM_MODE if may_run and is_program(path) else FILE_MODE


def is_elf(path: Path) -> bool:
    """Return whether a file is compiled code: a program or a library."""
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF


def is_program(path: Path) -> bool:
    """Return whether a file is a script or a compiled program, not a library."""
    with path.open("rb") as file:
        start = file.read(64)
        if start[:2] == b"#!":
            return True
        if start[: len(_ELF)] != _ELF or len(start) < 64:
            return False
        headers = struct.unpack_from("<Q", start, 32)[0]
        size, count = struct.unpack_from("<HH", start, 54)
        file.seek(headers)
        table = file.read(size * count)
    kinds = [struct.unpack_from("<I", table, each * size)[0] for each in range(count)]
    dynamic = 2 in kinds
    return _PROGRAM_INTERPRETER in kinds or not dynamic


def _checked_link(path: Path, root: Path) -> Path:
    """Return what a link holds, if it leads to something inside ``root``."""
    held = path.readlink()
    if held.is_absolute():
        raise TreeError(f"{path} leads to {held}, which is somewhere else elsewhere")
    if not path.exists() or not path.resolve().is_relative_to(root.resolve()):
        raise TreeError(f"{path} leads to {held}, which is not part of the tree")
    return held
