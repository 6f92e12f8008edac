"""The Models window: opened by key and by mouse, walked by keyboard, its place kept."""

from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPushButton, QScrollArea, QWidget

from app.jobs.work import Work
from app.models.deeds import verify_course
from app.models.models_page import ModelsPage
from app.models.models_window import ModelsWindow
from app.models.page_column import PageColumn
from app.models.stored import read_models
from engine.jobs import JobDone, JobProgress
from engine.jobs import Stage as Doing
from tests.app.hands import click
from tests.app.models.answers import NO_RUNTIME, RTX_5090, STARTER, doctor
from tests.app.models.playing import FakeProgram
from tests.app.whole.stage import Stage, focused


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeProgram:
    return FakeProgram(tmp_path / "fake", monkeypatch)


def opened(stage: Stage) -> ModelsWindow:
    """Open the window by its key."""
    stage.qtbot.waitUntil(stage.program.window.isActiveWindow)
    stage.press("Ctrl+Shift+M")
    window = stage.program.models.view.window
    assert window is not None
    stage.qtbot.waitUntil(window.isActiveWindow)
    return window


def page_of(window: ModelsWindow) -> ModelsPage:
    page = window.page("Models")
    assert isinstance(page, ModelsPage)
    return page


def list_of(window: ModelsWindow) -> QListWidget:
    pages = window.findChild(QListWidget, "pages")
    assert isinstance(pages, QListWidget)
    return pages


def test_the_key_to_quit_works_in_it_too(stage: Stage, program: FakeProgram) -> None:
    program.answer("doctor", RTX_5090)
    opened(stage)
    with stage.qtbot.waitSignal(stage.program.window.close_asked):
        stage.press("Ctrl+Q")
    assert not stage.program.models.view.shown


def test_by_keyboard_open_turn_pages_and_close(stage: Stage, program: FakeProgram) -> None:
    program.answer("doctor", RTX_5090)
    stage.program.models.view.add_page("Another", "network", lambda: PageColumn("Another"))
    window = opened(stage)
    stage.qtbot.waitUntil(lambda: focused() is list_of(window))
    assert window.current_title() == "Models"
    titles = window.titles()
    assert titles[-1] == "Another"
    QTest.keyClick(focused(), Qt.Key.Key_End)
    assert window.current_title() == "Another"
    for keys in ("Ctrl+Tab", "Ctrl+Shift+Tab"):
        stage.press(keys)
    assert window.current_title() == "Another"
    QTest.keyClick(focused(), Qt.Key.Key_Home)
    stage.press("Esc")
    assert not window.isVisible()
    assert opened(stage) is window  # the same one again
    stage.press("Ctrl+K")  # the text's own keys stay with the text
    assert not stage.program.window.instruction_bar.isVisible()
    stage.press("Esc")
    stage.qtbot.waitUntil(stage.program.window.isActiveWindow)
    stage.type("typed")
    assert stage.text.endswith("typed")


def test_by_mouse_from_the_menu_and_typing_goes_on_beside_it(
    stage: Stage, program: FakeProgram
) -> None:
    program.answer("doctor", doctor())
    stage.program.window.commands.models.trigger()
    window = stage.program.models.view.window
    assert window is not None
    stage.qtbot.waitUntil(window.isActiveWindow)
    assert not window.isModal()
    stage.program.window.activateWindow()
    stage.qtbot.waitUntil(stage.program.window.isActiveWindow)
    stage.type("words")
    assert stage.text == "words"
    assert window.isVisible()


def test_what_the_machine_can_run_is_asked_and_shown(stage: Stage, program: FakeProgram) -> None:
    window = opened(stage)
    page = page_of(window)
    assert "Looking at this machine" in page.machine.text()
    window.close()
    opened(stage)  # the first question has no answer yet, and is not asked twice
    stage.qtbot.waitUntil(lambda: len(program.calls) >= 3, timeout=30_000)
    assert program.calls.count("doctor --json") == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (RTX_5090, "26B model: good: Would run here"),
        (doctor(), "26B model: not possible: Would not run here"),
        (NO_RUNTIME, "Graphics card: needs care: There is an NVIDIA card"),
        ({"gpu": 3}, "could not be looked at"),
    ],
)
def test_the_answer_is_told_in_words(
    stage: Stage, program: FakeProgram, answer: object, words: str
) -> None:
    program.answer("doctor", answer)
    page = page_of(opened(stage))
    stage.qtbot.waitUntil(lambda: words in page.machine.text(), timeout=30_000)


