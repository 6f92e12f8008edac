"""Starts the real program by its own entry, with no model, and says what its window shows.

Prints "up" at the first paint and the titles of the tabs whenever others have come. A file named
``quit.md`` makes it quit. It waits for a window that is slow to answer, but for two seconds alone
where the environment has HASTY.
"""

import os
import sys
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer

import app.start
from app.__main__ import main
from app.program import Program
from tests.app.whole.piloted import piloted
from tests.patience import OWN_END, leave_at_last


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
        leave_at_last()

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


if __name__ == "__main__":
    with (
        patch.object(app.start, "compose", piloted(Pilot)),
        patch("app.model_choice.starter_folder", lambda: Path("/nowhere")),
        patch("app.one_instance._PATIENCE", 2.0 if "HASTY" in os.environ else OWN_END),
    ):
        sys.exit(main(sys.argv[1:]))
