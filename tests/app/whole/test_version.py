"""The question for a newer version in the window: only when pressed, by a process of its own."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox

from app.dialogs.version import VersionDialog
from app.jobs.query import Query
from app.version_words import answer_words
from tests.app.whole.stage import Stage
from tests.engine.release.publisher import Publisher, publishing

NOTE = b'{"version": "99.0", "notes": "All new.", "page": "https://example.org/anneal"}'
PATIENCE = 60_000  # ms; a loaded machine is no failure


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A publisher whose address this build names; asked for before the stage is built."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with publishing() as one:
        one.bodies["/latest.json"] = NOTE
        monkeypatch.setattr("app.version_desk.release_address", one.address)
        yield one


def dialog_of(stage: Stage) -> VersionDialog:
    dialogs = stage.program.window.findChildren(VersionDialog)
    return next(dialog for dialog in dialogs if dialog.isVisible())


def answered(stage: Stage) -> VersionDialog:
    dialog = dialog_of(stage)
    close = QDialogButtonBox.StandardButton.Close
    stage.qtbot.waitUntil(lambda: dialog.buttons.button(close) is not None, timeout=PATIENCE)
    return dialog


@pytest.mark.loopback
def test_by_keyboard_a_newer_one_is_told_and_nothing_is_opened(
    publisher: Publisher, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr("app.help.QDesktopServices.openUrl", open_url)
    assert publisher.asked == []
    stage.press("Ctrl+Shift+P")
    stage.type("check for a new version")
    stage.press("Return")
    assert "Asking 127.0.0.1" in dialog_of(stage).shown_words()
    dialog = answered(stage)
    assert "Anneal 99.0 is out." in dialog.shown_words()
    assert dialog.notes.toPlainText() == "All new."
    assert dialog.page_address() == "https://example.org/anneal"
    assert [path for path, _ in publisher.asked] == ["/latest.json"]
    assert opened == []
    stage.click(dialog.copy_button)
    assert QGuiApplication.clipboard().text() == "https://example.org/anneal"
    stage.click(dialog.open_button)
    assert opened == ["https://example.org/anneal"]
    stage.press("Esc")
    assert not dialog.isVisible()
    stage.qtbot.waitUntil(lambda: stage.program.trouble.version.findChildren(Query) == [])


@pytest.mark.loopback
def test_by_mouse_the_newest_and_what_is_not_understood(publisher: Publisher, stage: Stage) -> None:
    publisher.bodies["/latest.json"] = b'{"version": "0.0.1", "page": "https://example.org"}'
    action = stage.program.window.commands.check_version
    assert action.isEnabled()
    for body, words in (
        (b'{"version": "0.0.1"}', "This is the newest version."),
        (b"<html>Log in", "perhaps this network"),
        (b"?", "It is no JSON."),
    ):
        publisher.bodies["/latest.json"] = body
        action.trigger()
        dialog = answered(stage)
        assert words in dialog.shown_words()
        assert not dialog.open_button.isVisible()
        stage.click(dialog.buttons.buttons()[0])
        assert not dialog.isVisible()


@pytest.mark.loopback
def test_cancel_ends_the_question(publisher: Publisher, stage: Stage) -> None:
    publisher.slow.add("/latest.json")
    stage.program.window.commands.check_version.trigger()
    dialog = dialog_of(stage)
    stage.click(dialog.buttons.buttons()[0])
    assert not dialog.isVisible()
    stage.qtbot.waitUntil(lambda: stage.program.trouble.version.findChildren(Query) == [])


@pytest.mark.loopback
def test_forbidding_the_network_ends_the_question_and_says_so(
    publisher: Publisher, stage: Stage
) -> None:
    publisher.slow.add("/latest.json")
    stage.program.window.commands.check_version.trigger()
    stage.program.window.commands.work_offline.trigger()
    assert "may not use the network" in dialog_of(stage).shown_words()
    stage.qtbot.waitUntil(lambda: stage.program.trouble.version.findChildren(Query) == [])


@pytest.mark.loopback
@pytest.mark.usefixtures("publisher")
def test_without_network_it_is_greyed_with_the_reason(stage: Stage) -> None:
    commands = stage.program.window.commands
    commands.work_offline.trigger()
    assert not commands.check_version.isEnabled()
    assert "Work without network" in commands.check_version.toolTip()
    commands.work_offline.trigger()
    assert commands.check_version.isEnabled()


def test_as_shipped_it_is_greyed_and_says_why(stage: Stage) -> None:
    commands = stage.program.window.commands
    assert not commands.check_version.isEnabled()
    assert "names no address" in commands.check_version.text()
    assert "names no address" in commands.check_version.toolTip()
    commands.work_offline.trigger()
    commands.work_offline.trigger()
    assert not commands.check_version.isEnabled()


def test_words_for_every_answer() -> None:
    newer = {"verdict": "newer", "own": "0.1", "note": {"version": "0.2", "notes": "N", "page": ""}}
    assert answer_words(newer).happened == "Anneal 0.2 is out."
    assert "This is Anneal 0.1." in answer_words({"verdict": "newest", "own": "0.1"}).advice
    several: tuple[object, ...] = (None, [], {}, {"verdict": 3}, {"verdict": "newer", "note": []})
    for strange in several:
        assert answer_words(strange).happened
    told = answer_words({"verdict": "unreachable", "detail": "it answered with the error 500"})
    assert told.advice.startswith("It answered with the error 500. Anneal works on")
    assert told.trouble
