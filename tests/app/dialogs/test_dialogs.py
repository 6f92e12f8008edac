"""Each dialog gives the answer of the button that was clicked; closing it leaves things alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.actions import build_actions, key_groups
from app.dialogs.changed_on_disk import ChangedChoice, ask_changed, ask_overwrite
from app.dialogs.drop_draft import ask_drop_draft, ask_reject_typed, ask_reload_over_draft
from app.dialogs.error_box import show_error
from app.dialogs.fitting import take_size
from app.dialogs.keys import KeysDialog
from app.dialogs.letters import give_letters
from app.dialogs.recover import ask_recover
from app.dialogs.unsaved import UnsavedChoice, ask_unsaved
from app.messages import Message
from app.questions import Questions

CLOSE = ""


def _answer(button: str) -> list[str]:
    """Click ``button`` of the dialog that opens next, or close it; return what it says."""
    said: list[str] = []

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.extend((box.text(), box.informativeText(), box.detailedText()))
        names = {item.text().replace("&", ""): item for item in box.buttons()}
        if button == CLOSE:
            box.reject()
        else:
            names[button].click()

    QTimer.singleShot(50, act)
    return said


@pytest.mark.parametrize(
    ("button", "choice"),
    [
        ("Save", UnsavedChoice.SAVE),
        ("Don’t save", UnsavedChoice.DISCARD),
        ("Cancel", UnsavedChoice.CANCEL),
        (CLOSE, UnsavedChoice.CANCEL),
    ],
)
def test_unsaved_changes(qtbot: QtBot, button: str, choice: UnsavedChoice) -> None:
    del qtbot
    said = _answer(button)
    assert ask_unsaved(None, "a.md") is choice
    assert "a.md" in said[0]
    assert "draft" not in said[1]
    said = _answer(button)
    assert ask_unsaved(None, "a.md", draft_waits=True) is choice
    assert "draft" in said[1]


@pytest.mark.parametrize(
    ("button", "choice"),
    [
        ("Reload", ChangedChoice.RELOAD),
        ("Keep mine", ChangedChoice.KEEP),
        (CLOSE, ChangedChoice.KEEP),
    ],
)
@pytest.mark.parametrize("modified", [True, False])
def test_changed_on_disk(qtbot: QtBot, button: str, choice: ChangedChoice, modified: bool) -> None:
    del qtbot
    said = _answer(button)
    assert ask_changed(None, "a.md", modified=modified) is choice
    assert ("your own changes" in said[1]) is modified


@pytest.mark.parametrize(
    ("ask", "yes", "no", "closed"),
    [
        (lambda: ask_drop_draft(None, "a.md"), "Drop the draft", "Cancel", False),
        (lambda: ask_reject_typed(None, "a.md"), "Reject the draft", "Cancel", False),
        (lambda: ask_reload_over_draft(None, "a.md"), "Reload", "Cancel", False),
        (lambda: ask_overwrite(None, "a.md"), "Save over it", "Cancel", False),
        (lambda: ask_recover(None, ["a.md"]), "Recover", "Discard", True),
        (
            lambda: Questions(QWidget()).shrink_history(50, 90.5),
            "Forget the oldest",
            "Cancel",
            False,
        ),
        (lambda: Questions(QWidget()).save_as_utf8("no é"), "Save as UTF-8", "Cancel", False),
        (lambda: Questions(QWidget()).save_elsewhere("full"), "Save as…", "Cancel", False),
    ],
    ids=["draft", "typed", "reload", "overwrite", "recover", "shrink", "utf8", "elsewhere"],
)
def test_questions_with_two_answers(
    qtbot: QtBot, ask: Callable[[], bool], yes: str, no: str, closed: bool
) -> None:
    del qtbot
    for button, answer in ((yes, True), (no, False), (CLOSE, closed)):
        _answer(button)
        assert ask() is answer


def test_an_error_says_what_what_to_do_and_the_detail(qtbot: QtBot) -> None:
    del qtbot
    said = _answer("OK")
    show_error(None, Message("The model is damaged.", "Download it again.", "at byte 12"))
    assert said == ["The model is damaged.", "Download it again.", "at byte 12"]


def _words(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_the_page_of_keys_has_every_group_and_the_main_keys(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    groups = key_groups(build_actions(window))
    dialog = KeysDialog(groups)
    qtbot.addWidget(dialog)
    words = _words(dialog).splitlines()
    for key in ("Ctrl+K", "Ctrl+Enter", "Esc", "Ctrl+Z", "Ctrl+F", "F1"):
        assert key in words
    assert all(key for group in groups for _, key in group.keys)


def test_no_two_commands_that_are_on_at_once_share_a_key(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    build_actions(window)
    seen: dict[str, str] = {}
    for action in window.actions():
        for shortcut in action.shortcuts():
            other = seen.setdefault(shortcut.toString(), action.objectName())
            assert {other, action.objectName()} in ({action.objectName()}, {"reject", "stop"})


def test_what_is_asked_stands_over_the_window_that_the_person_is_in(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over: list[QWidget] = []

    def ask(parent: QWidget, *_: str) -> tuple[str, str]:
        over.append(parent)
        return "", ""

    monkeypatch.setattr("app.questions.QFileDialog.getSaveFileName", ask)
    main = QWidget()
    qtbot.addWidget(main)
    report = QDialog(main)
    questions = Questions(main)
    for window in (main, report):
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        assert questions.file_to_save(tmp_path / "report.txt") is None
    assert over == [main, report]


@pytest.mark.parametrize(
    ("letter", "choice"),
    [("s", UnsavedChoice.SAVE), ("d", UnsavedChoice.DISCARD), ("c", UnsavedChoice.CANCEL)],
)
def test_one_letter_answers(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, letter: str, choice: UnsavedChoice
) -> None:
    del qtbot
    monkeypatch.setattr("app.dialogs.letters._STILL_MS", 10)
    QTimer.singleShot(50, lambda: press(letter))
    assert ask_unsaved(None, "a.md") is choice


def press(letter: str) -> None:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    QTest.keyClick(box, Qt.Key(ord(letter.upper())))


def test_who_types_on_drops_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+W deletes a word elsewhere: the letters of the next one come into the question."""
    del qtbot
    monkeypatch.setattr("app.dialogs.letters._STILL_MS", 60_000)

    def type_on() -> None:
        for letter in "and":
            press(letter)
        assert QApplication.activeModalWidget() is not None
        press("c")

    QTimer.singleShot(50, type_on)
    assert ask_unsaved(None, "a.md") is UnsavedChoice.CANCEL


def test_letters_of_buttons_differ(qtbot: QtBot) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    for words in ("Recover", "Remove", "Replace"):
        box.addButton(words, QMessageBox.ButtonRole.ActionRole)
    give_letters(box)
    shortcuts = [button.shortcut().toString() for button in box.buttons()]
    assert len(set(shortcuts)) == 3


def test_a_window_is_no_larger_than_its_screen(qtbot: QtBot) -> None:
    window = QDialog()
    qtbot.addWidget(window)
    take_size(window, QSize(10_000, 300))
    room = window.screen().availableGeometry()
    assert window.width() < room.width()
    assert window.height() == 300
