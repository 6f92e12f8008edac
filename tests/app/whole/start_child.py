"""Starts the real program with an engine that never ends by itself, and quits in its middle.

Its arguments are the files to open. It prints what a test wants to know and leaves with the
editor's own exit code.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from app.engine_thread import EngineThread
from app.instruction import Instruction
from app.program import Program
from app.start import run_editor
from engine.events import Cancelled, EngineEvent, ModelLoading, PromptReady
from engine.model_info import ModelInfo
from engine.request import EditRequest
from tests.app.fake_engine import INFO
from tests.app.whole.piloted import piloted
from tests.app.whole.scripted_engine import make_step
from tests.patience import leave_at_last


class EndlessEngine:
    """Gives steps for ever, a hundred a second."""

    info: ModelInfo = INFO

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Go on until the cancel."""
        yield PromptReady(request.edit_id, 12, 8, 10_000, 4, 5)
        step = 0
        while not cancel.wait(0.01):
            step += 1
            yield make_step(request.edit_id, step % 9_999, f"step {step}")
        yield Cancelled(request.edit_id, None)


def load_endless(
    folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
) -> EndlessEngine:
    """Load at once."""
    del stop
    on_loading(ModelLoading(folder.name, "weights", 0.5))
    return EndlessEngine()


class Pilot:
    """Starts a run once the model is there, and quits after some steps."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.steps = 0
        program.window.painted.connect(self.note_paint)
        program.queue.model_ready.connect(self.begin)
        leave_at_last()

    def note_paint(self) -> None:
        """Tell of the first paint."""
        heavy = sorted({"torch", "transformers"} & set(sys.modules))
        titles = [tab.title for tab in self.program.workspace]
        sys.stdout.write(f"painted {titles} {heavy}\n")
        self.program.queue.load(Path("endless"))

    def begin(self) -> None:
        """Ask for a rewrite of the first paragraph."""
        tab = self.program.workspace.current
        tab.run.changed.connect(self.count)
        self.program.asking.open()
        self.program.asking.start(Instruction("Tighten"))

    def count(self) -> None:
        """Quit in the middle of the run."""
        self.steps += 1
        if self.steps == 20:
            sys.stdout.write(f"quitting {self.program.workspace.current.flow.state}\n")
            self.program.window.close()


def make_thread() -> EngineThread:
    """Make the thread with the endless engine."""
    return EngineThread(loader=load_endless)


if __name__ == "__main__":
    with (
        patch("app.start.compose", piloted(Pilot)),
        patch("app.start.EngineThread", make_thread),
        patch("app.model_choice.starter_folder", lambda: Path("/nowhere")),
    ):
        sys.exit(run_editor(sys.argv[1:]))