def test_a_machine_that_could_not_be_asked_is_asked_again(
    stage: Stage, program: FakeProgram
) -> None:
    program.answer("doctor", [])
    page = page_of(opened(stage))
    stage.qtbot.waitUntil(lambda: "could not" in page.machine.text(), timeout=30_000)
    program.answer("doctor", RTX_5090)
    again = next(one for one in page.findChildren(QPushButton) if one.text() == "&Look again")
    again.setFocus()
    QTest.keyClick(again, Qt.Key.Key_Return)
    stage.qtbot.waitUntil(lambda: "RTX 5090" in page.machine.text(), timeout=30_000)


def test_its_place_is_kept_and_it_goes_with_the_main_window(
    stage: Stage, program: FakeProgram
) -> None:
    program.answer("doctor", doctor())
    window = opened(stage)
    window.resize(QSize(640, 400))
    window.close()
    assert stage.program.store.settings.models_window
    assert opened(stage).size() == QSize(640, 400)
    stage.program.window.hide()
    assert not window.isVisible()


def test_a_small_window_scrolls_and_keeps_what_has_the_keyboard_in_sight(
    stage: Stage, program: FakeProgram
) -> None:
    def tall() -> QWidget:
        sheet = PageColumn("Tall")
        for number in range(60):
            sheet.add(QPushButton(f"Button {number}"))
        return sheet

    program.answer("doctor", doctor())
    stage.program.models.view.add_page("Tall", "network", tall)
    window = opened(stage)
    window.resize(window.minimumSize())
    window.show_page("Tall")
    scroller = next(
        one for one in window.findChildren(QScrollArea) if one.widget() is window.page("Tall")
    )
    for _ in range(40):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    button = focused()
    assert isinstance(button, QPushButton)
    seen = button.visibleRegion().boundingRect()
    assert seen == button.rect()
    bar = scroller.verticalScrollBar()
    before = bar.value()
    QTest.keyClick(focused(), Qt.Key.Key_PageUp)
    assert bar.value() < before
    assert scroller.horizontalScrollBar().maximum() == 0


def test_the_foot_shows_work_and_leads_to_it(stage: Stage, program: FakeProgram) -> None:
    program.answer("doctor", doctor())
    item = stage.program.window.status.job
    assert not item.isVisible()
    work = Work("x", "Downloading the 26B model", ("models", "download"), page="Models")
    stage.program.models.jobs.submit(work)
    program.play("models-download", JobProgress(Doing.DOWNLOADING, 43, 100))
    stage.qtbot.waitUntil(lambda: item.text() == "Downloading 43 %", timeout=30_000)
    assert item.isVisible()
    assert "26B" in item.toolTip()
    click(item)
    window = stage.program.models.view.window
    assert window is not None
    assert window.isVisible()
    program.play("models-download", JobDone(Path("/m"), "whole"), end=True)
    stage.qtbot.waitUntil(lambda: not item.isVisible(), timeout=30_000)


def test_who_leaves_while_work_goes_on_leaves_no_process_behind(
    stage: Stage, program: FakeProgram
) -> None:
    program.answer("doctor", doctor())
    parts = stage.program.models
    parts.desk.courses.begin(verify_course(read_models([STARTER])[0]))
    program.play("models-verify", JobProgress(Doing.VERIFYING, 1, 100))
    stage.qtbot.waitUntil(lambda: "Verifying" in stage.program.window.status.job.text())
    stage.program.quitting.leaving.emit()
    calls = program.calls
    parts.desk.refresh()  # such as by a model that is ready only now
    parts.graphics.look()
    assert [one for one in stage.program.window.findChildren(QProcess) if one.processId()] == []
    stage.qtbot.wait(300)
    assert program.calls == calls
