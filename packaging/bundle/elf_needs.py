"""What the bundle's programs and libraries need of the system: other libraries, a C library."""

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import elf_paths

_FOUND = re.compile(r"^\s+(\S+) => (/.*) \(0x[0-9a-f]+\)$", re.MULTILINE)
_MISSING = re.compile(r"^\s+(\S+) => not found$", re.MULTILINE)
_GLIBC = re.compile(r"\bGLIBC_(\d+(?:\.\d+)+)")


# Comes with the driver of a graphics card, and is loaded only where there is one.
_OF_A_DRIVER = frozenset(("libcuda.so.1",))


@dataclass(frozen=True, slots=True)
class Links:
    """What the loader finds for a bundle.

    Attributes:
        missing: libraries that are nowhere on this system.
        of_the_system: those that are found outside the bundle.
        strange: search paths that lead out of the bundle, each with its file, and files that the
            system cannot load.
    """

    missing: frozenset[str]
    of_the_system: frozenset[str]
    strange: frozenset[str]


def elf_files(folder: Path) -> list[Path]:
    """Return the programs and libraries below ``folder``."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and elf_paths.is_elf(path)
    ]


def links_of(folder: Path) -> Links:
    """Ask the loader what it finds for everything in the bundle, as the program starts it."""
    files = elf_files(folder)
    environment = os.environ | {"LD_LIBRARY_PATH": str(folder / "_internal")}
    told = subprocess.run(
        ["ldd", *map(str, files)], env=environment, capture_output=True, text=True, check=False
    ).stdout
    strange = {
        f"{file.relative_to(folder)}: {part}"
        for file in files
        for part in elf_paths.search_parts(file.read_bytes())
        if not part.startswith("$ORIGIN")
    }
    strange |= {
        f"{file.relative_to(folder)} cannot be loaded"
        for file in files
        if not elf_paths.can_be_loaded(file.read_bytes())
    }
    missing, found = links_told(told)
    outside = {name for name, path in found if not Path(path).is_relative_to(folder)}
    return Links(frozenset(missing), frozenset(outside), frozenset(strange))


def links_told(text: str) -> tuple[set[str], set[tuple[str, str]]]:
    """Return what `ldd` did not find and has to be there, and what it found where."""
    return set(_MISSING.findall(text)) - _OF_A_DRIVER, set(_FOUND.findall(text))


def needed_glibc(files: Iterable[Path]) -> dict[str, list[Path]]:
    """Return version of the C library -> the files that need it at least, the newest first."""
    found: dict[str, list[Path]] = {}
    for file in files:
        told = subprocess.run(
            ["objdump", "-T", str(file)], capture_output=True, text=True, check=False
        )
        if version := newest_glibc(told.stdout):
            found.setdefault(version, []).append(file)
    return dict(sorted(found.items(), key=lambda entry: _order(entry[0]), reverse=True))


def newest_glibc(symbols: str) -> str:
    """Return the newest version of the C library that a table of symbols names, "" for none."""
    return max(_GLIBC.findall(symbols), key=_order, default="")


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
