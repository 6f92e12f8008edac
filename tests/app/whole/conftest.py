"""A running editor for each test: its own settings and recovery folder, a scripted engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compose import compose
from app.engine_thread import EngineThread
from app.recovery import RecoveryStore
from app.settings import Settings
from app.settings_store import SettingsStore
from tests.app.whole.stage import Answers, LoaderOf, ScriptedEngine, Stage


@pytest.fixture
def settings() -> Settings:
    return Settings(theme="light")


@pytest.fixture
def load() -> LoaderOf:
    loader = LoaderOf(ScriptedEngine())
    loader.ready.set()
    return loader


@pytest.fixture
def stage(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, settings: Settings, load: LoaderOf
) -> Iterator[Stage]:
    palette, sheet = qapp.palette(), qapp.styleSheet()
    thread = EngineThread(loader=load)
    store = SettingsStore(settings, tmp_path / "settings.json")
    recovery = RecoveryStore(tmp_path / "recovery")
    program = compose(qapp, thread, store, recovery, Answers)
    thread.start()
    program.queue.load(Path("fake"))
    program.desk.new()
    program.window.show()
    qtbot.waitActive(program.window)
    stage = Stage(qtbot, program, load.engine, thread)
    if load.ready.is_set():
        qtbot.waitUntil(lambda: program.queue.info is not None)
    yield stage
    assert thread.stop()
    program.keeper.close()
    program.window.finish_close()
    program.window.deleteLater()
    qapp.processEvents()
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)
