"""What the window does when another start of Anneal calls: it comes up, and opens the files."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from app.calls import Calls
from tests.app.whole.stage import Stage


def titles(stage: Stage) -> list[str]:
    return [tab.title for tab in stage.program.workspace]


def test_a_window_that_was_made_small_comes_back_with_the_file(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "old")
    stage.open(tmp_path / "a.md", "Some words.\n")
    (tmp_path / "b.md").write_text("Others.\n", encoding="utf-8")
    window = stage.program.window
    window.showMinimized()
    stage.qtbot.waitUntil(window.isMinimized)
    Calls(window, stage.program.desk).take([tmp_path / "b.md"], "")
    stage.qtbot.waitUntil(window.isActiveWindow)
    assert not window.isMinimized()
    assert titles(stage)[-1] == "b.md"
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "old"
    Calls(window, stage.program.desk).take([], "new")
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "new"


def test_files_wait_until_a_question_is_answered(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "Some words.\n")
    for name in ("b.md", "c.md"):
        (tmp_path / name).write_text("Others.\n", encoding="utf-8")
    question = QDialog(stage.program.window)
    question.open()
    calls = Calls(stage.program.window, stage.program.desk)
    calls.take([tmp_path / "b.md"], "")
    calls.take([tmp_path / "c.md"], "")
    assert "b.md" not in titles(stage)
    question.accept()
    stage.qtbot.waitUntil(lambda: titles(stage)[-2:] == ["b.md", "c.md"])
