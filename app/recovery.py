"""Keeps unsaved text on the disk, so that a crash loses at most two seconds of typing; no Qt.

Every running program has a folder of its own and holds the lock file beside it; a folder whose
lock nobody holds was left behind by a crash. The lock is taken before the folder is made, so that
no other program ever takes a new folder for an old one. A file in the folder holds one document:
a line of JSON, then the text.
Writing happens on a thread of its own: 1 MB costs the caller far less than a millisecond.
"""

import json
import logging
import os
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final

import platformdirs

from engine.file_lock import lock
from engine.files import SaveError, save_atomically

_log = logging.getLogger(__name__)

# Seconds that a change may wait. With a timer that asks every half second, text is handed over
# after 1.5 s at most, which leaves half a second for the disk.
DELAY: Final = 1.0
ASK_EVERY: Final = 0.5  # seconds; for who owns that timer
AGAIN: Final = 5.0  # seconds until a text is handed over again that could not be written

_SUFFIX = ".text"


@dataclass(frozen=True, slots=True)
class Leftover:
    """Unsaved text that a crash left behind.

    Attributes:
        path: the document's file; ``None`` for a text that was never saved.
        when: the last time that it was written, in local time.
        text: the unsaved text, with LF line ends.
        file: where the recovery folder keeps it.
        draft_of: what the text is called in whose draft it was typed; "" for a document.
    """

    path: Path | None
    when: datetime
    text: str
    file: Path
    draft_of: str = ""


def recovery_folder() -> Path:
    """Return the folder where this person's unsaved texts are kept."""
    return Path(platformdirs.user_state_dir("anneal", appauthor=False)) / "recovery"


