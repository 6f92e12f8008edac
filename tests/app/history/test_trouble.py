"""The history where things go wrong: nothing is raised but ``HistoryError``, in words."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from app.history import database
from app.history.connection import Connection
from app.history.database import FILE_NAME, HistoryError, open_database
from app.history.entry import Outcome
from app.history.store import HistoryStore
from tests.app.history.runs import (
    SECRET,
    filled,
    make_run,
    numbers,
)


def _garbage(file: Path) -> None:
    file.write_bytes(b"This is no database. " * 500)


def _garbage_inside(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    file.write_bytes(data)


def _cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


@pytest.mark.parametrize("damage", [_garbage, _garbage_inside, _cut_off])
def test_a_damaged_file_is_put_aside_and_a_new_one_begins(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    filled(tmp_path)
    file = tmp_path / FILE_NAME
    damage(file)
    damaged = file.read_bytes()
    store = HistoryStore(tmp_path)
    store.check()
    store.add(make_run(7), None)
    assert numbers(store) == [7]
    assert "damaged" in store.note
    assert "history-damaged-1.sqlite" in store.note
    assert (tmp_path / "history-damaged-1.sqlite").read_bytes() == damaged
    store.close()
    damage(file)
    again = HistoryStore(tmp_path)
    again.check()
    again.add(make_run(8), None)
    assert "history-damaged-2.sqlite" in again.note
    again.close()


def test_who_only_reads_changes_no_damaged_file(tmp_path: Path) -> None:
    filled(tmp_path)
    _garbage(tmp_path / FILE_NAME)
    reader = HistoryStore(tmp_path, write=False)
    with pytest.raises(HistoryError, match="it is damaged"):
        reader.search("")
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]


def test_a_newer_history_is_left_alone(tmp_path: Path) -> None:
    filled(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    store = HistoryStore(tmp_path)
    works: list[Callable[[], object]] = [
        store.check,
        lambda: store.add(make_run(9), None),
        lambda: store.forget(1),
        lambda: store.search(""),
        lambda: HistoryStore(tmp_path, write=False).search(""),
    ]
    for work in works:
        with pytest.raises(HistoryError, match="newer Anneal"):
            work()
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_an_older_history_is_brought_up_to_date(tmp_path: Path) -> None:
    filled(tmp_path)
    migrations = {1: "ALTER TABLE runs ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'; "}
    connection = open_database(tmp_path / FILE_NAME, version=2, migrations=migrations)
    assert connection.execute("SELECT count(*), min(mood) FROM runs").fetchone() == (3, "calm")
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    connection.close()


def test_a_migration_that_breaks_off_changes_nothing(tmp_path: Path) -> None:
    filled(tmp_path)
    migrations = {1: "ALTER TABLE runs ADD COLUMN mood TEXT; DROP TABLE nothing; "}
    with pytest.raises(sqlite3.OperationalError):
        open_database(tmp_path / FILE_NAME, version=2, migrations=migrations)
    store = HistoryStore(tmp_path)
    assert numbers(store) == [3, 2, 1]
    store.close()


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = HistoryStore(tmp_path / "file" / "history")
    with pytest.raises(HistoryError, match=r"cannot be used: [A-Z]"):
        store.add(make_run(1), None)


def test_a_file_that_may_not_be_written_can_still_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As SQLite opens a file that the system lets nobody write."""
    filled(tmp_path)
    connect = sqlite3.connect

    def connect_to_read(
        name: str, timeout: float, isolation_level: None, uri: bool
    ) -> sqlite3.Connection:
        name = name.replace("mode=rw", "mode=ro")
        return connect(name, timeout=timeout, isolation_level=isolation_level, uri=uri)

    monkeypatch.setattr(sqlite3, "connect", connect_to_read)
    store = HistoryStore(tmp_path)
    with pytest.raises(HistoryError, match="may not be written"):
        store.add(make_run(9), None)
    assert numbers(store) == [3, 2, 1]
    store.close()


def test_a_full_disk_loses_the_run_and_nothing_else(tmp_path: Path) -> None:
    filled(tmp_path)
    store = HistoryStore(tmp_path)
    store.check()

    def fill(connection: sqlite3.Connection) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    store._connection.do(fill)
    large = " ".join(str(number) for number in range(20_000))
    with pytest.raises(HistoryError, match="the disk is full"):
        store.add(make_run(9, large), None)
    assert numbers(store) == [3, 2, 1]
    store.add(make_run(10), None)  # there is room again
    assert numbers(store) == [10, 3, 2, 1]
    store.close()


def test_without_search_in_sqlite_every_text_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, 1)
    with monkeypatch.context() as patch:
        patch.setattr(database, "has_search", lambda _connection: False)
        store = HistoryStore(tmp_path)
        store.add(make_run(2, SECRET), None)
        store.forget(1)
        store.clean()
        assert numbers(store, "tante") == [2]
        assert numbers(store, "fox") == [2]
        store.close()
    # A program with search finds what was written past its index, and forgets what is gone.
    store = HistoryStore(tmp_path)
    assert numbers(store, "tante") == [2]
    assert numbers(store, "qick") == []
    store.close()


def test_a_broken_index_is_made_anew_and_no_run_is_lost(tmp_path: Path) -> None:
    filled(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    connection.execute("DELETE FROM found_data WHERE id > 10")
    connection.close()
    store = HistoryStore(tmp_path)
    assert numbers(store, "quick") == [3, 2, 1]
    assert store.note == ""
    store.close()


def test_steps_that_cannot_be_read_are_told_in_words(tmp_path: Path) -> None:
    filled(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    connection.execute("UPDATE recordings SET data = x'00FF' WHERE run = 2")
    connection.execute("UPDATE runs SET asked = 'nonsense', outcome = 'molten' WHERE id = 2")
    connection.close()
    store = HistoryStore(tmp_path)
    with pytest.raises(HistoryError, match="steps of this run cannot be read"):
        store.recording(2)
    entry = store.entry(2)
    assert entry is not None
    assert entry.request is None
    assert entry.line.outcome is Outcome.UNDECIDED
    assert entry.before == "The qick fox."
    store.close()


def test_a_connection_gives_the_file_back_after_an_error(tmp_path: Path) -> None:
    connection = Connection(tmp_path / FILE_NAME, write=True)
    with pytest.raises(HistoryError, match="no such table"):
        connection.do(lambda opened: opened.execute("SELECT 1 FROM absent"))
    assert connection.do(lambda opened: opened.execute("SELECT 1").fetchone()) == (1,)
    connection.close()
