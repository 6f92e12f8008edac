"""Brings runs into the history and back, on threads of its own: the window never waits for a disk.

One thread writes, another one reads, each with a store of its own. Knows no widgets, no flows and
no tabs.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.history.database import FILE_NAME, HistoryError
from app.history.entry import HistoryEntry, HistoryPage, NewRun, Outcome
from app.history.store import PAGE, HistoryStore
from app.review import Hunk, compare
from engine.recording import Recording

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class HistoryKeeper(QObject):
    """Every method returns at once; answers come on the window's thread.

    Signals:
        changed(): runs came, went, or have another outcome.
        problem_arose(str): why runs cannot be kept or read, in words; each reason once.
    """

    changed = Signal()
    problem_arose = Signal(str)
    _answered = Signal(object, object)  # who waits for an answer, and the answer
    _failed = Signal(str)

    def __init__(
        self,
        folder: Path | None,
        *,
        keeping: bool = True,
        megabytes: int = 200,
        parent: QObject | None = None,
    ) -> None:
        """Make a keeper; no file is touched before it is needed.

        Args:
            folder: where the history lies; ``None`` keeps none, as for a test of something else.
            keeping: whether runs are kept at all.
            megabytes: the most that the file may take.
            parent: owns the keeper.
        """
        super().__init__(parent)
        self.keeping = keeping
        self._folder = folder
        self._megabytes = megabytes
        self._told: set[str] = set()
        self._last_id = 0
        self._asked = 0  # searches
        self._closed = False
        if folder is not None:
            self._writing = HistoryStore(folder)
            self._reading = HistoryStore(folder, write=False)
            self._writer = ThreadPoolExecutor(1, thread_name_prefix="history-writer")
            self._reader = ThreadPoolExecutor(1, thread_name_prefix="history-reader")
        self._answered.connect(self._answer)
        self._failed.connect(self._tell)

    @Slot()
    def learn(self) -> None:
        """Learn which numbers there are: where the clock went back they lie in its future."""

        def read(store: HistoryStore) -> int:
            # Whoever looks at the history is told what is wrong with it.
            with suppress(HistoryError):
                return store.newest()
            return 0

        self._ask(read, self._note_newest)

    def _note_newest(self, run_id: int) -> None:
        self._last_id = max(self._last_id, run_id)

    def new_id(self) -> int:
        """Return the number of a new run: larger than any before, of other programs as well."""
        self._last_id = max(self._last_id + 1, time.time_ns() // 1000)
        return self._last_id

    # Writing

    def add(self, run: NewRun, recording: Recording | None) -> bool:
        """Keep a run; return whether runs are kept at all."""
        if not self.keeping:
            return False
        self._change(lambda store: store.add(run, recording), trim=True)
        return True

    def settle(self, run_id: int, outcome: Outcome, texts: tuple[str, str] | None = None) -> None:
        """Say what became of a run, and what an accepted edit replaced, and by what."""
        self._change(lambda store: store.settle(run_id, outcome, texts))

    def forget(self, run_id: int) -> None:
        """Delete a run for good."""
        self._change(lambda store: store.forget(run_id))
        self._change(HistoryStore.clean)

    def forget_all(self) -> None:
        """Delete every run for good."""
        self._change(HistoryStore.forget_all)

    def limit(self, megabytes: int) -> None:
        """Let the file take so much from now on; what is too much goes, the oldest first."""
        self._megabytes = megabytes

        def shrink(store: HistoryStore) -> None:
            if self._size():
                store.trim(megabytes)

        self._change(shrink)

    def check(self) -> None:
        """Find out, before the first search, whether the file is whole."""
        self._change(HistoryStore.check)

    def _change(self, work: Callable[[HistoryStore], object], *, trim: bool = False) -> None:
        if self._folder is None or self._closed:
            return

        def write() -> None:
            work(self._writing)
            if trim:
                self._writing.trim(self._megabytes)

        def on_thread() -> None:
            self._guard(write)
            if self._writing.note:
                self._failed.emit(self._writing.note)
            self._answered.emit(lambda _none: self.changed.emit(), None)

        self._writer.submit(on_thread)

    # Reading

    def search(
        self,
        words: str,
        then: Callable[[HistoryPage], None],
        *,
        older_than: int | None = None,
        count: int = PAGE,
    ) -> None:
        """Find the newest ``count`` runs that hold ``words``; only the last search is answered."""
        self._asked += 1
        number = self._asked
        if self._folder is None or self._closed:
            then(HistoryPage(words, (), more=False))
            return

        def read(store: HistoryStore) -> HistoryPage | None:
            if number != self._asked:
                return None
            return store.search(words, older_than=older_than, count=count)

        def pass_on(page: HistoryPage | None) -> None:
            if page is not None and number == self._asked:
                then(page)

        self._ask(read, pass_on)

    def read(
        self, run_id: int, then: Callable[[tuple[HistoryEntry | None, tuple[Hunk, ...]]], None]
    ) -> None:
        """Read a run without its steps, and compare its texts; ``None`` where it is gone."""

        def read_and_compare(
            store: HistoryStore,
        ) -> tuple[HistoryEntry | None, tuple[Hunk, ...]]:
            entry = store.entry(run_id)
            if entry is None:
                return None, ()
            drafted = entry.draft is not None or entry.after
            return entry, compare(entry.before, entry.after if drafted else entry.before)

        self._ask(read_and_compare, then)

    def read_recording(self, run_id: int, then: Callable[[Recording | None], None]) -> None:
        """Read all steps of a run; ``None`` where they are gone."""
        self._ask(lambda store: store.recording(run_id), then)

    def read_size(self, then: Callable[[int], None]) -> None:
        """Read how many bytes the history takes on the disk."""
        if self._folder is None or self._closed:
            then(0)
        self._ask(lambda _store: self._size(), then)

    def _size(self) -> int:
        file = None if self._folder is None else self._folder / FILE_NAME
        return file.stat().st_size if file is not None and file.exists() else 0

    def _ask(self, work: Callable[[HistoryStore], _T], then: Callable[[_T], None]) -> None:
        if self._folder is None or self._closed:
            return

        def on_thread() -> None:
            if not self._closed:
                self._guard(lambda: self._answered.emit(then, work(self._reading)))

        self._reader.submit(on_thread)

    # Threads

    def close(self) -> None:
        """Finish what is to be written, without waiting for others, and end."""
        if self._folder is None or self._closed:
            return
        self._closed = True
        threads = ((self._writing, self._writer), (self._reading, self._reader))
        for store, thread in threads:
            store.hurry()
            thread.submit(store.close)  # where it was opened
        for _, thread in threads:
            thread.shutdown(wait=True)

    def _guard(self, work: Callable[[], object]) -> None:
        """Do ``work`` on a thread, and let no error out of it."""
        try:
            work()
        except HistoryError as error:
            self._failed.emit(str(error))
        except Exception as error:
            _log.exception("the history failed")
            self._failed.emit(f"The history cannot be used: {error}.")

    @Slot(object, object)
    def _answer(self, then: Callable[[object], None], answer: object) -> None:
        if not self._closed:
            then(answer)

    @Slot(str)
    def _tell(self, words: str) -> None:
        if words not in self._told and not self._closed:
            self._told.add(words)
            self.problem_arose.emit(words)
