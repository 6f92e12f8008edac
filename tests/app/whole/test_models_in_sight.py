"""What a person sees of models and their work: nothing cut off, nothing missed, nothing lost."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.course import Press
from engine.jobs import JobDone, JobFailed
from tests.app.fake_engine import INFO
from tests.app.hands import click
from tests.app.models import answers
from tests.app.models.playing import FakeProgram
from tests.app.whole.models_stage import ModelsStage, fetched, place
from tests.app.whole.stage import Stage, focused

LONG = "A-model-whose-name-nobody-would-call-short-" * 3
BIG = "diffusiongemma-26B-A4B-it"


@pytest.fixture
def models(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelsStage:
    return ModelsStage(stage, FakeProgram(tmp_path / "fake", monkeypatch))


@pytest.mark.parametrize("name", [LONG, "ein_langer_name_ohne_eine_einzige_fuge_" * 4])
def test_a_long_name_or_folder_leaves_the_buttons_in_sight(models: ModelsStage, name: str) -> None:
    words = f"/data/checkpoints/{name}/model.safetensors: is cut off"
    models.tell(
        models=[answers.STARTER, answers.model(name, "damaged", words=words)],
        plan=answers.plan(folder=f"/data/{name}"),
    )
    page = models.open()
    models.window.resize(models.window.minimumSize())
    models.wait_for_models("Starter model", name)
    row = models.row(name)
    for button in (row.more, row.first, page.get.download):
        right = button.mapTo(models.window, button.rect().topRight()).x()
        assert right < models.window.width()
    assert name not in row.text().split(",", 1)[1]  # the file by its name, not by its folder
    assert "model.safetensors: is cut off." in row.text()


def test_why_a_model_cannot_be_repaired_can_be_read_without_the_mouse(models: ModelsStage) -> None:
    models.tell(models=[answers.STARTER, answers.model("old", "damaged")])
    models.open()
    models.wait_for_models("Starter model", "old")
    row = models.row("old")
    assert not row.first.isEnabled()
    assert "It does not say where it came from: remove it" in row.text()


def test_what_was_begun_comes_into_sight_with_the_keyboard(models: ModelsStage) -> None:
    page = models.open()
    models.window.resize(models.window.minimumSize())
    models.press_by_key(page.get.download)
    models.program.play("models-download", fetched(3))
    models.wait_for_words("Downloading")
    box = models.course
    assert focused() in (box.buttons[Press.PAUSE], box.buttons[Press.CANCEL])
    models.wait(lambda: not focused().visibleRegion().isEmpty())


def test_the_keyboard_goes_back_to_cancel_after_its_question(
    models: ModelsStage, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / BIG
    folder.mkdir(parents=True)
    models.tell(plan=answers.plan(folder=str(folder.parent)))
    page = models.open()
    models.press_by_key(page.get.download)
    models.program.play("models-download", fetched(3))
    models.wait_for_words("Downloading")
    models.press_by_key(models.course.buttons[Press.CANCEL])
    assert models.course.question is not None
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert focused() is models.course.buttons[Press.CANCEL]


@pytest.mark.parametrize("ends", ["done", "failed"])
def test_an_end_behind_a_closed_window_is_told_until_it_is_seen(
    models: ModelsStage, ends: str
) -> None:
    page = models.open()
    click(page.get.quantize, QPoint(10, page.get.quantize.height() // 2))
    click(page.get.download)
    models.program.play("models-download", fetched(3))
    models.wait_for_words("Downloading")
    models.stage.press("Esc")
    end = JobDone(place(BIG), "whole") if ends == "done" else JobFailed("OSError", "gone")
    models.program.play("models-download", end, end=True)
    item = models.stage.program.window.status.job
    models.wait(lambda: item.text() == f"Downloading the 26B model: {ends}")
    click(item)
    models.wait(models.window.isVisible)
    assert not item.isVisible()
    assert not models.course.buttons[Press.PAUSE].isVisible()


def test_leaving_while_work_goes_on_is_asked_for(models: ModelsStage) -> None:
    page = models.open()
    click(page.get.download)
    models.program.play("models-download", fetched(3))
    models.wait_for_words("Downloading")
    models.stage.answers.on_leave = False
    window = models.stage.program.window
    models.stage.press("Esc")
    models.wait(window.isActiveWindow)
    models.stage.press("Ctrl+Q")
    assert "leave Downloading the 26B model" in models.stage.answers.asked
    assert window.isVisible()
    models.stage.answers.on_leave = True
    models.stage.press("Ctrl+Q")
    models.wait(lambda: not window.isVisible())


def test_too_little_room_for_four_bits_alone_says_what_helps(models: ModelsStage) -> None:
    models.tell(plan=answers.plan(free=60))
    page = models.open()
    assert not page.get.download.isEnabled()
    assert "or leave the 4 bits out" in page.get.download.toolTip()
    click(page.get.quantize, QPoint(10, page.get.quantize.height() // 2))
    models.wait(page.get.download.isEnabled)


@pytest.mark.parametrize("by_key", [True, False])
def test_a_model_in_a_folder_elsewhere_is_listed_and_can_be_used_again(
    models: ModelsStage, tmp_path: Path, *, by_key: bool
) -> None:
    folder = tmp_path / "disk" / "mine"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    store = models.stage.program.store
    gone = str(tmp_path / "gone")
    store.put(replace(store.settings, recent_models=(str(folder), gone)))
    models.open()
    models.wait_for_models("Starter model", "mine")
    row = models.row("mine")
    assert "A folder of yours" in row.text()
    models.stage.engine.info = replace(INFO, name="mine", folder=folder, taught_only=False)
    if by_key:
        models.press_by_key(row.first)
    else:
        click(row.first)
    models.wait(lambda: "in use" in models.row("mine").text())
    assert store.settings.model_folder == str(folder)


def test_the_wheel_over_a_choice_chooses_nothing(models: ModelsStage) -> None:
    models.tell(doctor=answers.RTX_5090)
    page = models.open()
    models.window.resize(models.window.minimumSize())
    models.tab_to(page.get.recipe)
    models.wait(lambda: not page.get.recipe.visibleRegion().isEmpty())
    page.get.recipe.setCurrentIndex(1)
    place = page.get.recipe.rect().center()
    up, inverted = QPoint(0, 120), False
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    wheel = QWheelEvent(
        QPointF(place),
        QPointF(page.get.recipe.mapToGlobal(place)),
        up,
        up,
        buttons,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        inverted,
    )
    QApplication.sendEvent(page.get.recipe, wheel)
    assert page.get.recipe.currentIndex() == 1
