"""Makes a history fit the room that the person gives it: the oldest goes first; knows no Qt."""

import sqlite3
from typing import Final

from app.history.connection import transaction
from app.history.database import has_index
from app.history.indexed_runs import delete_run

MEGABYTE: Final = 1_000_000


def trim(database: sqlite3.Connection, most: int) -> None:
    """Delete the oldest recordings, then the oldest runs, until what is left fits.

    Args:
        database: in no transaction.
        most: bytes that may hold something.
    """
    excess = _used(database) - most
    if excess <= 0:
        return
    with transaction(database):
        for run in _oldest(database, "run", "size", "recordings", excess):
            database.execute("DELETE FROM recordings WHERE run = ?", (run,))
    used = _used(database)
    excess = used - most
    if excess > 0:
        # How much room a run takes, the index and all, is known of all of them together.
        size = "length(before) + length(after) + length(asked)"
        letters = database.execute(f"SELECT sum({size}) FROM runs").fetchone()[0] or 0
        with transaction(database):
            share = letters * (excess + used // 50) // used
            for run in _oldest(database, "id", size, "runs", share):
                delete_run(database, run)
        if has_index(database):
            database.execute("INSERT INTO found (found) VALUES ('optimize')")
    # As a script: for a single statement Python takes one step, which frees one page.
    database.executescript("PRAGMA incremental_vacuum")


def _oldest(
    database: sqlite3.Connection, run: str, size: str, table: str, excess: int
) -> list[int]:
    """Return the numbers of the oldest rows that take ``excess`` bytes together."""
    chosen: list[int] = []
    rows = database.execute(f"SELECT {run}, {size} FROM {table} ORDER BY {run}")
    for number, taken in rows:
        if excess <= 0:
            break
        chosen.append(number)
        excess -= taken
    rows.close()
    return chosen


def _used(database: sqlite3.Connection) -> int:
    """Return the bytes of the file that hold something."""
    pages, free, size = (
        database.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    used: int = (pages - free) * size
    return used
