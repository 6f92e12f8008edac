"""Files put below a prefix, and the list by which exactly those are taken away again.

The list is written before the first file, so that an installation that was broken off can be
taken away too. A file that was altered since is no longer what was put there, and stays.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

LIST = "share/anneal/installed.json"


class InTheWayError(Exception):
    """Files are there already that no installation of Anneal put there."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What was put below a prefix; paths are relative to it, with slashes."""

    files: Mapping[str, str]  # path -> SHA-256 of what was written
    folders: tuple[str, ...]  # made for it


def put(prefix: Path, contents: Mapping[str, tuple[bytes, int]]) -> Placed:
    """Write files (path -> bytes and mode) in place of what was put there before.

    Raises:
        InTheWayError: a file is there that was not put there; nothing has been written.
        OSError: the prefix cannot be written to.
    """
    before = read_list(prefix)
    in_the_way = [
        path
        for path in (*contents, LIST)
        if os.path.lexists(prefix / path)
        and not (before and (path == LIST or _is_ours(prefix, path, before)))
    ]
    if in_the_way:
        raise InTheWayError(", ".join(str(prefix / path) for path in in_the_way))
    if before:
        _remove_files(prefix, before)
    files = {path: _hash(data) for path, (data, _) in contents.items()}
    made = (*(before.folders if before else ()), *_missing_folders(prefix, (*contents, LIST)))
    placed = Placed(files, tuple(dict.fromkeys(made)))
    _write(prefix / LIST, _as_json(placed), 0o644)
    for path, (data, mode) in contents.items():
        _write(prefix / path, data, mode)
    return placed


def take(prefix: Path, clear_up: Callable[[], None] = lambda: None) -> list[Path] | None:
    """Remove what was put there, and the folders made for it where they are empty now.

    Args:
        prefix: as it was given to ``put``.
        clear_up: is called between the two, to remove what others derived from the files.

    Returns:
        The files that stay because they were altered; ``None`` where nothing was put there.
    """
    placed = read_list(prefix)
    if placed is None:
        return None
    kept = _remove_files(prefix, placed)
    (prefix / LIST).unlink()
    clear_up()
    for path in sorted(placed.folders, key=_depth, reverse=True):
        folder = prefix / path
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return kept


def _remove_files(prefix: Path, placed: Placed) -> list[Path]:
    """Remove the files that are still what was put there; return those that are not."""
    kept = []
    for path in placed.files:
        if _is_ours(prefix, path, placed):
            (prefix / path).unlink()
        elif os.path.lexists(prefix / path):
            kept.append(prefix / path)
    return kept


def read_list(prefix: Path) -> Placed | None:
    """Return what was put below a prefix, ``None`` where nothing was."""
    try:
        read = json.loads((prefix / LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Placed(read["files"], tuple(read["folders"]))


def _as_json(placed: Placed) -> bytes:
    listed = {"files": dict(placed.files), "folders": placed.folders}
    return (json.dumps(listed, indent=1) + "\n").encode()


def _missing_folders(prefix: Path, paths: tuple[str, ...]) -> list[str]:
    """Return the folders that are to be made, "." for the prefix itself."""
    parents = {parent for path in paths for parent in Path(path).parents}
    return sorted(str(parent) for parent in parents if not (prefix / parent).exists())


def _depth(folder: str) -> int:
    return len(Path(folder).parts)


def _write(file: Path, data: bytes, mode: int) -> None:
    """Write a file whole or not at all: a list that was cut off would be of no use."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.write_bytes(data)
    unfinished.chmod(mode)
    unfinished.replace(file)


def _is_ours(prefix: Path, path: str, placed: Placed) -> bool:
    file = prefix / path
    is_file = file.is_file() and not file.is_symlink()
    return is_file and _hash(file.read_bytes()) == placed.files.get(path)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
