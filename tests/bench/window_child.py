"""Starts the editor as a person does, and leaves when its first paint is on the screen.

Prints the clock's time of that moment and whether torch was imported by then.
"""

import os
import sys
import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

import app.start
from app.__main__ import main
from app.compose import Program, compose
from app.questions import Questions
from app.recovery import RecoveryStore
from app.run_queue import EnginePort
from app.settings_store import SettingsStore


def leave() -> None:
    """Report and leave at once: the start of the engine is not measured."""
    sys.stdout.write(f"{time.monotonic()} {int('torch' in sys.modules)}\n")
    sys.stdout.flush()
    os._exit(0)


def compose_and_leave(
    application: QApplication,
    engine: EnginePort,
    store: SettingsStore,
    recovery: RecoveryStore,
    make_questions: Callable[[QWidget], Questions] = Questions,
) -> Program:
    """Build the program as it is, and leave once it has painted."""
    program = compose(application, engine, store, recovery, make_questions)
    program.window.painted.connect(leave)
    return program


if __name__ == "__main__":
    vars(app.start)["compose"] = compose_and_leave
    sys.exit(main(sys.argv[1:]))
