"""Starts the real program with an engine that never ends by itself, and lets it crash in a run.

The first argument says how: the name of a signal that ends the process in the middle of a run, two
seconds after the last key, or "look", which says what the next start shows and quits. The others
are files.
"""

import os
import signal
import sys
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from app.instruction import Instruction
from app.program import Program
from app.recovery import recovery_folder
from app.start import run_editor
from tests.app.whole.piloted import piloted
from tests.app.whole.stage import focused
from tests.app.whole.start_child import make_thread
from tests.patience import leave_at_last

TYPED = "typed "
WAIT_MS = 2000  # what a crash may cost of typing


class Pilot:
    """Begins a run, types outside its span while it goes on, and lets the process crash."""

    def __init__(self, program: Program, how: str) -> None:
        self.program = program
        self.how = how
        self.typed = False
        leave_at_last()
        program.window.painted.connect(self.begin)
        program.queue.model_ready.connect(self.ask)

    def begin(self) -> None:
        """Load the endless engine, or look at what is there."""
        if self.how == "look":
            QTimer.singleShot(300, self.look)
        else:
            self.program.queue.load(Path("endless"))

    def ask(self) -> None:
        """Ask for a rewrite of the last paragraph."""
        tab = self.program.workspace.current
        tab.editor.find_side.go_first("lamp", True)
        tab.flow.step_arrived.connect(self.type)
        self.program.asking.open()
        self.program.asking.start(Instruction("Tighten"))

    def type(self) -> None:
        """Type into the text above the span, once."""
        if self.typed:
            return
        self.typed = True
        tab = self.program.workspace.current
        tab.editor.setFocus()
        tab.editor.select_span(type(tab.editor.selected_span())(0, 0))
        QTest.keyClicks(focused(), TYPED)
        QTimer.singleShot(WAIT_MS, self.crash)

    def crash(self) -> None:
        """End as a broken library ends a process; a disk that is slow is waited for."""
        kept = [file.read_text(encoding="utf-8") for file in recovery_folder().glob("*/*.text")]
        if not any(TYPED in text for text in kept):
            QTimer.singleShot(WAIT_MS, self.crash)
            return
        sys.stdout.write(f"{self.program.workspace.current.flow.state}\n")
        sys.stdout.flush()
        os.kill(os.getpid(), getattr(signal, self.how))

    def look(self) -> None:
        """Say what the window shows, and quit without a word on it."""
        texts = [tab.editor.text() for tab in self.program.workspace]
        sys.stdout.write(f"{texts}\n")
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    with (
        patch("app.start.compose", piloted(lambda program: Pilot(program, sys.argv[1]))),
        patch("app.start.EngineThread", make_thread),
        patch("app.model_choice.starter_folder", lambda: Path("/nowhere")),
    ):
        sys.exit(run_editor(sys.argv[2:]))
