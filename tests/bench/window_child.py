"""Starts the editor as a person does, and leaves when its first paint is on the screen.

Prints the clock's time of that moment and whether torch was imported by then.
"""

import gc
import os
import sys
import time
from typing import TYPE_CHECKING

from app.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.engine_port import EnginePort
    from app.program import Program
    from app.recovery import RecoveryStore
    from app.settings_store import SettingsStore


def leave() -> None:
    """Report and leave at once: the start of the engine is not measured."""
    sys.stdout.write(f"{time.monotonic()} {int('torch' in sys.modules)}\n")
    sys.stdout.flush()
    os._exit(0)


def start() -> int:
    """Run the program's own entry, with a word at the first paint."""
    gc.disable()  # as the entry does before it imports what follows
    import app.start
    from app.compose import compose

    def compose_and_leave(
        application: "QApplication",
        engine: "EnginePort",
        store: "SettingsStore",
        recovery: "RecoveryStore",
        *,
        history_folder: "Path",
    ) -> "Program":
        program = compose(application, engine, store, recovery, history_folder=history_folder)
        program.window.painted.connect(leave)
        return program

    vars(app.start)["compose"] = compose_and_leave
    return main(["--new-window", *sys.argv[1:]])  # whatever this person has open


if __name__ == "__main__":
    sys.exit(start())
