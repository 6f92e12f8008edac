"""The page Models with a program that plays along: by keyboard alone, and by mouse alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.models.course import Press
from engine.jobs import JobDone, JobFailed, JobNote
from tests.app.fake_engine import INFO
from tests.app.hands import click, type_text
from tests.app.models import answers
from tests.app.models.playing import FakeProgram
from tests.app.whole.models_stage import ModelsStage, fetched, place, quantized
from tests.app.whole.stage import Stage, focused

BIG = "diffusiongemma-26B-A4B-it"
SMALL = f"{BIG}-4bit"


@pytest.fixture
def models(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelsStage:
    return ModelsStage(stage, FakeProgram(tmp_path / "fake", monkeypatch))


def test_by_keyboard_download_quantize_remove_and_use(models: ModelsStage) -> None:
    models.tell(doctor=answers.RTX_5090)
    page = models.open()
    assert "Would run here" in page.get.text()
    models.tab_to(page.get.remove)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    assert "56.7 GB free without the published files" in page.get.text()
    models.press_by_key(page.get.download)
    models.program.play("models-download", fetched(12.4))
    models.wait_for_words("Step 1 of 2", "Downloading", "23 %", "84.2 MB/s", "8 min left")
    assert not page.get.isVisible()
    models.program.play("models-download", JobNote("connection lost; trying again in 8 s"))
    models.wait_for_words("trying again in 8 s")
    models.press_by_key(models.course.buttons[Press.PAUSE])
    models.wait_for_words("Paused", "23 %")
    models.press_by_key(models.course.buttons[Press.CONTINUE])
    models.tell(models=[answers.STARTER, answers.PUBLISHED])
    done = JobDone(place(BIG), f"{BIG} is whole")
    models.program.play("models-download", done, end=True)
    models.program.play("models-quantize", quantized(0.5))
    models.wait_for_words("Step 2 of 2", "Quantizing to 4 bits", "50 %")
    models.tell(models=[answers.STARTER, answers.FOUR_BIT])
    models.program.play("models-quantize", JobDone(place(SMALL), f"{SMALL} is whole"), end=True)
    models.wait_for_words(f"{SMALL} is whole")
    models.wait_for_models("Starter model", SMALL)
    stage = models.stage
    stage.engine.info = replace(INFO, name=SMALL, folder=place(SMALL), taught_only=False)
    models.press_by_key(models.course.buttons[Press.USE])
    models.wait(lambda: stage.program.store.settings.model_folder == str(place(SMALL)))
    assert not page.courses
    models.wait(lambda: "in use" in models.row(SMALL).text())
    jobs = [call for call in models.program.calls if "--events" in call]
    assert jobs == [
        f"models download --events --name {BIG} google/{BIG}",
        f"models download --events --name {BIG} google/{BIG}",
        f"models quantize --events --recipe balanced --remove-source {place(BIG)} {place(SMALL)}",
    ]


def test_by_mouse_without_four_bits_then_a_failure_and_again(models: ModelsStage) -> None:
    page = models.open()
    click(page.get.quantize, QPoint(10, page.get.quantize.height() // 2))
    assert not page.get.remove.isEnabled()
    click(page.get.download)
    failed = JobFailed("NoRoomError", "/data: 52.06 GB are needed and 3.10 GB are free")
    models.program.play("models-download", fetched(1), failed, end=True)
    models.wait_for_words("There is too little room on the disk.", "another folder")
    assert "52.06" not in models.course.text()  # only where somebody asks
    models.press(Press.TRY_AGAIN)
    models.tell(models=[answers.STARTER, answers.PUBLISHED])
    models.program.play("models-download", JobDone(place(BIG), f"{BIG} is whole"), end=True)
    models.wait_for_words(f"{BIG} is whole")
    models.press(Press.DISMISS)
    assert not page.courses
    models.wait_for_models("Starter model", BIG)
    assert not page.get.isVisible()  # there is one


def test_what_goes_on_goes_on_while_the_window_is_closed(models: ModelsStage) -> None:
    page = models.open()
    click(page.get.download)
    models.program.play("models-download", fetched(12.4))
    models.wait_for_words("23 %")
    models.stage.press("Esc")
    assert not models.window.isVisible()
    item = models.stage.program.window.status.job
    models.program.play("models-download", fetched(26))
    models.wait(lambda: item.text() == "Downloading 50 %")
    click(item)
    assert models.window.isVisible()
    assert "50 %" in models.course.text()


def test_a_crash_of_the_process_is_told_and_the_window_lives(models: ModelsStage) -> None:
    page = models.open()
    click(page.get.download)
    models.program.play("models-download", fetched(3), end=True)  # it ends without a word
    models.wait_for_words("ended without a word")
    models.stage.press("Esc")
    models.wait(models.stage.program.window.isActiveWindow)
    models.stage.type("still here")
    assert models.stage.text == "still here"


@pytest.mark.parametrize("answer", ["keep", "remove", "back"])
def test_cancel_asks_what_becomes_of_what_is_there(
    models: ModelsStage, tmp_path: Path, answer: str
) -> None:
    folder = tmp_path / "models" / BIG
    models.tell(plan=answers.plan(folder=str(folder.parent)))
    page = models.open()
    click(page.get.download)
    folder.mkdir(parents=True)
    models.program.play("models-download", fetched(12.4))
    models.wait_for_words("23 %")
    models.press_by_key(models.course.buttons[Press.CANCEL])
    assert focused().accessibleName() == "Go on"  # the answer that changes nothing
    if answer == "back":
        QTest.keyClick(focused(), Qt.Key.Key_Escape)
        assert models.window.isVisible()
        models.wait_for_words("Downloading")
        return
    question = models.course.question
    assert question is not None
    models.press_by_key(question.buttons[("keep", "remove").index(answer)])
    if answer == "keep":
        models.wait(lambda: not page.courses)
        assert page.get.isVisible()
    else:
        models.program.play("models-remove", JobDone(folder, "12.40 GB are free again"), end=True)
        models.wait_for_words("12.40 GB are free again")
        assert f"models remove --events {BIG}" in models.program.calls


def test_a_download_that_leaves_nothing_is_cancelled_at_once(models: ModelsStage) -> None:
    page = models.open()
    click(page.get.download)
    models.program.play("models-download", fetched(0))
    models.wait_for_words("Downloading")
    models.press(Press.CANCEL)
    models.wait(lambda: not page.courses)
    assert page.get.isVisible()


def test_by_keyboard_rename_and_a_name_that_is_taken(models: ModelsStage) -> None:
    models.tell(models=[answers.STARTER, answers.FOUR_BIT])
    page = models.open()
    row = models.row(SMALL)
    models.choose(row, "Rename…", by_key=True)
    line = focused()
    assert isinstance(line, QLineEdit)
    assert line.selectedText() == SMALL
    type_text(line, "taken")
    models.program.refuse("models-rename", "there is a model 'taken' already: take another name")
    QTest.keyClick(line, Qt.Key.Key_Return)
    models.wait(lambda: row.question is not None and "already" in row.question.problem())
    line.selectAll()
    type_text(line, "mine")
    models.program.answer("models-rename", "")
    models.tell(models=[answers.STARTER, answers.model("mine", "4-bit")])
    QTest.keyClick(line, Qt.Key.Key_Return)
    models.wait_for_models("Starter model", "mine")
    assert f"models rename -- {SMALL} mine" in models.program.calls
    assert page.isVisible()


@pytest.mark.parametrize("by_key", [True, False])
def test_remove_asks_first(models: ModelsStage, by_key: bool) -> None:
    models.tell(models=[answers.STARTER, answers.FOUR_BIT])
    models.open()
    row = models.row(SMALL)
    models.choose(row, "Remove…", by_key=by_key)
    assert row.question is not None
    assert "15.30 GB are free again" in row.question.accessibleName()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert models.window.isVisible()
    assert row.question is None
    models.choose(row, "Remove…", by_key=by_key)
    button = row.question.buttons[0]
    if by_key:
        models.press_by_key(button)
    else:
        click(button)
    models.tell(models=[answers.STARTER])
    models.program.play("models-remove", JobDone(place(SMALL), "it is removed"), end=True)
    models.wait_for_models("Starter model")
    models.wait(models.page.get.isVisible)


def test_by_mouse_quantize_with_another_recipe(models: ModelsStage) -> None:
    models.tell(models=[answers.STARTER, answers.PUBLISHED])
    models.open()
    row = models.row(BIG)
    models.choose(row, "Quantize to 4 bits…", by_key=False)
    assert row.question is not None
    QTest.keyClick(row.question.choices, Qt.Key.Key_End)
    click(row.question.buttons[1])
    models.program.play("models-quantize", quantized(0.1))
    models.wait_for_words("Quantizing to 4 bits", "10 %")
    assert (
        f"models quantize --events --recipe smallest --remove-source {place(BIG)} {place(SMALL)}"
        in models.program.calls  # what there is may be asked for at the same time
    )
    models.wait(lambda: not row.first.isEnabled())  # it is being read
    assert "wait until that is over" in row.first.toolTip()


def test_an_unfinished_download_goes_on_and_verify_says_what_it_found(
    models: ModelsStage,
) -> None:
    models.tell(models=[answers.STARTER, answers.HALF])
    page = models.open()
    assert not page.get.isVisible()
    row = models.row(BIG)
    assert "12.00 GB of 52.00 GB are there" in row.text()
    models.press_by_key(row.first)
    models.tell(models=[answers.STARTER, answers.PUBLISHED])
    models.program.play("models-download", JobDone(place(BIG), f"{BIG} is whole"), end=True)
    models.wait_for_words(f"{BIG} is whole")
    models.press(Press.DISMISS)
    models.wait(lambda: "As published" in models.row(BIG).text())
    models.choose(models.row(BIG), "Verify", by_key=True)
    models.program.play("models-verify", JobDone(place(BIG), "17 files are whole"), end=True)
    models.wait_for_words("17 files are whole")
    assert f"models verify --events --hashes {place(BIG)}" in models.program.calls


def test_the_folder_of_models_is_changed(
    models: ModelsStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = models.open()
    other = tmp_path / "disk"
    asked: list[Path] = []

    def answer(folder: Path) -> Path:
        asked.append(folder)
        return other

    monkeypatch.setattr(models.stage.answers, "folder_for_models", answer)
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", "/data/checkpoints")  # and put back afterwards
    models.tell(plan=answers.plan(folder=str(other)))
    models.press_by_key(page.get.place)
    models.wait(lambda: str(other / BIG) in page.get.text())
    assert models.stage.program.store.settings.models_folder == str(other)
    assert asked == [Path("/data/checkpoints")]


def test_a_full_disk_shuts_the_download_with_the_reason(models: ModelsStage) -> None:
    models.tell(plan=answers.plan(free=40))
    page = models.open()
    assert not page.get.download.isEnabled()
    assert "too little room" in page.get.download.toolTip()


def test_a_folder_elsewhere_is_used(models: ModelsStage, tmp_path: Path) -> None:
    page = models.open()
    folder = tmp_path / "mine"
    models.stage.engine.info = replace(INFO, name="mine", folder=folder)
    models.stage.answers.model = folder
    models.press_by_key(page.models.folder)
    store = models.stage.program.store
    models.wait(lambda: store.settings.model_folder == str(folder))


def test_the_starter_is_ready_and_marked_where_it_is_in_use(models: ModelsStage) -> None:
    models.tell(models=[answers.STARTER | {"folder": str(INFO.folder)}, answers.FOUR_BIT])
    models.open()
    starter = models.row("Starter model")
    assert "in use" in starter.text()
    assert "Ready, comes with Anneal" in starter.text()
    assert not starter.first.isVisible()
    assert models.row(SMALL).first.isVisible()
