"""From one draft step of 256 tokens to its paint, in editor and page, in a document of 1 MB.

The window is the program's own; a scripted engine gives steps, of two kinds. In the first a word
settles once and keeps, as in a run, and every free word is another one at every step. In the second
settled words change too, and all steps open and close lists and fences: no run is like that, but
nothing is harder. The time runs from the step's arrival on the GUI thread to the end of the paint
in which both views show it; the first kind is measured once more with the page hidden. It begins
once the document's own parsing and colouring are done.

Usage: python -m tests.bench.draft_paint
"""

import os
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QPlainTextEdit

from app.app_events import AppEvent, ModelReady
from engine.events import DenoiseStep, PromptReady, TokenState, TokenView
from engine.model_info import ModelInfo
from engine.presets import starter_presets
from engine.request import EditRequest, SamplingOptions, Span
from tests.app.recordings import long_recording
from tests.bench.clock import Clock
from tests.bench.display import fall_back_to_offscreen
from tests.bench.figures import Figure, percentile, to_json
from tests.bench.stage import PASSAGE, PaintWatch, document_of, open_stage

SIZE = 1_000_000
TOKENS = 256
STEPS = 400
STEPS_OF_A_CANVAS = 40
PAUSE_MS = 20
NOISE = (
    "quartz",
    "**bold",
    "`code",
    "of",
    "and",
    "\n- point",
    "\n\n```python\nx = 1",
    "words",
    "it",
)
GOAL_MS = 8.0
HARD_GOAL_MS = 16.0
QUIET_MS = 8000  # in which the window has read the whole document


class ScriptedEngine(QObject):
    """An engine that gives the steps that it is told to."""

    event_arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.edit_id = -1

    def load(self, folder: Path) -> None:
        """Have a model at once."""
        info = ModelInfo("scripted", folder, 1, 2, 64, 2048, "cpu", "none", "bfloat16", True)
        self.event_arrived.emit(ModelReady(info))

    def submit(self, request: EditRequest) -> None:
        """Begin an edit that never ends by itself."""
        self.edit_id = request.edit_id
        ready = PromptReady(request.edit_id, 100, 64, STEPS_OF_A_CANVAS, 0, 100)
        QTimer.singleShot(0, self, lambda: self.send(ready))

    def cancel(self) -> None:
        """Leave the edit as it is."""

    def unload(self) -> None:
        """Hold no model."""

    def restart(self) -> None:
        """Have nothing to give up."""

    def send(self, event: AppEvent) -> None:
        """Let an event arrive."""
        self.event_arrived.emit(event)


def words() -> list[str]:
    """Return as many words as a draft has tokens."""
    return (PASSAGE.split(" ") * TOKENS)[:TOKENS]


def settling_steps(edit_id: int) -> list[DenoiseStep]:
    """Return the steps of run after run, told as those of one piece after the other."""
    runs = STEPS // STEPS_OF_A_CANVAS
    return [
        replace(step, edit_id=edit_id, canvas=run, piece=run, pieces=runs)
        for run in range(runs)
        for step in long_recording(words(), STEPS_OF_A_CANVAS, run).steps
    ]


class StepMaker:
    """Makes the steps of no run over the passage: more words are right from step to step."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def step(self, edit_id: int, number: int) -> DenoiseStep:
        """Return step ``number`` of the run, from 1."""
        share = number % STEPS_OF_A_CANVAS / STEPS_OF_A_CANVAS
        text, tokens = "", []
        for word in words():
            settled = self._random.random() < share
            piece = f"{word if settled else self._random.choice(NOISE)} "
            state = TokenState.ACCEPTED if settled else TokenState.FREE
            entropy = 0.01 if settled else self._random.uniform(0.5, 4.0)
            tokens.append(TokenView(len(text), len(text) + len(piece), entropy, state))
            text += piece
        return DenoiseStep(
            edit_id, 0, number, STEPS_OF_A_CANVAS, 0.6, text, tuple(tokens), number * 0.05
        )


class StepBench(QObject):
    """Sends step after step and writes down how long each took to the screen."""

    def __init__(
        self, engine: ScriptedEngine, watch: PaintWatch, hide_page: Callable[[], None]
    ) -> None:
        super().__init__()
        self.clock = Clock()  # of STEPS of either kind, and of STEPS without the page
        self._hide_page = hide_page
        self._engine = engine
        self._watch = watch
        self._steps: list[DenoiseStep] = []

    @Slot()
    def send(self) -> None:
        """Send the next step, or leave after the last."""
        edit_id, sent = self._engine.edit_id, len(self.clock.wall)
        if not self._steps:
            hard, runs = StepMaker(seed=1), settling_steps(edit_id)
            churn = [hard.step(edit_id, number) for number in range(1, STEPS + 1)]
            self._steps = [*runs, *churn, *runs]
        if sent == 2 * STEPS:
            self._hide_page()
        if sent == len(self._steps):
            QApplication.exit(0)
            return
        step = self._steps[sent]
        self.clock.begin()
        self._watch.call(self._note)
        self._engine.send(step)

    def _note(self, painted: float) -> None:
        self.clock.end(painted)
        QTimer.singleShot(PAUSE_MS, self, self.send)


def viewport_of(area: QAbstractScrollArea | None) -> QObject:
    """Return what a view paints on.

    Raises:
        LookupError: there is no such view.
    """
    if area is None:
        raise LookupError("the tab has no such view")
    return area.viewport()


def figure_of(names: tuple[str, str, str], clock: Clock, start: int, goal: float) -> Figure:
    """Return the figure of the STEPS from ``start`` on; ``names`` are its key and its title's."""
    name, what, where = names
    return Figure(
        name=name,
        title=f"{what} of a {TOKENS}-token draft to the paint of {where}, document of 1 MB (p99)",
        value=percentile(clock.wall[start : start + STEPS], 99),
        unit="ms",
        goal=goal,
        detail=f"{STEPS} steps, {clock.told(start, start + STEPS)}",
    )


def main() -> None:
    """Measure, and print the figure as JSON."""
    fall_back_to_offscreen()
    application = QApplication([])
    engine = ScriptedEngine()
    with tempfile.TemporaryDirectory() as folder:
        program = open_stage(application, engine, Path(folder), document_of(SIZE))
        program.queue.load(Path("scripted"))
        tab = program.workspace.current
        editor = tab.editor.findChild(QPlainTextEdit)
        start = tab.editor.text().index(PASSAGE)
        request = tab.make_request(
            Span(start, start + len(PASSAGE)),
            starter_presets()[0].instruction,
            SamplingOptions(),
        )
        watch = PaintWatch(program.window, (viewport_of(editor), viewport_of(tab.page)))

        def hide_page() -> None:
            program.view.show_page(False)
            watch.watch_only(viewport_of(editor))

        bench = StepBench(engine, watch, hide_page)
        QTimer.singleShot(500, lambda: tab.flow.begin(request))
        QTimer.singleShot(QUIET_MS, bench.send)
        application.exec()
        program.keeper.close()
    clock, both = bench.clock, "editor and page"
    figures = [
        figure_of(("draft_paint", "one step", "the editor"), clock, 2 * STEPS, GOAL_MS),
        figure_of(("draft_paint_page", "one step", both), clock, 0, HARD_GOAL_MS),
        figure_of(("draft_churn", "one step that churns", both), clock, STEPS, HARD_GOAL_MS),
    ]
    sys.stdout.write(to_json(figures) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
