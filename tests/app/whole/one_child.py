"""Starts the real program by its own entry, with no model, and says what its window shows.

Prints "up" at the first paint and the titles of the tabs whenever others have come. A file named
``quit.md`` makes it quit.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

import app.start
from app.__main__ import main
from app.compose import compose
from app.engine_port import EnginePort
from app.program import Program
from app.questions import Questions
from app.recovery import RecoveryStore
from app.settings_store import SettingsStore
from tests.app.whole.stage import Answers


def say(words: str) -> None:
    """Write a line for the test, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


class Pilot:
    """Says what the window shows."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.titles: list[str] = []
        self.timer = QTimer(interval=20)
        self.timer.timeout.connect(self.look)
        program.window.painted.connect(self.begin)
        QTimer.singleShot(90_000, lambda: os._exit(9))

    def begin(self) -> None:
        """Tell of the first paint."""
        say("up")
        self.timer.start()

    def look(self) -> None:
        """Tell of new tabs."""
        titles = [tab.title for tab in self.program.workspace]
        if titles != self.titles:
            self.titles = titles
            say(" ".join(titles))
        if "quit.md" in titles:
            self.timer.stop()
            self.program.window.close()


def compose_with_pilot(
    application: QApplication,
    engine: EnginePort,
    store: SettingsStore,
    recovery: RecoveryStore,
    make_questions: Callable[[QWidget], Questions] = Answers,
    *,
    history_folder: Path | None = None,
) -> Program:
    """Build the program as it is, with a pilot."""
    program = compose(
        application, engine, store, recovery, make_questions, history_folder=history_folder
    )
    application.setProperty("pilot", Pilot(program))
    return program


if __name__ == "__main__":
    with (
        patch.object(app.start, "compose", compose_with_pilot),
        patch("app.model_choice.starter_folder", lambda: Path("/nowhere")),
    ):
        sys.exit(main(sys.argv[1:]))
