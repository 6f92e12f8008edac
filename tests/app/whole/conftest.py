"""A running editor for each test: its own settings and recovery folder, a scripted engine.

Or, as ``starter_stage``, with the starter model.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.settings import Settings
from engine.events import ModelLoading
from tests.app.whole.scripted_engine import LoaderOf, ScriptedEngine
from tests.app.whole.stage import Stage, running_editor
from tests.patience import COMING_MS

if TYPE_CHECKING:
    from engine.session import Engine


@pytest.fixture(autouse=True)
def _notices_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice that goes after some seconds is gone before a slow machine has looked at it."""
    monkeypatch.setattr("app.panels.status_bar._NOTICE_MS", 10 * COMING_MS)
    monkeypatch.setattr("app.panels.status_bar._WARNING_MS", 10 * COMING_MS)


@pytest.fixture(autouse=True)
def _own_settings_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What one test has open, another one's child process would open again."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))


@pytest.fixture
def settings() -> Settings:
    return Settings(theme="light", set_up_seen=True)


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


@pytest.fixture
def starter_stage(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, settings: Settings, starter_engine: "Engine"
) -> Iterator[Stage]:
    def load(
        folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
    ) -> "Engine":
        del folder, on_loading, stop
        return starter_engine

    with running_editor(qtbot, qapp, tmp_path, settings, load) as stage:
        qtbot.waitUntil(lambda: stage.program.queue.info is not None)
        yield stage
