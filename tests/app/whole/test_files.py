"""Texts and their files: opened, saved, dropped, changed by others."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from app.dialogs.changed_on_disk import ChangedChoice
from tests.app.whole.stage import Stage


def test_saving_during_a_run_saves_the_document_without_the_draft(
    stage: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    stage.open(path, "Some old words.\n")
    stage.ask("tighten")
    stage.see_step("NEW")
    stage.caret_to("\n")
    stage.press("Ctrl+S")
    assert path.read_text() == "Some old words.\n"
    stage.see_draft("NEW WORDS.")
    stage.press("Ctrl+S")
    assert path.read_text() == "Some old words.\n"
    stage.press("Ctrl+Return")
    stage.press("Ctrl+S")
    assert path.read_text() == "NEW WORDS.\n"


def test_a_text_without_a_file_asks_for_a_name(stage: Stage, tmp_path: Path) -> None:
    stage.type("print(1)")
    stage.answers.to_save = tmp_path / "tool.py"
    stage.press("Ctrl+S")
    assert stage.answers.asked == ["save as Untitled.md"]
    assert (tmp_path / "tool.py").read_text() == "print(1)"
    assert stage.tab.editor.language() == "python"
    assert stage.titles == ["tool.py"]
    recent = stage.program.window.recent_menu.actions()
    assert [action.toolTip() for action in recent] == [str(tmp_path / "tool.py")]


@pytest.mark.parametrize("keys", ["Ctrl+Y", "Ctrl+Shift+Z"])
def test_both_usual_keys_do_again_what_was_undone(stage: Stage, keys: str) -> None:
    stage.type("x")
    stage.press("Ctrl+Z")
    assert stage.text == ""
    stage.press(keys)
    assert stage.text == "x"


def test_a_name_that_is_not_given_saves_nothing(stage: Stage) -> None:
    stage.type("x")
    stage.press("Ctrl+S")
    assert stage.tab.modified


def test_a_file_that_cannot_be_opened_is_told_and_the_window_stays(
    stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0\0")
    stage.program.desk.open_file(tmp_path / "picture.png")
    stage.qtbot.waitUntil(lambda: len(stage.answers.told) == 1)
    assert "picture.png" in stage.answers.told[0].happened
    assert stage.titles == ["Untitled"]


def test_a_file_that_is_not_there_yet_is_made_when_saved(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "new.md"
    stage.program.desk.open_file(path)
    assert "is new" in stage.program.window.status.text()
    stage.type("x")
    assert not path.exists()
    stage.press("Ctrl+S")
    assert path.read_text() == "x"


def test_a_change_by_another_program_is_asked_about_once(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    stage.open(path, "A\n")
    stage.type("x")
    path.write_text("theirs\n")
    stage.program.watch.check()
    assert stage.answers.asked == ["changed a.md True"]
    assert stage.text == "xA\n"
    stage.program.watch.check()
    assert stage.answers.asked == ["changed a.md True"]
    stage.press("Ctrl+S")
    assert stage.answers.asked[-1] == "overwrite a.md"
    assert path.read_text() == "theirs\n"
    stage.answers.on_overwrite = True
    stage.press("Ctrl+S")
    assert path.read_text() == "xA\n"


def test_reloading_is_one_undo_step(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    stage.open(path, "A\n")
    stage.type("x")
    path.write_text("theirs\n")
    stage.answers.on_changed = ChangedChoice.RELOAD
    stage.program.watch.check()
    assert stage.text == "theirs\n"
    assert not stage.tab.modified
    stage.press("Ctrl+Z")
    assert stage.text == "xA\n"
    assert stage.tab.modified


def test_reloading_leaves_the_caret_where_its_text_stands(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    tab = stage.open(path, "One.\n\nTwo.\n\nThree.\n")
    stage.caret_to("ee.")
    stage.answers.on_changed = ChangedChoice.RELOAD
    path.write_text("One.\n\nTwo and more.\n\nThree.\n")
    stage.program.watch.check()
    assert tab.editor.caret() == (5, 4)
    path.write_text("One.\n\nTwo and more.\n\nThr- and another end.\n")
    stage.program.watch.check()
    assert tab.editor.caret() == (5, 4)
    stage.press("Ctrl+Z")
    stage.press("Ctrl+Z")
    assert stage.text == "One.\n\nTwo.\n\nThree.\n"


def test_a_character_that_the_encoding_lacks_offers_utf8(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "old.md"
    path.write_bytes("café\n".encode("cp1252"))
    stage.program.desk.open_file(path)
    stage.compose("中")
    stage.press("Ctrl+S")
    assert stage.answers.asked[0].startswith("utf8 ")
    assert path.read_bytes() == "中café\n".encode()


@pytest.mark.parametrize("over_text", [True, False])
def test_dropped_files_are_opened_and_not_typed(
    stage: Stage, tmp_path: Path, over_text: bool
) -> None:
    path = tmp_path / "dropped.md"
    path.write_text("dropped\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    viewport = stage.text_edit().viewport()
    if over_text:
        assert stage.program.drop.eventFilter(viewport, drop)
    else:
        stage.program.window.dropEvent(drop)
    assert stage.titles == ["dropped.md"]


def test_dropped_text_is_left_to_the_editor(stage: Stage) -> None:
    data = QMimeData()
    data.setText("words")
    drop = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    assert not stage.program.drop.eventFilter(stage.text_edit().viewport(), drop)


def test_the_welcome_tour_is_a_copy_that_is_never_written_back(
    stage: Stage, tmp_path: Path
) -> None:
    stage.program.desk.open_welcome()
    assert stage.titles == ["Welcome.md"]
    assert "Ctrl+K" in stage.text
    assert not stage.tab.modified
    stage.type("x")
    stage.answers.to_save = tmp_path / "mine.md"
    stage.press("Ctrl+S")
    assert stage.answers.asked == ["save as Welcome.md"]
    assert (tmp_path / "mine.md").exists()


def test_a_save_that_fails_is_told_offers_another_name_and_nothing_is_lost(
    stage: Stage, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    stage.open(folder / "a.md", "A\n")
    stage.type("x")
    shutil.rmtree(folder)
    stage.press("Ctrl+S")
    assert "is not there" in stage.answers.asked[0]
    assert stage.tab.modified
    stage.answers.on_elsewhere = True
    stage.answers.to_save = tmp_path / "b.md"
    stage.press("Ctrl+S")
    assert (tmp_path / "b.md").read_text() == "xA\n"
    assert stage.titles == ["b.md"]
    assert not stage.tab.modified


def test_the_status_bar_tells_what_is_unusual_about_a_file(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = stage.program.window.status
    stage.open(tmp_path / "a.md", "A\n")
    usual = status.text()
    assert not {"UTF-8", "LF", "Read-only"} & set(usual.replace("|", " ").split())
    (tmp_path / "b.md").write_bytes("é\r\n".encode("cp1252"))
    stage.program.desk.open_file(tmp_path / "b.md")
    assert "Windows-1252 · CRLF" in status.text()
    stage.press("Ctrl+Tab")
    assert "Windows" not in status.text()
    # Root may write anything, so the system's answer stands in for a file that nobody may.
    monkeypatch.setattr("app.document.os.access", lambda _path, _mode: False)
    stage.press("Ctrl+Tab")
    assert "Read-only · Windows-1252 · CRLF" in status.text()


def test_a_reload_over_a_run_says_what_ended_it(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    stage.open(path, "Some old words.\n")
    stage.ask("tighten")
    stage.see_step("NEW")
    path.write_text("Others now.\n")
    stage.program.watch.reload()
    assert stage.text == "Others now.\n"
    told = stage.program.window.status.text()
    assert told.startswith("Reloaded from disk: the run was stopped")
