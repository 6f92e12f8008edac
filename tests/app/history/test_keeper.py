"""The history beside a window that never waits for it."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.history.database import FILE_NAME
from app.history.entry import HistoryPage, Outcome
from app.history.keeper import HistoryKeeper
from app.history.store import HistoryStore
from tests.app.history.runs import make_draft, make_recording, make_request, make_run
from tests.patience import PROCESS


@pytest.fixture
def keeper(qtbot: QtBot, tmp_path: Path) -> Iterator[HistoryKeeper]:
    del qtbot
    keeper = HistoryKeeper(tmp_path)
    yield keeper
    keeper.close()


def kept(folder: Path) -> list[int]:
    store = HistoryStore(folder, write=False)
    found = [line.run_id for line in store.search("").lines]
    store.close()
    return found


def add(keeper: HistoryKeeper, count: int) -> list[int]:
    numbers = [keeper.new_id() for _ in range(count)]
    for number in numbers:
        keeper.add(make_run(number), make_recording(make_request(), make_draft()))
    return numbers


def test_while_another_program_holds_the_file_the_window_goes_on(
    keeper: HistoryKeeper, tmp_path: Path, qtbot: QtBot
) -> None:
    add(keeper, 1)
    qtbot.waitUntil(lambda: len(kept(tmp_path)) == 1)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    pages: list[HistoryPage] = []
    begun = time.thread_time()
    numbers = add(keeper, 5)
    keeper.settle(numbers[0], Outcome.ACCEPTED, ("a", "b"))
    keeper.search("fox", pages.append)
    keeper.forget(numbers[1])
    assert time.thread_time() - begun < 0.1  # of its own; who waited would lose them
    qtbot.wait(300)
    assert pages == []
    other.execute("COMMIT")
    other.close()
    qtbot.waitUntil(lambda: len(pages) == 1)
    qtbot.waitUntil(lambda: len(kept(tmp_path)) == 5)


def test_at_the_end_what_waits_is_written(keeper: HistoryKeeper, tmp_path: Path) -> None:
    numbers = add(keeper, 30)
    keeper.close()
    assert kept(tmp_path) == numbers[::-1]
    assert not any(thread.name.startswith("history") for thread in threading.enumerate())
    add(keeper, 1)  # too late, and no harm
    keeper.search("", lambda _page: None)
    keeper.close()


def test_the_end_does_not_wait_for_others(
    keeper: HistoryKeeper, tmp_path: Path, qtbot: QtBot
) -> None:
    add(keeper, 1)
    qtbot.waitUntil(lambda: len(kept(tmp_path)) == 1)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    keeper._writing._connection._patience = 10 * PROCESS
    add(keeper, 2)
    begun = time.monotonic()
    keeper.close()
    assert time.monotonic() - begun < PROCESS
    other.close()


def test_of_searches_in_a_row_the_last_one_is_answered(
    keeper: HistoryKeeper, tmp_path: Path, qtbot: QtBot
) -> None:
    add(keeper, 3)
    qtbot.waitUntil(lambda: len(kept(tmp_path)) == 3)
    pages: list[HistoryPage] = []
    for words in ("q", "qu", "qui", "quick"):
        keeper.search(words, pages.append)
    qtbot.waitUntil(lambda: bool(pages))
    qtbot.wait(50)
    assert [page.words for page in pages] == ["quick"]


def test_each_reason_is_told_once(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("in the way")
    keeper = HistoryKeeper(tmp_path / "file")
    told: list[str] = []
    keeper.problem_arose.connect(told.append)
    add(keeper, 4)
    qtbot.waitUntil(lambda: bool(told))
    add(keeper, 4)
    qtbot.wait(100)
    assert len(told) == 1
    keeper.close()


def test_a_damaged_history_is_told_and_a_new_one_kept(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all. " * 100)
    keeper = HistoryKeeper(tmp_path)
    with qtbot.waitSignal(keeper.problem_arose) as told:
        keeper.check()
    assert "was damaged: it was kept as" in told.args[0]
    numbers = add(keeper, 2)
    keeper.close()
    assert kept(tmp_path) == numbers[::-1]


def test_no_more_than_its_room_is_taken(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    keeper = HistoryKeeper(tmp_path, megabytes=1)
    for number in range(1, 25):
        text = " ".join(str(number * step) for step in range(9_000))
        keeper.add(make_run(number), make_recording(make_request(text), None))
    keeper.close()
    assert (tmp_path / FILE_NAME).stat().st_size < 1_100_000
    assert len(kept(tmp_path)) == 24


def test_without_a_folder_or_where_nobody_wants_it_nothing_is_kept(
    tmp_path: Path, qtbot: QtBot
) -> None:
    del qtbot
    nowhere = HistoryKeeper(None)
    pages: list[HistoryPage] = []
    add(nowhere, 2)
    nowhere.search("", pages.append)
    assert pages == [HistoryPage("", (), more=False)]
    nowhere.close()
    off = HistoryKeeper(tmp_path / "history", keeping=False)
    assert not off.add(make_run(1), None)
    off.close()
    assert list(tmp_path.iterdir()) == []


def test_numbers_of_runs_only_grow(keeper: HistoryKeeper) -> None:
    numbers = [keeper.new_id() for _ in range(1000)]
    assert numbers == sorted(set(numbers))


def test_a_clock_that_went_back_makes_no_run_older(
    keeper: HistoryKeeper, tmp_path: Path, qtbot: QtBot
) -> None:
    future = time.time_ns() // 1000 + 10**12
    store = HistoryStore(tmp_path)
    store.add(make_run(future), None)
    store.close()
    keeper.learn()
    qtbot.waitUntil(lambda: keeper.new_id() > future)
    number = add(keeper, 1)[0]
    qtbot.waitUntil(lambda: kept(tmp_path) == [number, future])


@pytest.mark.parametrize("content", [None, b"no database at all" * 100])
def test_learning_tells_of_nothing(
    keeper: HistoryKeeper, tmp_path: Path, qtbot: QtBot, content: bytes | None
) -> None:
    told: list[str] = []
    keeper.problem_arose.connect(told.append)
    if content is not None:
        (tmp_path / FILE_NAME).write_bytes(content)
    keeper.learn()
    keeper.read_size(lambda _size: told.append("next"))
    qtbot.waitUntil(lambda: told == ["next"])
    assert [path.name for path in tmp_path.iterdir()] == ([] if content is None else [FILE_NAME])
