"""Opens the history's database: its tables, their versions, and what is done where it is broken.

Knows no Qt and nothing of what the tables are used for.

The journal is SQLite's own rollback journal and no write-ahead log: that one does not work on
network drives, where home folders may lie, and keeps what was deleted until it is emptied. What
the log would win, readers that never wait for a writer, is not needed: nobody paints here.
"""

import logging
import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)

VERSION: Final = 1
FILE_NAME: Final = "history.sqlite"

_TABLES: Final = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    begun REAL NOT NULL,
    file TEXT NOT NULL,
    title TEXT NOT NULL,
    place INTEGER NOT NULL,
    instruction TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    outcome TEXT NOT NULL,
    model TEXT NOT NULL,
    asked TEXT NOT NULL
);
CREATE TABLE recordings (
    run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    size INTEGER NOT NULL,
    data BLOB NOT NULL
);
"""
# From one version of the tables to the next, keyed by the older one; a semicolon ends a statement
# and stands nowhere else.
MIGRATIONS: Final[Mapping[int, str]] = {}
INDEXED: Final = ("instruction", "before", "after", "title")
_INDEX: Final = f"""
CREATE VIRTUAL TABLE found USING fts5(
    {", ".join(INDEXED)}, content='runs', content_rowid='id',
    tokenize="unicode61 remove_diacritics 2", prefix='1 2 3'
);
INSERT INTO found (found) VALUES ('rebuild');
"""
_PAST_THE_INDEX: Final = """
SELECT EXISTS (SELECT id FROM runs EXCEPT SELECT id FROM found_docsize)
    OR EXISTS (SELECT id FROM found_docsize EXCEPT SELECT id FROM runs)
"""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class HistoryError(Exception):
    """The history cannot be read or written; the message says why, for people."""


class NoHistoryError(HistoryError):
    """Nothing was kept yet."""


class NewerHistoryError(HistoryError):
    """The tables come from a newer version of the program."""


def is_damaged(error: sqlite3.Error) -> bool:
    """Return whether ``error`` says that the file itself is broken."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGED


def open_database(
    file: Path,
    *,
    version: int = VERSION,
    migrations: Mapping[int, str] = MIGRATIONS,
    write: bool = True,
) -> sqlite3.Connection:
    """Return a connection to the database in ``file``.

    Args:
        file: where it lies; with ``write`` it is made, and its folder, for this person alone.
        version: of the tables that the caller knows.
        migrations: SQL from one version to the next.
        write: whether the caller writes; who reads only needs a file that is there.

    Raises:
        NewerHistoryError: a newer version of the program wrote it; it is left alone.
        NoHistoryError: there is no such file to read.
        sqlite3.Error: the file is damaged, or cannot be opened.
        OSError: the folder cannot be made.
    """
    if write:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(PermissionError):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    elif not file.exists():
        raise NoHistoryError("There is no history yet.")
    # Who only reads opens it the same way: after a crash the first one to come has to roll back.
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=rw", timeout=0, isolation_level=None, uri=True
    )
    try:
        _set_up(connection, version, migrations, write=write)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(
    connection: sqlite3.Connection, version: int, migrations: Mapping[int, str], *, write: bool
) -> None:
    # Others write at the same time: wait for them, in short turns, see ``HistoryStore``.
    connection.execute("PRAGMA busy_timeout = 200")
    found = _version(connection)
    if found > version:
        raise NewerHistoryError(
            "The history was written by a newer Anneal: this one leaves it as it is and keeps "
            "no runs."
        )
    if not write:
        if not found:
            raise NoHistoryError("There is no history yet.")
        return
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    if found < version:
        _migrate(connection, version, migrations)
    if has_search(connection):
        _index(connection)


def _version(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def _migrate(connection: sqlite3.Connection, version: int, migrations: Mapping[int, str]) -> None:
    """Make the tables, or bring older ones up to date; all of it or nothing."""
    if not _version(connection):
        # Before the first table, or never.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Meanwhile another program may have done it.
        found = _version(connection)
        scripts = [_TABLES] if not found else [migrations[old] for old in range(found, version)]
        for statement in "".join(scripts).split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def has_search(connection: sqlite3.Connection) -> bool:
    """Return whether this SQLite has full text search; without it, every text is looked through."""
    return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])


def has_index(connection: sqlite3.Connection) -> bool:
    """Return whether there is a search index that this SQLite can use."""
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'found'").fetchone()
    return bool(there) and has_search(connection)


def _index(connection: sqlite3.Connection) -> None:
    """Make the index, or make it anew where a program without search wrote past it."""
    if has_index(connection):
        if connection.execute(_PAST_THE_INDEX).fetchone()[0]:
            connection.execute("INSERT INTO found (found) VALUES ('rebuild')")
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _INDEX.split(";"):
            connection.execute(statement)
        connection.execute("COMMIT")
    except sqlite3.OperationalError:
        connection.execute("ROLLBACK")
        # Another program made it meanwhile, or the disk is full, which the next write tells.


def set_aside(file: Path) -> Path:
    """Give a damaged database another name, so that a new one can begin; return that name.

    Raises:
        OSError: it cannot be renamed.
    """
    names = (file.with_name(f"{file.stem}-damaged-{number}{file.suffix}") for number in count(1))
    aside = next(name for name in names if not name.exists())
    file.rename(aside)
    with suppress(OSError):
        file.with_name(f"{file.name}-journal").unlink(missing_ok=True)
    _log.info("%s is damaged and was kept as %s", file, aside)
    return aside


def remove_asides(file: Path) -> None:
    """Delete what ``set_aside`` kept.

    Raises:
        OSError: one of the files cannot be deleted.
    """
    for aside in file.parent.glob(f"{file.stem}-damaged-*{file.suffix}"):
        aside.unlink(missing_ok=True)
