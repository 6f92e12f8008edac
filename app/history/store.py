"""The history in its file: one connection, used on one thread; knows no Qt.

What is forgotten is overwritten with zeros at once (``secure_delete``); ``clean`` then makes the
file anew, so that no copy is left in what SQLite had moved about, nor in the search index.
"""

import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import platformdirs

from app.history.connection import PATIENCE, Connection
from app.history.database import (
    FILE_NAME,
    HistoryError,
    NoHistoryError,
    has_index,
    remove_asides,
)
from app.history.entry import HistoryEntry, HistoryLine, HistoryPage, NewRun, Outcome
from app.history.indexed_runs import delete_run, has_run, note_found
from app.history.packing import pack, unpack, whole_characters
from app.history.query import index_query, scan_condition
from app.history.trimming import MEGABYTE, trim
from engine.errors import RecordingError
from engine.recording import Recording
from engine.recording_json import read_recording, recording_lines

PAGE: Final = 200  # runs that a search gives at once
_NEWEST: Final = 2**63 - 1
_LINE = "runs.id, runs.begun, runs.title, runs.instruction, runs.outcome"


def history_folder() -> Path:
    """Return the folder where this person's history is kept."""
    return Path(platformdirs.user_data_dir("anneal", appauthor=False)) / "history"


