"""A connection to the history that waits its turn, and outlives a damaged file; knows no Qt."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from app.history.database import HistoryError, is_damaged, open_database, set_aside

PATIENCE: Final = 10.0  # seconds that work waits for other programs
_HURRY: Final = 0.5  # the same once the program ends
_PAUSE: Final = 0.01
_REASONS: Final = {
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_LOCKED: "another program holds it",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it may not be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_NOTADB: "it is damaged",
}
_T = TypeVar("_T")


class Connection:
    """Opens the file when it is first needed; to be used on one thread.

    Attributes:
        file: the database.
        note: words for the person about what was found at the opening, "" for nothing.
    """

    def __init__(self, file: Path, *, write: bool, patience: float = PATIENCE) -> None:
        """Make one; with ``write`` it makes the file, and a new one in place of a damaged one."""
        self.file = file
        self.note = ""
        self._write = write
        self._patience = patience
        self._hurry = threading.Event()
        self._database: sqlite3.Connection | None = None

    def hurry(self) -> None:
        """Wait for nobody any longer than a moment; may be called on any thread."""
        self._hurry.set()

    def close(self) -> None:
        """Close the file; the next work opens it again."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def change(self, write: Callable[[sqlite3.Connection], None]) -> None:
        """Do ``write`` in a transaction of its own; raises what ``do`` raises."""

        def whole(database: sqlite3.Connection) -> None:
            with transaction(database):
                write(database)

        self.do(whole)

    def do(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do ``work``, again from its beginning where others held the file.

        Raises:
            HistoryError: it cannot be done; the message is for people.
        """
        begun, mended = time.monotonic(), False
        while True:
            try:
                if self._database is None:
                    self._database = open_database(self.file, write=self._write)
                return work(self._database)
            except sqlite3.Error as error:
                if _is_busy(error) and time.monotonic() < begun + self._limit():
                    time.sleep(_PAUSE)
                elif _is_index(error) and not mended:
                    mended = self._mend_index()
                elif is_damaged(error) and self._write and not self.note:
                    self.close()
                    self._begin_anew()
                else:
                    self.close()
                    raise HistoryError(_reason(error, self.file)) from error
            except OSError as error:
                raise HistoryError(_reason(error, self.file)) from error

    def _limit(self) -> float:
        return min(self._patience, _HURRY) if self._hurry.is_set() else self._patience

    def _mend_index(self) -> bool:
        """Make the search index anew from the runs themselves; return that it was tried."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.execute("INSERT INTO found (found) VALUES ('rebuild')")
        return True

    def _begin_anew(self) -> None:
        try:
            aside = set_aside(self.file)
        except OSError as error:
            raise HistoryError(_reason(error, self.file)) from error
        self.note = f"The history was damaged: it was kept as {aside}, and a new one begins."


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Keep all that is written in the block, or nothing of it."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise


def _code(error: sqlite3.Error) -> int:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _is_index(error: sqlite3.Error) -> bool:
    """Return whether the index alone is broken: all that is in it stands in the runs as well."""
    return _code(error) == sqlite3.SQLITE_CORRUPT_VTAB


def _reason(error: Exception, file: Path) -> str:
    """Return why the history in ``file`` cannot be used, for people."""
    code = _code(error) if isinstance(error, sqlite3.Error) else 0
    words = error.strerror if isinstance(error, OSError) else None
    reason = _REASONS.get(code & 0xFF, words or str(error))
    return f"The history in {file.parent} cannot be used: {reason}."
