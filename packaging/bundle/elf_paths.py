"""Reads and rewrites where a shared library of Linux looks for others; knows 64-bit ELF alone.

A Python that was built from source names the folder of its own build in every module. In the
bundle that folder means nothing, or, on another machine, somebody else's libraries.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MAGIC: Final = b"\x7fELF\x02\x01"  # 64 bits, little endian
_LOAD, _DYNAMIC = 1, 2  # kinds of segments
_NEEDED, _STRINGS, _RPATH, _RUNPATH = 1, 5, 15, 29  # kinds of dynamic entries


class NotElfError(Exception):
    """The file is no 64-bit little-endian ELF file with a dynamic section."""


@dataclass(frozen=True, slots=True)
class _String:
    """A string of the dynamic section, and where it stands in the file."""

    offset: int
    text: bytes


def search_parts(data: bytes) -> list[str]:
    """Return the folders in which a library or program looks for others, [] where it names none.

    Raises:
        NotElfError: it is none.
    """
    return [
        part
        for found in _strings(data, _RPATH, _RUNPATH)
        for part in found.text.decode().split(":")
        if part
    ]


def linked(data: bytes) -> list[str]:
    """Return the names of the libraries that a library or program is linked to.

    Raises:
        NotElfError: it is none.
    """
    return [found.text.decode() for found in _strings(data, _NEEDED)]


def linked_by_file(file: Path) -> list[str]:
    """Return the same of a file, [] where it is of another kind."""
    return linked(file.read_bytes()) if is_elf(file) else []


def is_elf(file: Path) -> bool:
    """Tell whether a file is one that this module reads."""
    with file.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def with_search_path(data: bytes, wanted: str) -> bytes:
    """Return the file with its search paths, if it has any, replaced by ``wanted``.

    Raises:
        NotElfError: it is none.
        ValueError: ``wanted`` is longer than what stands there, which is written over.
    """
    changed = bytearray(data)
    for found in _strings(data, _RPATH, _RUNPATH):
        new = wanted.encode()
        if len(new) > len(found.text):
            raise ValueError(f"{wanted} is longer than {found.text.decode()}")
        changed[found.offset : found.offset + len(found.text)] = new.ljust(len(found.text), b"\0")
    return bytes(changed)


def can_be_loaded(data: bytes) -> bool:
    """Tell whether the system can map the file: memory and file have to agree on the pages.

    Tools that rewrite libraries break that at times, in those that other tools have rewritten.

    Raises:
        NotElfError: it is no library or program.
    """
    return all(
        (address - offset) % max(pages, 1) == 0
        for kind, _, offset, address, _, _, _, pages in _segments(data)
        if kind == _LOAD
    )


def _segments(data: bytes) -> list[tuple[int, ...]]:
    """Return the fields of each program header, in the order of the file."""
    if not data.startswith(_MAGIC):
        raise NotElfError("not a 64-bit little-endian ELF file")
    (table,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    return [
        struct.unpack_from("<IIQQQQQQ", data, place)
        for place in range(table, table + count * size, size)
    ]


def _strings(data: bytes, *kinds: int) -> list[_String]:
    """Return the strings of these kinds of dynamic entries."""
    entries: list[tuple[int, int]] = []
    loads: list[tuple[int, int, int]] = []  # address, offset in the file, bytes in the file
    for kind, _, offset, address, _, nbytes, _, _ in _segments(data):
        if kind == _LOAD:
            loads.append((address, offset, nbytes))
        elif kind == _DYNAMIC:
            end = offset + nbytes // 16 * 16
            entries = list(struct.iter_unpack("<qQ", data[offset:end]))
    start = next((value for kind, value in entries if kind == _STRINGS), None)
    if start is None:
        raise NotElfError("no dynamic section")
    for address, offset, nbytes in loads:
        if address <= start < address + nbytes:
            start += offset - address
            break
    places = [start + value for kind, value in entries if kind in kinds]
    return [_String(place, data[place : data.index(b"\0", place)]) for place in places]
