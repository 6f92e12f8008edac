"""The file that remembers which files were open, so that the next start opens them again; no Qt.

It lies beside the settings and is written while the program runs, so that a crash keeps it too.
It holds paths and numbers, and never a text.
"""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.files import SaveError, save_atomically

VERSION: Final = 1
MOST_LAST_FILES: Final = 20
_MOST_BYTES: Final = 1 << 20  # of the file: what is larger, we have not written


@dataclass(frozen=True, slots=True)
class LastFile:
    """A file that was open.

    Attributes:
        path: absolute.
        caret: in code points from the beginning of the text.
        line: of the source, on top of the view, from 0, with its fraction.
    """

    path: Path
    caret: int = 0
    line: float = 0.0


@dataclass(frozen=True, slots=True)
class LastFiles:
    """The files that were open.

    Attributes:
        files: from left to right.
        front: which of them was in front, counted from 0; 0 where there are none.
    """

    files: tuple[LastFile, ...] = ()
    front: int = 0

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where no file can be in front."""
        if not 0 <= self.front < max(1, len(self.files)):
            raise ValueError(f"front must be one of {len(self.files)} files, got {self.front}")

    def capped(self) -> "LastFiles":
        """Return those that are remembered where there are many: the one in front and around it."""
        most = len(self.files) - MOST_LAST_FILES
        start = max(0, min(self.front - MOST_LAST_FILES // 2, most))
        return LastFiles(self.files[start : start + MOST_LAST_FILES], self.front - start)


def last_files_path(settings_folder: Path) -> Path:
    """Return where the open files of the person are remembered whose settings lie there."""
    return settings_folder / "open-files.json"


def read_last_files(path: Path) -> LastFiles:
    """Return what ``path`` remembers; never raises, and what is damaged is left out."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return LastFiles()
        stored = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return LastFiles()
    if not isinstance(stored, dict) or stored.get("version") != VERSION:
        return LastFiles()
    entries = stored.get("files")
    read = [_read_one(entry) for entry in entries] if isinstance(entries, list) else []
    wished = _whole(stored.get("front"))
    before = sum(one is not None for one in read[:wished])
    files = tuple(one for one in read if one is not None)
    return LastFiles(files, max(0, min(before, len(files) - 1))).capped()


def write_last_files(last: LastFiles, path: Path) -> None:
    """Remember ``last`` in ``path``, atomically; nothing is written where it says so already.

    Raises:
        engine.files.SaveError: the system refused.
    """
    last = last.capped()
    files = [{"path": str(f.path), "caret": f.caret, "line": f.line} for f in last.files]
    # Names of files may hold bytes that are no letters: ASCII alone holds them all.
    text = json.dumps({"version": VERSION, "front": last.front, "files": files}, indent=1) + "\n"
    data = text.encode("ascii")
    with suppress(OSError):
        if path.read_bytes() == data:
            return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"the folder {path.parent} cannot be made: {error.strerror}"
        raise SaveError(path, problem) from error
    save_atomically(path, data)


def forget_last_files(path: Path) -> None:
    """Remove what is remembered, if anything is.

    Raises:
        OSError: the system refused.
    """
    with suppress(NotADirectoryError):
        path.unlink(missing_ok=True)


def missed_words(gone: int, refused: int) -> str:
    """Return what is said of the files that were not opened again, "" where all were.

    Args:
        gone: how many are not there any more.
        refused: how many are there and cannot be opened.
    """
    told = []
    if gone:
        told.append(f"{_files(gone)} of last time {'is' if gone == 1 else 'are'} gone")
    if refused:
        of_last_time = "" if gone else " of last time"
        told.append(f"{_files(refused)}{of_last_time} cannot be opened")
    return ", ".join(told)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _read_one(entry: object) -> LastFile | None:
    """Return the file that ``entry`` describes; ``None`` where it names none."""
    if not isinstance(entry, dict):
        return None
    name = entry.get("path")
    if not isinstance(name, str) or not _is_name(name):
        return None
    return LastFile(Path(name), _whole(entry.get("caret")), _place(entry.get("line")))


def _is_name(name: str) -> bool:
    """Return whether a file of this system may have that name."""
    with suppress(ValueError):
        return b"\0" not in os.fsencode(name) and Path(name).is_absolute()
    return False


def _whole(value: object) -> int:
    """Return ``value`` where it is a count, else 0."""
    return value if type(value) is int and value >= 0 else 0


def _place(value: object) -> float:
    """Return ``value`` where it may be a line, else 0; no text has as many as 10⁹."""
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e9 else 0.0


def front_of(has_file: Sequence[bool], current: int) -> int:
    """Return which file is in front, counted among the tabs that have one.

    Args:
        has_file: for each tab, whether it has a file.
        current: the tab in front; where that one has no file, the next one to its left counts.
    """
    return max(0, sum(has_file[: current + 1]) - 1)
