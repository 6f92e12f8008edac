"""The runs in their table and in the search index, which must tell of the same ones.

Whoever calls has begun a transaction; knows no file and no Qt.
"""

import sqlite3

from app.history.database import INDEXED, has_index


def delete_run(database: sqlite3.Connection, run_id: int) -> None:
    """Take a run out of its table and out of the index, its steps with it."""
    if has_run(database, run_id):
        note_found(database, run_id, new=False)
        database.execute("DELETE FROM runs WHERE id = ?", (run_id,))


def has_run(database: sqlite3.Connection, run_id: int) -> bool:
    """Return whether there is such a run."""
    return bool(database.execute("SELECT 1 FROM runs WHERE id = ?", (run_id,)).fetchone())


def note_found(database: sqlite3.Connection, run_id: int, *, new: bool) -> None:
    """Put a run into the index as it stands in its table, or take it out of the index."""
    if not has_index(database):
        return
    columns = ", ".join(INDEXED)
    command, value = ("", "") if new else ("found, ", "'delete', ")
    database.execute(
        f"INSERT INTO found ({command}rowid, {columns}) "
        f"SELECT {value}id, {columns} FROM runs WHERE id = ?",
        (run_id,),
    )
