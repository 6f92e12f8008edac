"""Starts the real program, looks at the machine, and ends while that goes on.

Its arguments are how it ends ("quit" as a person does, "lost" by the system's word alone) and the
file to which the process that looks writes its number.
"""

import sys
import time
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.engine_thread import EngineThread
from app.program import Program
from app.start import run_editor
from tests.app.whole.piloted import piloted
from tests.app.whole.start_child import load_endless
from tests.patience import leave_at_last

LOOKER = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(240)"


class Pilot:
    """Waits until the machine is looked at, and leaves."""

    def __init__(self, program: Program, how: str, looker: Path) -> None:
        self.program, self.how, self.looker = program, how, looker
        self.timer = QTimer(interval=5)
        self.timer.timeout.connect(self.leave)
        program.window.painted.connect(self.look)
        leave_at_last()

    def look(self) -> None:
        """Have the machine looked at."""
        self.program.models.desk.machine.ask()
        self.timer.start()

    def leave(self) -> None:
        """Leave once it is being looked at."""
        if not (self.looker.exists() and self.looker.read_text(encoding="utf-8")):
            return
        self.timer.stop()
        sys.stdout.write(f"left {time.monotonic()}\n")
        if self.how == "quit":
            self.program.window.commands.quit.trigger()
        else:
            QApplication.exit(0)


def main(how: str, looker: str) -> int:
    """Run it."""
    command = [sys.executable, "-S", "-E", "-c", LOOKER, looker]
    with (
        patch("app.start.compose", piloted(lambda program: Pilot(program, how, Path(looker)))),
        patch("app.start.EngineThread", lambda: EngineThread(loader=load_endless)),
        patch("app.model_choice.starter_folder", lambda: Path("/nowhere")),
        patch("app.jobs.child.own_command", lambda: command),
    ):
        code = run_editor([])
    sys.stdout.write(f"ended {time.monotonic()}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
