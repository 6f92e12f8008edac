"""The history while others use it too, and where the program dies in the middle."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.history.database import FILE_NAME, HistoryError
from app.history.entry import Outcome
from app.history.store import HistoryStore
from tests.app.history.runs import (
    filled,
    make_draft,
    make_recording,
    make_request,
    make_run,
    numbers,
)
from tests.patience import PROCESS

REPOSITORY = Path(__file__).parents[3]


def test_another_program_that_holds_the_file_is_waited_for(tmp_path: Path) -> None:
    filled(tmp_path)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    store = HistoryStore(tmp_path, patience=0.4)
    begun = time.monotonic()
    with pytest.raises(HistoryError, match="another program holds it"):
        store.add(make_run(8), None)
    assert time.monotonic() - begun >= 0.4
    other.execute("COMMIT")
    store.add(make_run(9), None)
    assert numbers(store) == [9, 3, 2, 1]
    store.close()
    other.close()


def test_at_the_end_nobody_is_waited_for_any_longer(tmp_path: Path) -> None:
    filled(tmp_path)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    store = HistoryStore(tmp_path, patience=10 * PROCESS)
    store.hurry()
    begun = time.monotonic()
    with pytest.raises(HistoryError, match="another program holds it"):
        store.add(make_run(8), None)
    assert time.monotonic() - begun < PROCESS
    other.close()
    store.close()


def _write_many(folder: Path, first: int, count: int) -> None:
    store = HistoryStore(folder)
    for number in range(first, first + 2 * count, 2):
        store.add(make_run(number), make_recording(make_request(), make_draft()))
        store.settle(number, Outcome.ACCEPTED, ("The qick fox.", "The quick fox."))
    store.close()


def test_two_programs_write_at_the_same_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    programs = [context.Process(target=_write_many, args=(tmp_path, first, 25)) for first in (1, 2)]
    for program in programs:
        program.start()
    for program in programs:
        program.join(PROCESS)
        assert program.exitcode == 0
    store = HistoryStore(tmp_path)
    assert numbers(store) == list(range(50, 0, -1))
    assert numbers(store, "quick") == list(range(50, 0, -1))
    assert {line.outcome for line in store.search("").lines} == {Outcome.ACCEPTED}
    store.close()


_CHILD = """
import sys
from pathlib import Path
from app.history.store import HistoryStore
from tests.app.history.runs import make_draft, make_recording, make_request, make_run
store = HistoryStore(Path(sys.argv[1]))
number = 10
while True:
    number += 1
    text = f"{number} " * 3000
    store.add(make_run(number, text), make_recording(make_request(text), make_draft(), 50))
    print(number, flush=True)
"""


def test_a_crash_in_the_middle_of_a_write_loses_nothing_that_stood(tmp_path: Path) -> None:
    filled(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(tmp_path)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    assert child.stdout is not None
    _, _, last = (int(child.stdout.readline()) for _ in range(3))
    child.send_signal(signal.SIGKILL)
    child.wait(PROCESS)
    child.stdout.close()
    store = HistoryStore(tmp_path)
    kept = numbers(store)
    assert kept[-3:] == [3, 2, 1]
    assert set(kept) >= set(range(11, last + 1))
    for number in kept:
        entry = store.entry(number)
        assert entry is not None
        assert entry.recorded
        assert store.recording(number) is not None
    assert store.note == ""
    store.close()