class RecoveryStore:
    """The unsaved texts of one running program.

    Call ``changed`` at every change of a document (cheap). Ask ``due`` every ``ASK_EVERY``
    seconds, and for each document that it names hand over the text with ``note``. ``discard``
    a document once it is saved or closed. ``close`` at the end.
    """

    def __init__(
        self, folder: Path | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Make a store in ``folder``; nothing is written before there is unsaved text.

        Args:
            folder: holds the folders of all running programs; ``None`` takes this person's.
            clock: returns seconds.
        """
        self._folder = recovery_folder() if folder is None else folder
        self._clock = clock
        self._own = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock: int | None = None
        self._waiting: dict[str, float] = {}
        self._problem = ""
        self._failed: dict[str, float] = {}  # what the writer could not write, and when
        self._taken_over: dict[str, Leftover] = {}  # goes with the next writing; the writer's
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recovery")

    @property
    def problem(self) -> str:
        """Return why unsaved text cannot be kept at the moment, for people; "" where it can."""
        return self._problem

    def changed(self, key: str) -> None:
        """The document ``key`` has changed and is not saved."""
        self._waiting.setdefault(key, self._clock())

    def due(self) -> tuple[str, ...]:
        """Return the documents whose text is to be handed over now."""
        now = self._clock()
        failed = list(self._failed.items())  # at once: the writer changes it meanwhile
        again = [key for key, since in failed if now - since >= AGAIN]
        fresh = [key for key, since in self._waiting.items() if now - since >= DELAY]
        return tuple(dict.fromkeys([*fresh, *again]))

    def note(
        self,
        key: str,
        path: Path | None,
        text: str,
        *,
        draft_of: str = "",
        instead_of: Leftover | None = None,
    ) -> None:
        """Keep ``text`` as the unsaved text of the document ``key``; returns at once.

        Args:
            key: the caller's own name of the document, the same until it is closed.
            path: the document's file, if it has one.
            text: with LF line ends.
            draft_of: what the document is called in whose draft ``text`` was typed.
            instead_of: goes once ``text`` is on the disk, and stays where it cannot be written.
        """
        self._waiting.pop(key, None)
        self._failed.pop(key, None)
        head = {
            "path": None if path is None else os.fspath(path),
            "when": time.time(),
            "draft_of": draft_of,
        }
        self._writer.submit(self._write, key, json.dumps(head), text, instead_of)

    def discard(self, key: str) -> None:
        """Forget the document ``key``: it was saved or closed."""
        self._waiting.pop(key, None)
        self._writer.submit(self._remove, key)

    def leftovers(self) -> tuple[Leftover, ...]:
        """Return what crashes left behind, the newest first."""
        found: list[Leftover] = []
        for folder in _folders(self._folder):
            if not _is_held(folder):
                files = sorted(folder.glob(f"*{_SUFFIX}"))
                found += [leftover for file in files if (leftover := _read(file)) is not None]
                _remove_empty(folder)
        return tuple(sorted(found, key=lambda leftover: leftover.when, reverse=True))

    def forget(self, leftover: Leftover) -> None:
        """Remove a leftover that was taken over or that nobody wants."""
        with suppress(OSError):
            leftover.file.unlink(missing_ok=True)
        _remove_empty(leftover.file.parent)

    def close(self) -> None:
        """Wait for the writes, and remove what is not needed any more; ends the store."""
        self._writer.shutdown(wait=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
            _remove_empty(self._own)

    def _file(self, key: str) -> Path:
        return self._own / (blake2b(key.encode(), digest_size=12).hexdigest() + _SUFFIX)

    def _write(self, key: str, head: str, text: str, instead_of: Leftover | None) -> None:
        """Write one document; on the store's thread."""
        data = head.encode() + b"\n" + text.encode("utf-8", "surrogatepass")
        if instead_of is not None:
            self._taken_over[key] = instead_of
        try:
            if self._lock is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._lock = _take_lock(_lock_of(self._own))
            self._own.mkdir(exist_ok=True, mode=0o700)
            save_atomically(self._file(key), data)
        except (SaveError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            self._problem = f"Unsaved text cannot be kept safe from a crash: {why}"
            self._failed[key] = self._clock()
        else:
            self._problem = ""
            self._failed.pop(key, None)
            self._forget_taken_over(key)

    def _remove(self, key: str) -> None:
        """Remove one document; on the store's thread."""
        self._failed.pop(key, None)
        self._forget_taken_over(key)
        with suppress(OSError):
            self._file(key).unlink(missing_ok=True)

    def _forget_taken_over(self, key: str) -> None:
        """Forget what the document ``key`` was before a crash: it is kept anew, or settled."""
        leftover = self._taken_over.pop(key, None)
        if leftover is not None:
            self.forget(leftover)


def _folders(folder: Path) -> list[Path]:
    try:
        return [inner for inner in folder.iterdir() if inner.is_dir()]
    except OSError:
        return []


def _read(file: Path) -> Leftover | None:
    """Return what ``file`` holds; ``None``, and the file stays, where it is damaged."""
    try:
        head, _, text = file.read_bytes().partition(b"\n")
        entry = json.loads(head)
        path = entry["path"]
        return Leftover(
            None if path is None else Path(path),
            datetime.fromtimestamp(entry["when"]).astimezone(),
            text.decode("utf-8", "surrogatepass"),
            file,
            str(entry.get("draft_of", "")),
        )
    # Times that no calendar has, and nesting without end, are no values either.
    except (
        *(OSError, ValueError, KeyError, TypeError, AttributeError),
        *(OverflowError, RecursionError),
    ) as error:
        _log.info("%s holds no unsaved text: %s", file, error)
        return None


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _remove_empty(folder: Path) -> None:
    """Remove a program's folder and its lock file once no text is left."""
    if not any(folder.glob(f"*{_SUFFIX}")):
        with suppress(OSError):
            folder.rmdir()
            _lock_of(folder).unlink(missing_ok=True)


def _take_lock(file: Path) -> int:
    """Open and lock ``file``; the lock goes with the handle, and so with the program."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    # Nobody else knows its name, so that only a disk without locks can refuse.
    with suppress(OSError):
        lock(handle)
    return handle


def _is_held(folder: Path) -> bool:
    """Return whether the folder is that of a running program."""
    try:
        handle = os.open(_lock_of(folder), os.O_RDWR)
    except OSError:
        return False
    try:
        lock(handle)
    except (BlockingIOError, PermissionError):  # what the two systems raise for a held lock
        return True
    except OSError:
        return _may_run(folder.name.partition("-")[0])
    finally:
        os.close(handle)
    return False


def _may_run(number: str) -> bool:
    """Return whether there may be a process of that number."""
    if os.name != "posix" or not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
