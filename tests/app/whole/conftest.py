"""A running editor for each test: its own settings and recovery folder, a scripted engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.settings import Settings
from tests.app.whole.scripted_engine import LoaderOf, ScriptedEngine
from tests.app.whole.stage import Stage, running_editor


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
    with running_editor(qtbot, qapp, tmp_path, settings, load) as stage:
        if load.ready.is_set():
            qtbot.waitUntil(lambda: stage.program.queue.info is not None)
        yield stage