class HistoryStore:
    """Reads and writes the history, each method as a whole or not at all.

    All raise ``HistoryError``, in words, where it cannot be done.
    """

    def __init__(self, folder: Path, *, write: bool = True, patience: float = PATIENCE) -> None:
        """Make a store; the file is opened when it is first needed.

        Args:
            folder: where the file lies; nothing else does.
            write: whether this store may change the file; a reader opens one that is there.
            patience: seconds that it waits for other programs.
        """
        self._connection = Connection(folder / FILE_NAME, write=write, patience=patience)

    @property
    def note(self) -> str:
        """Return words for the person about what was found at the opening, "" for nothing."""
        return self._connection.note

    def hurry(self) -> None:
        """Wait for nobody any longer than a moment; may be called on any thread."""
        self._connection.hurry()

    def check(self) -> None:
        """Bring a file that is there up to date; put one that is damaged aside."""
        if self._connection.file.exists():
            self._connection.do(lambda database: database.execute("SELECT count(*) FROM runs"))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # Writing

    def add(self, run: NewRun, recording: Recording | None) -> None:
        """Remember a run, with all of its steps where there are any."""
        request, draft = run.request, run.draft
        asked = Recording(replace(request, before="", after=""), (), draft)
        row = (
            run.run_id,
            run.when,
            whole_characters(run.file),
            whole_characters(run.title),
            request.span.start,
            whole_characters(request.instruction),
            whole_characters(run.original),
            "" if draft is None else whole_characters(draft.text),
            run.outcome.value,
            run.model,
            "\n".join(recording_lines(asked)),
        )
        packed = None if recording is None else pack(recording)

        def write(database: sqlite3.Connection) -> None:
            database.execute(f"INSERT INTO runs VALUES ({', '.join('?' * len(row))})", row)
            note_found(database, run.run_id, new=True)
            if packed is not None:
                database.execute(
                    "INSERT INTO recordings VALUES (?, ?, ?)", (run.run_id, len(packed), packed)
                )

        self._connection.change(write)

    def settle(self, run_id: int, outcome: Outcome, texts: tuple[str, str] | None = None) -> None:
        """Say what became of a run; ``texts`` are what an accepted edit replaced, and by what."""

        def write(database: sqlite3.Connection) -> None:
            database.execute("UPDATE runs SET outcome = ? WHERE id = ?", (outcome.value, run_id))
            if texts is not None and has_run(database, run_id):
                note_found(database, run_id, new=False)
                database.execute(
                    "UPDATE runs SET before = ?, after = ? WHERE id = ?",
                    (*map(whole_characters, texts), run_id),
                )
                note_found(database, run_id, new=True)

        self._connection.change(write)

    def forget(self, run_id: int) -> None:
        """Delete a run; ``clean`` is still to be called."""

        def write(database: sqlite3.Connection) -> None:
            delete_run(database, run_id)

        self._connection.change(write)

    def forget_all(self) -> None:
        """Delete every run, and what was kept of damaged files."""

        def write(database: sqlite3.Connection) -> None:
            database.execute("DELETE FROM recordings")
            if has_index(database):
                database.execute("INSERT INTO found (found) VALUES ('delete-all')")
            database.execute("DELETE FROM runs")

        try:
            self._connection.change(write)
            self.clean()
            remove_asides(self._connection.file)
        except OSError as error:
            raise HistoryError(f"Not all of the history could be deleted: {error}") from error

    def clean(self) -> None:
        """Leave nothing of what was forgotten anywhere in the file."""

        def write(database: sqlite3.Connection) -> None:
            if has_index(database):
                database.execute("INSERT INTO found (found) VALUES ('optimize')")
            database.execute("VACUUM")

        self._connection.do(write)

    def trim(self, megabytes: int) -> None:
        """Delete the oldest recordings, then the oldest runs, until what is left fits."""
        self._connection.do(lambda database: trim(database, megabytes * MEGABYTE))

    # Reading

    def search(
        self, words: str, *, older_than: int | None = None, count: int = PAGE
    ) -> HistoryPage:
        """Return the newest runs that hold all ``words``, each as the beginning of a word.

        Args:
            words: what to look for in instruction, texts and file names; "" finds every run.
            older_than: only runs before this one.
            count: the most that are returned.
        """

        def read(database: sqlite3.Connection) -> HistoryPage:
            query = index_query(words) if has_index(database) else ""
            if query:
                table, number = "found CROSS JOIN runs ON runs.id = found.rowid", "found.rowid"
                condition, arguments = "found MATCH ?", [query]
            else:
                table, number = "runs", "runs.id"
                condition, arguments = scan_condition(words)
            rows = database.execute(
                f"SELECT {_LINE} FROM {table} WHERE {condition} AND {number} < ? "
                f"ORDER BY {number} DESC LIMIT {count + 1}",
                (*arguments, _NEWEST if older_than is None else older_than),
            ).fetchall()
            return HistoryPage(words, tuple(map(_line, rows[:count])), len(rows) > count)

        try:
            return self._connection.do(read)
        except NoHistoryError:
            return HistoryPage(words, (), more=False)

    def newest(self) -> int:
        """Return the largest number of a run, 0 where there is none."""

        def read(database: sqlite3.Connection) -> int:
            found: int | None = database.execute("SELECT max(id) FROM runs").fetchone()[0]
            return found or 0

        return self._connection.do(read)

    def entry(self, run_id: int) -> HistoryEntry | None:
        """Return a run without its steps, ``None`` where there is none."""

        def read(database: sqlite3.Connection) -> HistoryEntry | None:
            row = database.execute(
                f"SELECT {_LINE}, file, place, before, after, model, asked, "
                "EXISTS (SELECT 1 FROM recordings WHERE run = id) FROM runs WHERE id = ?",
                (run_id,),
            ).fetchone()
            if row is None:
                return None
            file, place, before, after, model, asked, recorded = row[_LINE.count(",") + 1 :]
            request, draft = None, None
            with suppress(RecordingError):
                known = read_recording(asked.split("\n"))
                request, draft = known.request, known.draft
            return HistoryEntry(
                _line(row), file, place, before, after, model, request, draft, bool(recorded)
            )

        return self._connection.do(read)

    def recording(self, run_id: int) -> Recording | None:
        """Return all steps of a run, ``None`` where they are not kept (any more)."""

        def read(database: sqlite3.Connection) -> Recording | None:
            row = database.execute(
                "SELECT data FROM recordings WHERE run = ?", (run_id,)
            ).fetchone()
            return None if row is None else unpack(row[0])

        return self._connection.do(read)


def _line(row: tuple[int, float, str, str, str]) -> HistoryLine:
    """Return the line of a row that begins with the columns of ``_LINE``."""
    run_id, when, title, instruction, outcome = row[:5]
    known = outcome in Outcome.__members__.values()
    return HistoryLine(
        run_id, when, title, instruction, Outcome(outcome) if known else Outcome.UNDECIDED
    )
