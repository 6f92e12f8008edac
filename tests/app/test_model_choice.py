"""The model that is loaded at the start, and what is remembered for the next one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.app_events import LoadFailed, ModelReady
from app.messages import Message
from app.model_choice import ModelChoice
from app.questions import Questions
from app.run_queue import RunQueue
from app.settings import Settings
from app.settings_file import load_settings
from app.settings_store import SettingsStore
from tests.app.fake_engine import INFO
from tests.app.fake_port import FakePort

LARGE, OTHER = Path("/models/large"), Path("/models/other")


class Picked(Questions):
    """A person who picks one folder, or none."""

    folder: Path | None = LARGE
    begun: Path | None = None

    def model_folder(self, folder: Path) -> Path | None:
        self.begun = folder
        return self.folder


class Desk:
    """A choice with its surroundings; ``named`` is the model of the settings."""

    def __init__(self, parent: QWidget, tmp_path: Path, named: str) -> None:
        self.path = tmp_path / "settings.json"
        self.port = FakePort()
        self.queue = RunQueue(self.port)
        self.store = SettingsStore(Settings(model_folder=named), self.path)
        self.questions = Picked(parent)
        self.told: list[Message] = []
        self.queue.model_failed.connect(self.told.append)
        self.choice = ModelChoice(self.queue, self.questions, self.store)
        self.queue.model_ready.connect(self.choice.note_ready)
        self.queue.load_failed.connect(self.choice.note_failure)

    @property
    def remembered(self) -> str:
        """What the next start reads."""
        self.store.save()
        return load_settings(self.path).settings.model_folder

    def succeed(self, folder: Path) -> None:
        self.port.answer(ModelReady(replace(INFO, folder=folder)))

    def fail(self, folder: Path) -> None:
        self.port.answer(LoadFailed(folder, "CheckpointDamagedError", "cut off", self.queue.info))


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A starter model that is installed."""
    folder = tmp_path / "starter"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    monkeypatch.setattr("app.model_choice.starter_folder", lambda: folder)
    return folder


@pytest.fixture
def make_desk(qtbot: QtBot, tmp_path: Path) -> Callable[[str], Desk]:
    parent = QWidget()
    qtbot.addWidget(parent)
    return lambda named: Desk(parent, tmp_path, named)


def test_a_choice_is_remembered_once_it_is_ready(
    make_desk: Callable[[str], Desk], starter: Path
) -> None:
    desk = make_desk("")
    desk.choice.load_first()
    desk.succeed(starter)
    desk.choice.ask_folder()
    assert desk.port.loads == [starter, LARGE]
    assert desk.remembered == ""
    desk.succeed(LARGE)
    assert desk.remembered == str(LARGE)


def test_the_folders_begin_where_checkpoints_are_kept(
    make_desk: Callable[[str], Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "checkpoints"
    monkeypatch.setattr("app.model_choice.checkpoints_folder", lambda: kept)
    desk = make_desk("")
    desk.choice.ask_folder()
    assert desk.questions.begun == Path.home()
    kept.mkdir()
    desk.choice.ask_folder()
    assert desk.questions.begun == kept


@pytest.mark.usefixtures("starter")
def test_a_choice_that_fails_is_not_remembered(make_desk: Callable[[str], Desk]) -> None:
    desk = make_desk(str(OTHER))
    desk.choice.load_first()
    desk.succeed(OTHER)
    desk.choice.ask_folder()
    desk.fail(LARGE)
    assert desk.remembered == str(OTHER)
    assert desk.port.loads == [OTHER, LARGE]
    assert len(desk.told) == 1
    # Loaded by other means later on, it is still nobody's choice.
    desk.succeed(LARGE)
    assert desk.remembered == str(OTHER)


def test_a_remembered_model_that_fails_at_the_start_is_told_and_the_starter_loaded(
    make_desk: Callable[[str], Desk], starter: Path
) -> None:
    desk = make_desk(str(LARGE))
    desk.choice.load_first()
    desk.fail(LARGE)
    assert desk.port.loads == [LARGE, starter]
    (message,) = desk.told
    assert str(LARGE) in message.happened
    assert "“starter” is loaded" in message.advice
    assert message.detail == "cut off"
    desk.succeed(starter)
    assert desk.remembered == str(LARGE)


def test_the_fallback_ends_where_the_starter_fails_too(
    make_desk: Callable[[str], Desk], starter: Path
) -> None:
    desk = make_desk(str(LARGE))
    desk.choice.load_first()
    desk.fail(LARGE)
    desk.fail(starter)
    assert desk.port.loads == [LARGE, starter]
    assert len(desk.told) == 2


def test_without_a_starter_there_is_no_fallback(
    make_desk: Callable[[str], Desk], starter: Path
) -> None:
    (starter / "config.json").unlink()
    desk = make_desk(str(LARGE))
    desk.choice.load_first()
    desk.fail(LARGE)
    assert desk.port.loads == [LARGE]
    assert "loaded in its place" not in desk.told[0].advice


@pytest.mark.usefixtures("starter")
def test_a_choice_made_while_the_remembered_one_loads_is_not_overridden(
    make_desk: Callable[[str], Desk],
) -> None:
    desk = make_desk(str(OTHER))
    desk.choice.load_first()
    desk.choice.ask_folder()
    desk.fail(OTHER)
    assert desk.port.loads == [OTHER, LARGE]
    desk.succeed(LARGE)
    assert desk.remembered == str(LARGE)


def test_taking_the_starter_forgets_the_folder_once_it_is_ready(
    make_desk: Callable[[str], Desk], starter: Path
) -> None:
    desk = make_desk(str(LARGE))
    desk.choice.load_first()
    desk.succeed(LARGE)
    desk.choice.take_starter()
    assert desk.remembered == str(LARGE)
    desk.succeed(starter)
    assert desk.remembered == ""


@pytest.mark.usefixtures("starter")
def test_who_picks_nothing_changes_nothing(make_desk: Callable[[str], Desk]) -> None:
    desk = make_desk("")
    desk.questions.folder = None
    desk.choice.ask_folder()
    assert desk.port.loads == []
