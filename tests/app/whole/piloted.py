"""Builds the real program with a pilot in it, for children that say what its window does."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from app.compose import compose
from app.engine_port import EnginePort
from app.program import Program
from app.questions import Questions
from app.recovery import RecoveryStore
from app.settings_store import SettingsStore
from tests.app.whole.answers import Answers


def piloted(make_pilot: Callable[[Program], object]) -> Callable[..., Program]:
    """Return what builds the program as ``compose`` does, and a pilot that lives as long."""

    def compose_with_pilot(
        application: QApplication,
        engine: EnginePort,
        store: SettingsStore,
        recovery: RecoveryStore,
        make_questions: Callable[[QWidget], Questions] = Answers,
        *,
        history_folder: Path | None = None,
    ) -> Program:
        program = compose(
            application, engine, store, recovery, make_questions, history_folder=history_folder
        )
        application.setProperty("pilot", make_pilot(program))
        return program

    return compose_with_pilot
