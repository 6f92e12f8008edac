"""What a menu offers in vain is grey while it is open, with the reason; by mouse and by key."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar

from tests.app.whole.stage import Stage, focused


def opened(stage: Stage, title: str, *, by_key: bool = False) -> QMenu:
    """Open a menu of the bar."""
    bar = stage.program.window.menuBar()
    entry = next(one for one in bar.actions() if one.text() == title)
    if by_key:
        letter = title[title.index("&") + 1]
        key = Qt.Key(ord(letter.upper()))
        QTest.keyClick(focused(), key, Qt.KeyboardModifier.AltModifier)
    else:
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(entry).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.title() == title
    return menu


def shut(menu: QMenu) -> None:
    """Leave it, and the bar, by key."""
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    if isinstance(focused(), QMenuBar):
        QTest.keyClick(focused(), Qt.Key.Key_Escape)


def grey(menu: QMenu) -> dict[str, str]:
    """Return what is grey in it, each with its reason."""
    return {one.objectName(): one.toolTip() for one in menu.actions() if not one.isEnabled()}


@pytest.mark.parametrize("by_key", [True, False])
def test_an_untouched_text_has_nothing_to_take_back(stage: Stage, by_key: bool) -> None:
    menu = opened(stage, "&Edit", by_key=by_key)
    assert grey(menu) == {
        "undo": "There is nothing to take back",
        "redo": "Nothing was taken back",
        "find_next": "Say first what to find, with Find…",
        "find_previous": "Say first what to find, with Find…",
        "replace_all": "Say first what to replace, with Replace…",
    }
    shut(menu)
    stage.type("words")  # and the keys work as ever
    stage.press("Ctrl+Z")
    assert stage.text == ""
    menu = opened(stage, "&Edit", by_key=by_key)
    assert "undo" in grey(menu)
    assert "redo" not in grey(menu)
    shut(menu)


def test_a_line_takes_its_own_letters_back(stage: Stage) -> None:
    stage.press("Ctrl+F")
    stage.type("two")
    for by_key in (True, False):
        menu = opened(stage, "&Edit", by_key=by_key)
        assert grey(menu) == {}
        shut(menu)


def test_nothing_is_to_be_replaced_in_a_file_that_nobody_may_write(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open(tmp_path / "a.md", "one\n")
    menu = opened(stage, "&Edit")
    assert "replace" not in grey(menu)
    shut(menu)
    monkeypatch.setattr("app.document.os.access", lambda _path, _mode: False)
    menu = opened(stage, "&Edit")
    why = "This file is read-only: nothing is replaced in it"
    assert {name: grey(menu)[name] for name in ("replace", "replace_all")} == {
        "replace": why,
        "replace_all": why,
    }
    shut(menu)


def test_files_and_tabs(stage: Stage, tmp_path: Path) -> None:
    menu = opened(stage, "&File")
    assert grey(menu)["reload"] == "This text is in no file yet"
    shut(menu)
    menu = opened(stage, "&View")
    assert set(grey(menu)) >= {"next_tab", "previous_tab"}
    shut(menu)
    stage.open(tmp_path / "a.md", "one\n")
    menu = opened(stage, "&File")
    assert "reload" not in grey(menu)
    shut(menu)


def test_from_one_menu_to_the_next_nothing_stays_grey(stage: Stage) -> None:
    opened(stage, "&File", by_key=True)
    for _ in range(3):
        popup = QApplication.activePopupWidget()
        assert popup is not None
        QTest.keyClick(popup, Qt.Key.Key_Right)
    last = QApplication.activePopupWidget()
    assert isinstance(last, QMenu)
    assert last.title() == "&Rewrite"
    shut(last)
    commands = stage.program.window.commands
    for action in (commands.reload, commands.undo, commands.redo, commands.next_tab):
        assert isinstance(action, QAction)
        assert action.isEnabled()


def test_keys_work_where_a_menu_is_asked_for_and_never_shut(stage: Stage) -> None:
    """As by a panel of the desktop that shows the menus of all windows."""
    bar = stage.program.window.menuBar()
    menu = next(one.menu() for one in bar.actions() if one.text() == "&Edit")
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    undo = stage.program.window.commands.undo
    assert not undo.isEnabled()
    stage.qtbot.waitUntil(undo.isEnabled)
    stage.type("words")
    stage.press("Ctrl+Z")
    assert stage.text == ""
    menu = opened(stage, "&Edit")
    stage.qtbot.wait(1200)
    assert "redo" not in grey(menu)
    assert "undo" in grey(menu)  # seen, it stays so
    shut(menu)


def test_what_reloading_did_is_told(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "one\n")
    reload, status = stage.program.window.commands.reload, stage.program.window.status
    reload.trigger()
    assert status.notice() == "The file on the disk has the same text"
    stage.type("mine ")
    reload.trigger()
    assert stage.text == "one\n"
    assert status.notice() == "Reloaded from disk: one undo brings the text of before back"
    stage.press("Ctrl+Z")
    assert stage.text == "mine one\n"
