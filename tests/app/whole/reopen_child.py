"""Starts the real program without a model, says what is open again, and ends as it is told.

The first argument is how it ends: "quit", or "kill" by a signal that nobody can answer, once the
list of open files and the unsaved text are on the disk. The others are files.
"""

import json
import os
import signal
import sys
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from app.dialogs.unsaved import UnsavedChoice
from app.last_files import last_files_path, read_last_files
from app.program import Program
from app.recovery import recovery_folder
from app.start import run_editor
from engine.request import Span
from tests.app.whole.answers import Answers
from tests.app.whole.piloted import piloted
from tests.app.whole.stage import focused
from tests.patience import leave_at_last

TYPED = "typed "
CARET = 700  # where the first tab's caret is put
LINE = 30.0  # and what is on top there


class Pilot:
    """Looks at what is open, goes to a place in the first tab, and ends."""

    def __init__(self, program: Program, how: str) -> None:
        self.program, self.how = program, how
        self.timer = QTimer(interval=50)
        self.timer.timeout.connect(self.kill)
        # Later: unsaved texts are offered at the same moment.
        program.reopening.opened.connect(lambda: QTimer.singleShot(0, self.look))
        leave_at_last()

    def look(self) -> None:
        """Say what is open, and end or go on."""
        program, tab = self.program, self.program.workspace.current
        assert isinstance(program.questions, Answers)
        bar = program.window.tab_bar
        told = {
            "titles": [bar.title(index) for index in range(bar.count())],
            "front": tab.title,
            "caret": tab.editor.selected_span().start,
            "line": round(tab.editor.top_line()),
            "text": tab.editor.text()[: len(TYPED)],
            "notice": program.window.status.notice(),
            "asked": program.questions.asked,
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        program.workspace.select_index(0)
        editor = program.workspace.current.editor
        if self.how == "kill":
            QTest.keyClicks(focused(), TYPED)
            self.timer.start()
        else:
            editor.select_span(Span(CARET, CARET))
            editor.scroll_to_line(LINE)
            program.questions.on_unsaved = UnsavedChoice.DISCARD
            program.window.close()

    def kill(self) -> None:
        """End at once, as soon as all is on the disk that is to be there."""
        last = read_last_files(last_files_path(self.program.store.folder))
        kept = [file.read_text(encoding="utf-8") for file in recovery_folder().glob("*/*.text")]
        if len(last.files) == len(self.program.workspace) and last.front == 0 and kept:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with (
        patch("app.start.compose", piloted(lambda program: Pilot(program, sys.argv[1]))),
        patch("app.model_choice.starter_folder", lambda: Path("/nowhere")),
    ):
        sys.exit(run_editor(sys.argv[2:]))
