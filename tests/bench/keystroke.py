"""From a keystroke to its paint, in a document of 1 MB, while the engine refines a span.

The window, the engine's thread and the model are the program's own. Keys come at fixed times, as
from a keyboard, into the paragraph below the span that refines; the time runs from the moment
at which the key was due, so a busy GUI thread counts, to the end of the paint that shows it.

Usage: python -m tests.bench.keystroke [CHECKPOINT]
"""

import os
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.app_events import AppEvent, EditFailed, LoadFailed, ModelReady
from app.edit_flow import FlowState
from app.engine_thread import EngineThread
from app.program import Program
from engine.events import DenoiseStep
from engine.paths import starter_folder
from engine.request import Span
from tests.bench.clock import Clock
from tests.bench.display import fall_back_to_offscreen
from tests.bench.figures import Figure, percentile, to_json
from tests.bench.stage import TYPED_AFTER, PaintWatch, document_of, open_stage, refine_passage

SIZE = 1_000_000
KEYS = 500
INTERVAL = 0.06  # seconds between two keys: a fast typist
SETTLE_MS = 1500
GOAL_MS = 16.0
TYPED = "a person types on "


class KeyBench(QObject):
    """Types while the engine runs one edit after the other."""

    def __init__(self, program: Program, engine: EngineThread) -> None:
        super().__init__(program.window)
        self.clock = Clock()
        self.steps = 0
        self.failure = ""
        self._program = program
        self._tab = program.workspace.current
        self._letters = cycle(TYPED)
        self._seed = 0
        self._typed = 0
        self._begun = 0.0
        edit = self._tab.editor.findChild(QPlainTextEdit)
        if edit is None:
            raise LookupError("the editor has nothing to type in")
        self._edit = edit
        self._watch = PaintWatch(program.window, (edit.viewport(),))
        engine.event_arrived.connect(self.take)
        self._clock = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self.press)

    @Slot(object)
    def take(self, event: AppEvent) -> None:
        """Begin once there is a model, and keep the engine running."""
        if isinstance(event, LoadFailed | EditFailed):
            self.failure = event.message
            QApplication.exit(1)
        elif isinstance(event, ModelReady):
            QTimer.singleShot(SETTLE_MS, self, self.begin)
        elif isinstance(event, DenoiseStep):
            self.steps += 1
        if self._begun and self._tab.flow.state is not FlowState.RUNNING:
            QTimer.singleShot(0, self, self.refine)

    @Slot()
    def begin(self) -> None:
        """Start the first edit and the first key."""
        text = self._tab.editor.text()
        place = text.index(TYPED_AFTER) + len(TYPED_AFTER)
        self._tab.editor.select_span(Span(place, place))
        self._begun = time.perf_counter()
        self.refine()
        self._wait()

    @Slot()
    def refine(self) -> None:
        """Reject what waits for a word, and ask once more."""
        if refine_passage(self._tab, self._seed + 1):
            self._seed += 1

    @Slot()
    def press(self) -> None:
        """Press the key that is due."""
        self.clock.begin(self._due())
        self._watch.call(self._note)
        letter = next(self._letters)
        key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(self._edit, key)

    def _due(self) -> float:
        return self._begun + (self._typed + 1) * INTERVAL

    def _wait(self) -> None:
        self._clock.start(max(0, round((self._due() - time.perf_counter()) * 1000)))

    def _note(self, painted: float) -> None:
        self.clock.end(painted)
        self._typed += 1
        if self._typed == KEYS:
            QApplication.exit(0)
        else:
            self._wait()


def main() -> None:
    """Measure, and print the figure as JSON."""
    fall_back_to_offscreen()
    application = QApplication([])
    engine = EngineThread()
    with tempfile.TemporaryDirectory() as folder:
        program = open_stage(application, engine, Path(folder), document_of(SIZE))
        bench = KeyBench(program, engine)
        engine.start()
        program.queue.load(Path(sys.argv[1]) if len(sys.argv) > 1 else starter_folder())
        code = application.exec()
        engine.stop()
        program.keeper.close()
    clock = bench.clock
    if code == 0:
        figure = Figure(
            name="keystroke",
            title="keystroke to paint while the engine runs, document of 1 MB (p99)",
            value=percentile(clock.wall, 99),
            unit="ms",
            goal=GOAL_MS,
            detail=f"{KEYS} keys, {clock.told()}; {bench.steps} steps shown meanwhile",
        )
        sys.stdout.write(to_json([figure]) + "\n")
    sys.stderr.write(bench.failure)
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
