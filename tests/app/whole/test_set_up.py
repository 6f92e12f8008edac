"""The set-up at the first start: once, beside the text, by keyboard alone and by mouse alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.models.large_model import judge_large
from app.models.machine import read_machine
from app.models.set_up_card import SetUpCard
from app.models.set_up_words import LOOKING, set_up_view
from app.settings import Settings
from app.start import open_first
from tests.app.fake_engine import INFO
from tests.app.hands import click
from tests.app.models import answers
from tests.app.models.playing import FakeProgram
from tests.app.whole.models_stage import PATIENCE, ModelsStage
from tests.app.whole.stage import Stage, focused


@pytest.fixture
def settings() -> Settings:
    return Settings(theme="light")


@pytest.fixture
def models(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelsStage:
    return ModelsStage(stage, FakeProgram(tmp_path / "fake", monkeypatch))


def shown(models: ModelsStage) -> SetUpCard:
    """Start as a person does who has never done so, and wait until the machine is known."""
    program = models.stage.program
    program.models.set_up.offer(program.workspace)
    program.window.painted.emit()
    card = program.models.set_up.card
    assert card is not None
    program.models.set_up.note_model()
    models.stage.qtbot.waitUntil(lambda: LOOKING not in card.text(), timeout=PATIENCE)
    return card


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_by_keyboard_it_goes_with_one_key_and_never_comes_again(
    models: ModelsStage, key: Qt.Key
) -> None:
    card, program = shown(models), models.stage.program
    assert focused() is card.start
    QTest.keyClick(focused(), key)
    assert not card.isVisible()
    assert program.store.settings.set_up_seen
    models.stage.type("my text")
    assert models.stage.text.endswith("my text")
    program.models.set_up.offer(program.workspace)
    program.window.painted.emit()
    assert program.models.set_up.card is None


def test_letters_are_the_texts_and_none_is_lost(models: ModelsStage) -> None:
    card = shown(models)
    models.stage.type("h")
    models.stage.type("ello")
    assert models.stage.text.endswith("hello")
    assert card.isVisible()
    click(card.start)
    assert not card.isVisible()


def test_by_mouse_the_large_model_leads_to_its_page(models: ModelsStage) -> None:
    models.tell(doctor=answers.RTX_5090)
    card = shown(models)
    assert "the 26B model would too" in card.text()
    click(card.large)
    assert models.window.isVisible()
    assert models.window.current_title() == "Models"
    models.wait(lambda: focused() is models.page.get.download)
    models.wait(lambda: not models.page.get.download.visibleRegion().isEmpty())
    assert models.stage.program.store.settings.set_up_seen


def test_where_the_large_model_cannot_run_the_reason_stands(models: ModelsStage) -> None:
    card = shown(models)
    assert not card.large.isEnabled()
    assert "needs an NVIDIA graphics card" in card.text()


def test_without_network_and_with_a_folder_of_ones_own(models: ModelsStage, tmp_path: Path) -> None:
    card, stage = shown(models), models.stage
    click(card.offline, QPoint(10, card.offline.height() // 2))
    assert not stage.program.network.allowed
    folder = tmp_path / "mine"
    stage.engine.info = replace(INFO, name="mine", folder=folder)
    stage.answers.model = folder
    click(card.folder)
    store = stage.program.store
    models.wait(lambda: store.settings.model_folder == str(folder))
    assert stage.program.models.set_up.card is None


@pytest.mark.parametrize(
    ("doctor", "words", "offered"),
    [
        (answers.doctor(), "The starter model runs here. The 26B model would not.", True),
        (answers.RTX_5090, "and the 26B model would too.", True),
        (answers.NO_RUNTIME, "the 26B model would need the card.", True),
    ],
)
def test_what_is_said(doctor: object, words: str, offered: bool) -> None:
    machine = read_machine(doctor)
    view = set_up_view(machine, judge_large(machine), "")
    assert words in view.machine
    assert view.offer_large is (offered and "would not" not in words)


def test_nothing_is_claimed_of_a_machine_that_is_not_known() -> None:
    assert set_up_view(None, None, "").machine == LOOKING
    assert "could not be found out" in set_up_view(None, None, "no").machine


def test_with_files_it_does_not_come_before_them(models: ModelsStage, tmp_path: Path) -> None:
    program = models.stage.program
    file = tmp_path / "a.md"
    file.write_text("Words.\n", encoding="utf-8")
    open_first(program, [str(file)])
    program.window.painted.emit()
    assert program.models.set_up.card is None


def test_it_shows_what_was_switched_elsewhere(models: ModelsStage) -> None:
    card, action = shown(models), models.stage.program.window.commands.work_offline
    action.trigger()
    assert card.offline.isChecked()
    action.trigger()
    assert not card.offline.isChecked()
    click(card.offline)
    assert action.isChecked()


def test_esc_closes_it_wherever_the_keyboard_is(models: ModelsStage) -> None:
    card, program = shown(models), models.stage.program
    program.workspace.current.editor.setFocus()
    models.stage.type("my text")
    models.stage.press("Esc")
    assert not card.isVisible()
    assert program.store.settings.set_up_seen
    models.stage.type(" goes on")
    assert models.stage.text.endswith("my text goes on")


def test_esc_means_first_what_is_nearer(models: ModelsStage) -> None:
    card, window = shown(models), models.stage.program.window
    models.stage.program.workspace.current.editor.setFocus()
    models.stage.press("Ctrl+F")
    assert window.find_bar.isVisible()
    models.stage.press("Esc")
    assert not window.find_bar.isVisible()
    assert card.isVisible()


def test_who_begins_to_rewrite_needs_it_no_more(models: ModelsStage) -> None:
    card, window = shown(models), models.stage.program.window
    models.stage.type("some words")
    models.stage.press("Ctrl+K")
    assert not card.isVisible()
    assert window.instruction_bar.isVisible()
    assert window.instruction_bar.isAncestorOf(focused())


def test_in_a_small_window_all_of_it_is_seen(models: ModelsStage) -> None:
    card, window = shown(models), models.stage.program.window
    window.resize(700, 410)
    models.wait(lambda: window.width() == 700)
    card.fit()
    assert window.rect().contains(card.geometry())
    assert card.height() >= card.column.totalHeightForWidth(card.width())
