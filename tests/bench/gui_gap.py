"""How long the GUI thread stands still while the engine's thread loads and runs.

A timer on the GUI thread ticks every millisecond; the gap between two ticks is how late a key or a
frame would have come. The load is the program's own: torch and transformers imported on the
worker of ``app.engine_thread``, then the checkpoint. The run is one edit after the other.

Usage: python -m tests.bench.gui_gap [CHECKPOINT]
"""

import os
import sys
import time
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from app.app_events import AppEvent, EditFailed, LoadFailed, ModelReady
from app.engine_thread import EngineThread
from engine.events import DenoiseStep, Draft
from engine.paths import starter_folder
from engine.presets import starter_presets
from engine.request import EditRequest, SamplingOptions, Span
from tests.bench.figures import Figure, percentile, to_json

RUN_SECONDS = 10.0
SETTLE_SECONDS = 0.5
TEXT = (
    "The editor keeps every draft beside the text that you wrote, so nothing is lost when you "
    "change your mind. Select a paragraph, say what you want, and watch the words settle one "
    "after the other. When the draft reads well you take it with a single key."
)


class GapWatch(QObject):
    """Loads, then runs edits, and writes down when the GUI thread was alive."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.load_ticks: list[float] = []
        self.run_ticks: list[float] = []
        self.steps = 0
        self.failure = ""
        self._folder = folder
        self._ticks = self.load_ticks
        self._edits = 0
        self._run_end = 0.0
        self.thread_of_engine = EngineThread(parent=self)
        self.thread_of_engine.event_arrived.connect(self.take)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)

    @Slot()
    def begin(self) -> None:
        """Start the ticks and the load."""
        self._timer.start(1)
        self.thread_of_engine.start()
        self.thread_of_engine.load(self._folder)

    @Slot()
    def tick(self) -> None:
        """Note that the GUI thread is alive."""
        self._ticks.append(time.perf_counter())

    @Slot(object)
    def take(self, event: AppEvent) -> None:
        """Follow the engine: after the load the edits, after the time the end."""
        if isinstance(event, LoadFailed | EditFailed):
            self.failure = event.message
            QCoreApplication.quit()
        elif isinstance(event, ModelReady):
            QTimer.singleShot(int(SETTLE_SECONDS * 1000), self.begin_run)
        elif isinstance(event, DenoiseStep):
            self.steps += 1
        elif isinstance(event, Draft):
            self.submit_next()

    @Slot()
    def begin_run(self) -> None:
        """Count from here on as running."""
        self._ticks = self.run_ticks
        self._run_end = time.perf_counter() + RUN_SECONDS
        self.submit_next()

    def submit_next(self) -> None:
        """Submit another edit, or end."""
        if time.perf_counter() > self._run_end:
            QCoreApplication.quit()
            return
        self._edits += 1
        request = EditRequest(
            edit_id=self._edits,
            document_revision=0,
            span=Span(0, len(TEXT)),
            before="",
            selected=TEXT,
            after="",
            instruction=starter_presets()[0].instruction,
            options=SamplingOptions(seed=self._edits),
        )
        self.thread_of_engine.submit(request)


def gaps_of(ticks: list[float]) -> list[float]:
    """Return the gaps between ticks, in milliseconds."""
    return [(later - earlier) * 1000 for earlier, later in pairwise(ticks)]


def main() -> int:
    """Measure, and print the figures as JSON."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    watch = GapWatch(Path(sys.argv[1]) if len(sys.argv) > 1 else starter_folder())
    QTimer.singleShot(200, watch.begin)
    application.exec()
    if not watch.thread_of_engine.stop() or watch.failure:
        sys.stderr.write(f"{watch.failure or 'the engine did not stop'}\n")
        return 1
    load, run = gaps_of(watch.load_ticks), gaps_of(watch.run_ticks)
    figures = [
        Figure(
            name="gui_gap_load",
            title="GUI thread, longest gap while the engine loads",
            value=max(load),
            unit="ms",
            goal=150,
            detail=f"{sum(load) / 1000:.1f} s; p99 {percentile(load, 99):.1f} ms",
        ),
        Figure(
            name="gui_gap_run",
            title="GUI thread, gap while the engine runs (p99)",
            value=percentile(run, 99),
            unit="ms",
            goal=16,
            detail=f"{watch.steps} steps shown in {sum(run) / 1000:.1f} s; worst {max(run):.1f} ms",
        ),
    ]
    sys.stdout.write(to_json(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
