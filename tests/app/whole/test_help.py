"""The help in the window: F1, chapters, search, links; by keyboard alone and by mouse alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QToolButton

from app.dialogs.help_window import HelpWindow
from app.theme import load_theme
from tests.app.preview.pages import link_point
from tests.app.whole.stage import Stage, focused

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


def opened(stage: Stage) -> HelpWindow:
    """Open the help by its key."""
    stage.press("F1")
    window = stage.program.window.findChild(HelpWindow)
    assert isinstance(window, HelpWindow)
    stage.qtbot.waitUntil(window.isActiveWindow)
    return window


def search_of(window: HelpWindow) -> QLineEdit:
    line = window.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def test_by_keyboard_open_search_go_on_and_close(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "Some words.\n")
    window = opened(stage)
    page = window.page
    QTest.keyClicks(focused(), "entropy")
    assert "Samplers" in window.shown_chapters()
    assert "Privacy" not in window.shown_chapters()
    assert page.selected_text().lower() == "entropy"
    assert window.search_words().startswith("1 of ")
    first = page.top_line()
    for _ in range(3):
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert window.search_words().startswith("4 of ")
    assert page.top_line() >= first
    QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert window.search_words().startswith("3 of ")
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert search_of(window).text() == ""
    assert window.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_PageDown)
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    QTest.keyClick(focused(), Qt.Key.Key_End)
    assert window.current_chapter() == "Trouble"
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert focused() is search_of(window)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert stage.text == "Some words.\n"


def test_words_that_stand_nowhere_are_told(stage: Stage) -> None:
    window = opened(stage)
    search_of(window).setText("zzz nowhere")
    assert window.shown_chapters() == []
    assert window.search_words() == "Not in the help"
    assert not window.page.has_selection()
    search_of(window).setText("model noise")
    assert window.shown_chapters()
    assert "word by word" in window.search_words()


def test_by_mouse_a_chapter_a_link_and_the_wheel(stage: Stage) -> None:
    stage.program.window.commands.help.trigger()
    window = stage.program.window.findChild(HelpWindow)
    assert isinstance(window, HelpWindow)
    chapters = window.findChild(QListWidget)
    assert isinstance(chapters, QListWidget)
    item = next(iter(chapters.findItems("Trouble", Qt.MatchFlag.MatchExactly)))
    QTest.mouseClick(chapters.viewport(), LEFT, PLAIN, chapters.visualItemRect(item).center())
    page = window.page
    assert window.current_chapter() == "Trouble"
    at = link_point(page, "#strength")
    QTest.mouseClick(page.viewport(), LEFT, PLAIN, at)
    assert window.current_chapter() == "Strength"
    page.verticalScrollBar().setValue(0)
    assert window.current_chapter() == "First rewrite"


def test_what_the_marks_mean_is_one_choice_away_and_drawn_in_the_theme(stage: Stage) -> None:
    commands = stage.program.window.commands
    commands.theme_dark.trigger()
    commands.marks.trigger()
    window = stage.program.window.findChild(HelpWindow)
    assert isinstance(window, HelpWindow)
    assert window.current_chapter() == "What the marks mean"
    stage.qtbot.waitUntil(lambda: _ground(window, "dark"))
    commands.theme_light.trigger()
    stage.qtbot.waitUntil(lambda: _ground(window, "light"))


def test_during_a_run_the_strip_leads_to_what_its_marks_mean(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.ask("tighten")
    stage.see_step("NEW")
    tools = stage.program.window.run_strip.findChildren(QToolButton)
    stage.click(next(tool for tool in tools if "marks" in tool.accessibleName()))
    window = stage.program.window.findChild(HelpWindow)
    assert isinstance(window, HelpWindow)
    assert window.current_chapter() == "What the marks mean"
    stage.see_draft("NEW WORDS.")
    stage.program.window.commands.accept.trigger()
    assert stage.text == "NEW WORDS.\n"


def _ground(window: HelpWindow, theme: str) -> bool:
    """Return whether the pictures on the page have the draft's ground of that theme."""
    image = window.page.viewport().grab().toImage()
    wanted = QColor(load_theme(theme).draft)
    return any(
        image.pixelColor(x, y) == wanted
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


def test_the_keys_stay_reachable_and_one_types_on_beside_the_help(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", "words\n")
    window = opened(stage)
    assert not window.isModal()
    stage.program.window.activateWindow()
    stage.tab.editor.setFocus()
    QTest.keyClicks(stage.text_edit(), "more ")
    assert stage.text == "more words\n"
    assert window.isVisible()


def test_the_log_folder_opens_or_is_named(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "state" / "log"
    monkeypatch.setattr("app.help.log_folder", lambda: folder)
    asked: list[str] = []
    answers = [True, False]

    def open_url(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return answers.pop(0)

    monkeypatch.setattr("app.help.QDesktopServices.openUrl", open_url)
    window = stage.program.window
    window.commands.logs.trigger()
    assert (asked, folder.is_dir()) == ([folder.as_posix()], True)
    assert window.status.notice() == ""
    window.commands.logs.trigger()
    assert str(folder) in window.status.notice()


def test_its_pictures_are_drawn_when_it_is_asked_for_and_gone_after_the_program(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    stage.open(tmp_path / "a.md", "Some words.\n")
    assert list(folder.iterdir()) == []
    opened(stage)
    assert len(list(folder.iterdir())) == 1
    qapp.aboutToQuit.emit()
    assert list(folder.iterdir()) == []
