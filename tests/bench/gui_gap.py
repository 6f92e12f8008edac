"""How long the GUI thread stands still while the engine's thread loads and runs.

The window, the engine's thread and the model are the program's own. A timer on the GUI thread ticks
every millisecond; the gap between two ticks is how late a key or a frame would have come. The load
is the program's: torch and transformers imported on the worker of ``app.engine_thread``, then the
checkpoint. The run is one edit after the other, every step painted in editor and page.

Usage: python -m tests.bench.gui_gap [CHECKPOINT]
"""

import os
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.app_events import AppEvent, EditFailed, LoadFailed, ModelReady
from app.edit_flow import FlowState
from app.engine_thread import EngineThread
from app.program import Program
from engine.events import DenoiseStep
from engine.paths import starter_folder
from tests.bench.display import fall_back_to_offscreen
from tests.bench.figures import Figure, percentile, to_json
from tests.bench.stage import document_of, open_stage, refine_passage

SIZE = 20_000
RUN_SECONDS = 10.0
SETTLE_MS = 1500


class GapWatch(QObject):
    """Loads, then runs edits, and writes down when the GUI thread was alive."""

    def __init__(self, program: Program, engine: EngineThread, folder: Path) -> None:
        super().__init__(program.window)
        self.load_ticks: list[float] = []
        self.run_ticks: list[float] = []
        self.steps = 0
        self.failure = ""
        self._program = program
        self._engine = engine
        self._tab = program.workspace.current
        self._folder = folder
        self._ticks = self.load_ticks
        self._seed = 0
        self._run_end = 0.0
        engine.event_arrived.connect(self.take)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)

    @Slot()
    def begin(self) -> None:
        """Start the ticks and the load."""
        self._timer.start(1)
        self._engine.start()
        self._program.queue.load(self._folder)

    @Slot()
    def tick(self) -> None:
        """Note that the GUI thread is alive, and leave after the time."""
        now = time.perf_counter()
        self._ticks.append(now)
        if self._run_end and now > self._run_end:
            self._timer.stop()
            QApplication.exit(0)

    @Slot(object)
    def take(self, event: AppEvent) -> None:
        """Follow the engine: after the load the edits, after the time the end."""
        if isinstance(event, LoadFailed | EditFailed):
            self.failure = event.message
            QApplication.exit(0)
        elif isinstance(event, ModelReady):
            QTimer.singleShot(SETTLE_MS, self, self.begin_run)
        elif isinstance(event, DenoiseStep):
            self.steps += 1
        if self._run_end and self._tab.flow.state is not FlowState.RUNNING:
            QTimer.singleShot(0, self, self.refine)

    @Slot()
    def begin_run(self) -> None:
        """Count from here on as running."""
        self._ticks = self.run_ticks
        self._run_end = time.perf_counter() + RUN_SECONDS
        self.refine()

    @Slot()
    def refine(self) -> None:
        """Reject what waits for a word, and ask once more."""
        if refine_passage(self._tab, self._seed + 1):
            self._seed += 1


def gaps_of(ticks: list[float]) -> list[float]:
    """Return the gaps between ticks, in milliseconds."""
    return [(later - earlier) * 1000 for earlier, later in pairwise(ticks)]


def main() -> None:
    """Measure, and print the figures as JSON."""
    fall_back_to_offscreen()
    application = QApplication([])
    engine = EngineThread()
    checkpoint = Path(sys.argv[1]) if len(sys.argv) > 1 else starter_folder()
    with tempfile.TemporaryDirectory() as folder:
        program = open_stage(application, engine, Path(folder), document_of(SIZE))
        watch = GapWatch(program, engine, checkpoint)
        QTimer.singleShot(SETTLE_MS, watch.begin)
        application.exec()
        stopped = engine.stop()
        program.keeper.close()
    if not stopped or watch.failure:
        sys.stderr.write(f"{watch.failure or 'the engine did not stop'}\n")
        sys.stderr.flush()
        os._exit(1)
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
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
