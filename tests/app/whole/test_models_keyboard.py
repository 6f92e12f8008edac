"""Where the keyboard is on the page Models: no key that was pressed once means two things."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea

from app.models.course import Press
from engine.jobs import JobNote, JobProgress, JobStopped
from engine.jobs import Stage as Doing
from tests.app.hands import click, type_text
from tests.app.models import answers
from tests.app.models.playing import FakeProgram
from tests.app.whole.models_stage import ModelsStage, fetched, quantized
from tests.app.whole.stage import Stage, focused

BIG = "diffusiongemma-26B-A4B-it"
SMALL = f"{BIG}-4bit"
PUBLISHED_TINY = answers.model("tiny", "published")


@pytest.fixture
def models(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelsStage:
    return ModelsStage(stage, FakeProgram(tmp_path / "fake", monkeypatch))


def test_enter_in_a_line_begins_the_work_and_does_not_pause_it(models: ModelsStage) -> None:
    models.tell(models=[answers.STARTER, answers.PUBLISHED])
    models.open()
    models.choose(models.row(BIG), "Quantize to 4 bits…", by_key=True)
    line = focused()
    assert isinstance(line, QLineEdit)
    QTest.keyClick(line, Qt.Key.Key_Return)
    models.program.play("models-quantize", quantized(0.1))
    models.wait_for_words("Quantizing to 4 bits", "10 %")
    assert focused() is models.course.buttons[Press.PAUSE]


def test_enter_on_an_answer_gives_that_answer(models: ModelsStage) -> None:
    models.tell(models=[answers.STARTER, answers.PUBLISHED])
    models.open()
    row = models.row(BIG)
    models.choose(row, "Quantize to 4 bits…", by_key=True)
    assert row.question is not None
    models.press_by_key(row.question.buttons[-1])
    assert row.question is None
    assert not models.page.courses


def test_a_pause_leaves_the_keyboard_to_go_on_with(models: ModelsStage) -> None:
    page = models.open()
    click(page.get.download)
    models.program.play("models-download", fetched(12.4))
    models.wait_for_words("23 %")
    course = models.course
    models.press_by_key(course.buttons[Press.PAUSE])
    assert focused() is course  # it stops: there is nothing to press, and nothing else is
    models.program.play("models-download", JobStopped("stopped"), end=True)
    models.wait_for_words("Paused")
    assert focused() is course.buttons[Press.CONTINUE]


def test_after_a_new_name_the_keyboard_is_at_that_model(models: ModelsStage) -> None:
    other = answers.model("other", "4-bit")
    models.tell(models=[answers.STARTER, answers.FOUR_BIT, other])
    models.open()
    models.choose(models.row(SMALL), "Rename…", by_key=True)
    line = focused()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    type_text(line, "mine")
    models.program.answer("models-rename", "")
    models.tell(models=[answers.STARTER, answers.model("mine", "4-bit"), other])
    QTest.keyClick(line, Qt.Key.Key_Return)
    question = models.row(SMALL).question
    assert question is not None
    assert question.problem() == "Renaming…"
    there = models.page.models.rows.values()
    models.wait(lambda: any(row.text().startswith("mine") for row in there))
    assert focused() is models.row("mine").more


def test_a_question_at_the_foot_is_brought_into_sight(models: ModelsStage) -> None:
    many = [answers.model(f"model-{number}", "4-bit") for number in range(9)]
    models.tell(models=[answers.STARTER, *many])
    page = models.open()
    models.window.resize(700, 420)
    row = models.row("model-8")
    above = page.parentWidget()
    while not isinstance(above, QScrollArea):
        assert above is not None
        above = above.parentWidget()
    end = row.mapTo(page, QPoint(0, row.height())).y()
    above.verticalScrollBar().setValue(end - above.viewport().height())
    models.choose(row, "Remove…", by_key=False)
    question = row.question
    assert question is not None
    models.wait(lambda: question.visibleRegion().boundingRect() == question.rect())


def test_nothing_moves_below_while_the_machine_is_looked_at(models: ModelsStage) -> None:
    models.program.withhold("doctor")
    models.wait(models.stage.program.window.isActiveWindow)
    models.stage.press("Ctrl+Shift+M")
    models.wait(models.window.isActiveWindow)
    box = models.page.machine

    def is_laid_out() -> bool:
        return box.height() == box.heightForWidth(box.width())

    models.wait(is_laid_out)
    assert "Looking at this machine" in box.text()
    before = box.height()
    models.program.answer_now("doctor", answers.doctor())
    models.wait(lambda: "Looking" not in box.text())
    models.wait(is_laid_out)
    assert abs(box.height() - before) < 30  # a line, where words wrap


@pytest.mark.parametrize(("name", "figure"), [(BIG, True), ("tiny", False)])
def test_what_the_26b_model_takes_is_said_of_no_other(
    models: ModelsStage, name: str, figure: bool
) -> None:
    models.tell(models=[answers.STARTER, answers.PUBLISHED, PUBLISHED_TINY])
    models.open()
    row = models.row(name)
    models.choose(row, "Quantize to 4 bits…", by_key=False)
    assert row.question is not None
    assert ("GB on the graphics card" in row.question.choices.currentText()) is figure


def test_no_rate_is_told_while_it_waits(models: ModelsStage) -> None:
    page = models.open()
    click(page.get.download)
    models.program.play("models-download", fetched(12.4))
    models.wait_for_words("84.2 MB/s")
    models.program.play("models-download", JobNote("no connection: trying again in 8 s"))
    models.wait_for_words("No connection: trying again in 8 s", "12.40 GB of 52.00 GB")
    assert "84.2 MB/s" not in models.course.text()
    moved = JobProgress(Doing.DOWNLOADING, 13 * 10**9, 52 * 10**9, "a", 2, 17, 84.2e6)
    models.program.play("models-download", moved)
    models.wait_for_words("84.2 MB/s")
