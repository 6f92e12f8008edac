"""Starts the real program, wants a restart once it is painted, and tells of what comes after.

The Anneal that is started again is a few words of Python that print how they were started.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.compose import compose
from app.dialogs.unsaved import UnsavedChoice
from app.engine_port import EnginePort
from app.engine_thread import EngineThread
from app.messages import Message
from app.program import Program
from app.questions import Questions
from app.recovery import RecoveryStore
from app.settings_store import SettingsStore
from app.start import run_editor
from tests.app.hands import type_text
from tests.app.whole.answers import Answers
from tests.app.whole.start_child import load_endless
from tests.patience import leave_at_last

TELL = (
    "import os, sys; print('again', os.getpid(), sys.argv[1:], "
    "os.environ.get('HF_HUB_OFFLINE'), os.environ['PYINSTALLER_RESET_ENVIRONMENT'])"
)
# What is started in place of Anneal: the test may name another.
AGAIN = (
    [os.environ["ANNEAL_TEST_AGAIN"]]
    if "ANNEAL_TEST_AGAIN" in os.environ
    else [
        sys.executable,
        "-c",
        TELL,
    ]
)


class Told(Answers):
    """Answers that print what is told."""

    def tell(self, message: Message) -> None:
        sys.stdout.write(f"told {message.text} ({message.detail})\n")


def compose_with_pilot(
    application: QApplication,
    engine: EnginePort,
    store: SettingsStore,
    recovery: RecoveryStore,
    make_questions: Callable[[QWidget], Questions] = Told,
    *,
    history_folder: Path | None = None,
) -> Program:
    """Build the program as it is; the first time that unsaved text is asked for, stay."""
    program = compose(
        application, engine, store, recovery, make_questions, history_folder=history_folder
    )

    def restart() -> None:
        assert isinstance(program.questions, Answers)
        edit = program.workspace.current.editor.findChild(QPlainTextEdit)
        assert isinstance(edit, QPlainTextEdit)
        type_text(edit, "typed")
        program.quitting.restart()
        sys.stdout.write(f"{program.questions.asked} {program.quitting.again}\n")
        program.questions.on_unsaved = UnsavedChoice.DISCARD
        program.quitting.restart()
        if program.quitting.again is None:
            sys.stdout.write("stayed\n")
            program.quitting.quit()

    program.window.painted.connect(lambda: QTimer.singleShot(0, restart))
    leave_at_last()
    return program


if __name__ == "__main__":
    sys.stdout.write(f"first {os.getpid()}\n")
    with (
        patch("app.start.compose", compose_with_pilot),
        patch("app.start.EngineThread", lambda: EngineThread(loader=load_endless)),
        patch("app.model_choice.starter_folder", lambda: Path("/nowhere")),
        patch("app.restarting.own_command", lambda: AGAIN),
    ):
        sys.exit(run_editor(sys.argv[1:]))
