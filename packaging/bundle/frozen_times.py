"""Writes when the window was first painted and when the model was ready, for whoever measures.

It is imported only where the variable ``ANNEAL_TIMES`` names a file; the program is unchanged.
"""

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.engine_port import EnginePort
    from app.program import Program
    from app.recovery import RecoveryStore
    from app.settings_store import SettingsStore


def keep_times(name: str) -> None:
    """Append lines to the file ``name``: what happened, when by the clock, and after how much work.

    Both in seconds; the work is the processor's for this process.
    """
    note(Path(name), "python")
    import app.start
    from app.compose import compose

    def compose_and_watch(
        application: "QApplication",
        engine: "EnginePort",
        store: "SettingsStore",
        recovery: "RecoveryStore",
        *,
        history_folder: Path,
    ) -> "Program":
        program = compose(application, engine, store, recovery, history_folder=history_folder)
        program.window.painted.connect(lambda: note(Path(name), "painted"))
        program.queue.model_ready.connect(lambda _model: note(Path(name), "ready"))
        program.queue.load_failed.connect(lambda _error: note(Path(name), "failed"))
        return program

    vars(app.start)["compose"] = compose_and_watch


def note(file: Path, what: str) -> None:
    """Write one line."""
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"{what} {time.monotonic()} {time.process_time()}\n")
