"""From a key in the history's search to the runs it finds, in a history of 10,000 runs.

Every search is done as one types: letter by letter, words of the texts, two words at once. The
first figure is the search itself, as the panel asks for it; the second one runs from the change of
the line to the list that is filled, with both threads and the window's own work between them.

Usage: python -m tests.bench.history_search
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.engine_thread import EngineThread
from app.history.entry import NewRun, Outcome
from app.history.store import HistoryStore
from engine.events import Draft
from engine.request import EditRequest, Span
from tests.bench.display import fall_back_to_offscreen
from tests.bench.figures import Figure, percentile, to_json
from tests.bench.stage import open_stage

RUNS = 10_000
WORDS_OF_A_TEXT = 80
WORDS = 8_000  # that the texts are made of
SEARCHES = 120  # words that are typed
GOAL_MS = 50.0
_ENDLESS = 10_000_000.0  # seconds between the first run and now
_SETTLE_MS = 1500


def make_words(rng: random.Random) -> list[str]:
    """Return words that begin alike, as those of a language do."""
    parts = ["con", "re", "in", "de", "pro", "un", "ta", "ri", "mo", "se", "la", "ver", "st", "er"]
    return ["".join(rng.choice(parts) for _ in range(rng.randint(1, 4))) for _ in range(WORDS)]


def fill(folder: Path, rng: random.Random, words: list[str]) -> None:
    """Write the history, without the wait for the disk after each run."""
    store = HistoryStore(folder)
    store.check()
    store._connection.do(lambda database: database.execute("PRAGMA synchronous = OFF"))
    now = time.time()
    for number in range(1, RUNS + 1):
        old, new = (" ".join(rng.choices(words, k=WORDS_OF_A_TEXT)) for _ in range(2))
        instruction = " ".join(("Rewrite", *rng.choices(words, k=3)))
        request = EditRequest(number, 1, Span(0, len(old)), "", old, "", instruction)
        draft = Draft(number, new, 12, 1.0, True, True, 0, 90, "starter", 1, 0)
        when = now - _ENDLESS * (1 - number / RUNS)
        run = NewRun(
            number,
            when,
            "",
            "notes.md",
            request,
            request.selected,
            draft,
            Outcome.REJECTED,
            "starter",
        )
        store.add(run, None)
    store.close()


def typed(rng: random.Random, words: list[str]) -> Iterator[str]:
    """Yield what stands in the line after each key."""
    for number in range(SEARCHES):
        wish = " ".join(rng.choices(words, k=1 + number % 2))
        yield from (wish[:end] for end in range(1, len(wish) + 1))


def time_searches(folder: Path, searches: list[str]) -> list[float]:
    """Return the milliseconds that each search takes by itself."""
    store = HistoryStore(folder, write=False)
    store.search("")
    times = []
    for words in searches:
        begun = time.perf_counter()
        store.search(words)
        times.append((time.perf_counter() - begun) * 1000)
    store.close()
    return times


def time_panel(folder: Path, searches: list[str]) -> list[float]:
    """Return the milliseconds from each change of the line to the list that shows its runs."""
    application = QApplication([])
    engine = EngineThread()
    program = open_stage(application, engine, folder, "# A text\n")
    panel = program.window.history
    program.window.commands.history.trigger()
    loop = QEventLoop()
    panel.list.runs.modelReset.connect(loop.quit)
    loop.exec()
    application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _SETTLE_MS)
    times = []
    for words in searches:
        begun = time.perf_counter()
        panel.query.setText(words)
        loop.exec()
        panel.list.viewport().repaint()
        times.append((time.perf_counter() - begun) * 1000)
    program.history.desk.end()
    program.keeper.close()
    return times


def figure(name: str, title: str, times: list[float]) -> Figure:
    """Return the figure of one way to search."""
    return Figure(
        name=name,
        title=title,
        value=percentile(times, 99),
        unit="ms",
        goal=GOAL_MS,
        detail=f"{len(times)} keys, median {percentile(times, 50):.1f} ms, "
        f"worst {max(times):.1f} ms",
    )


def main() -> None:
    """Measure, and print the figures as JSON."""
    fall_back_to_offscreen()
    rng = random.Random(5)
    words = make_words(rng)
    searches = list(typed(rng, words))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "history", rng, words)
        figures = [
            figure(
                "history_search",
                f"history: a search in {RUNS:,} runs (p99)",
                time_searches(folder / "history", searches),
            ),
            figure(
                "history_panel",
                f"history: from a key to the list, {RUNS:,} runs (p99)",
                time_panel(folder, searches),
            ),
        ]
    sys.stdout.write(to_json(figures) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
