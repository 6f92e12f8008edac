"""From one seek of a replay to its paint, in editor and drawer, in a document of 200 KB.

The window is the program's own; the recording is of 256 tokens that settle over 48 steps. Seeks go
to and fro, as a hand on the scrubber does, and jump. The time runs from the seek to the end of the
paint in which both views show it; the page follows later, by its own clock.

Usage: python -m tests.bench.replay_seek
"""

import os
import random
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.app_events import RunRecorded
from app.program import Program
from engine.events import DenoiseStep
from engine.presets import starter_presets
from engine.recording import Recording
from engine.request import EditRequest, SamplingOptions, Span
from tests.app.recordings import long_recording
from tests.bench.clock import Clock
from tests.bench.display import fall_back_to_offscreen
from tests.bench.draft_paint import ScriptedEngine, viewport_of
from tests.bench.figures import Figure, percentile, to_json
from tests.bench.stage import PASSAGE, PaintWatch, document_of, open_stage

SIZE = 200_000
TOKENS = 256
STEPS = 48
SEEKS = 600
PAUSE_MS = 4
GOAL_MS = 16.6


def words() -> list[str]:
    """Return as many words as the recording has tokens."""
    return (PASSAGE.split(" ") * TOKENS)[:TOKENS]


def recording_for(request: EditRequest) -> Recording:
    """Return the run of ``request``."""
    made = long_recording(words(), STEPS)
    steps: tuple[DenoiseStep, ...] = made.steps
    return Recording(request, steps, made.draft)


class SeekBench(QObject):
    """Seeks again and again, and writes down how long each took to the screen."""

    def __init__(self, program: Program, watch: PaintWatch) -> None:
        super().__init__(program.window)
        self.clock = Clock()
        self._program = program
        self._watch = watch
        self._draws = random.Random(1)
        self._place = 0
        self._way = 1

    @Slot()
    def seek(self) -> None:
        """Go to another step, or leave after the last."""
        if len(self.clock.wall) == SEEKS:
            QApplication.exit(0)
            return
        if self._draws.random() < 0.2:
            self._place = (self._place + self._draws.randrange(2, STEPS - 1)) % STEPS
        else:
            if not 0 <= self._place + self._way < STEPS:
                self._way = -self._way
            self._place += self._way
        self.clock.begin()
        self._watch.call(self._note)
        self._program.window.replay.sought.emit(self._place)

    def _note(self, painted: float) -> None:
        self.clock.end(painted)
        QTimer.singleShot(PAUSE_MS, self, self.seek)


def begin(program: Program, engine: ScriptedEngine) -> None:
    """Let a run end in a review that has the recording, and open its replay."""
    tab = program.workspace.current
    start = tab.editor.text().index(PASSAGE)
    span = Span(start, start + len(PASSAGE))
    instruction = starter_presets()[0].instruction
    request = tab.flow.begin(tab.make_request(span, instruction, SamplingOptions()))
    if request is None:
        raise RuntimeError("the flow is not idle")
    recording = recording_for(request)
    engine.send(RunRecorded(request.edit_id, recording))
    if recording.draft is None:
        raise RuntimeError("the recording has no draft")
    engine.send(recording.draft)
    program.window.commands.replay.trigger()


def main() -> None:
    """Measure, and print the figure as JSON."""
    fall_back_to_offscreen()
    application = QApplication([])
    engine = ScriptedEngine()
    with tempfile.TemporaryDirectory() as folder:
        program = open_stage(application, engine, Path(folder), document_of(SIZE))
        program.queue.load(Path("scripted"))
        editor = program.workspace.current.editor.findChild(QPlainTextEdit)
        watch = PaintWatch(program.window, (viewport_of(editor), program.window.replay.heat))
        bench = SeekBench(program, watch)
        QTimer.singleShot(500, lambda: begin(program, engine))
        QTimer.singleShot(1000, bench.seek)
        application.exec()
        program.keeper.close()
    clock = bench.clock
    figure = Figure(
        name="replay_seek",
        title=f"one seek of a replay to the paint of editor and drawer, {TOKENS} tokens, "
        f"{STEPS} steps (p99)",
        value=percentile(clock.wall, 99),
        unit="ms",
        goal=GOAL_MS,
        detail=f"{SEEKS} seeks, {clock.told()}",
    )
    sys.stdout.write(to_json([figure]) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
