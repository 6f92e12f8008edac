"""Where a replay goes: a name without an ending gets that of the format that is chosen."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.dialogs.export_replay import ask_replay_file


def answer(suggested: Path, act: Callable[[QFileDialog], None]) -> Path | None:
    """Open the dialog with ``suggested`` and let ``act`` end it."""

    def find() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        act(dialog)

    QTimer.singleShot(0, find)
    return ask_replay_file(None, suggested)


def name_in(dialog: QFileDialog) -> QLineEdit:
    line = dialog.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def test_the_suggested_name_is_taken(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    path = answer(tmp_path / "a replay.webp", QFileDialog.accept)
    assert path == tmp_path / "a replay.webp"


def test_the_format_gives_the_ending(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot

    def choose_gif(dialog: QFileDialog) -> None:
        gif = next(name for name in dialog.nameFilters() if "GIF" in name)
        dialog.selectNameFilter(gif)
        dialog.filterSelected.emit(gif)  # as a hand in the list does
        assert name_in(dialog).text() == "a replay.gif"
        dialog.accept()

    assert answer(tmp_path / "a replay.webp", choose_gif) == tmp_path / "a replay.gif"

    def type_name(dialog: QFileDialog) -> None:
        name_in(dialog).setText("film")
        dialog.accept()

    assert answer(tmp_path / "a replay.jsonl", type_name) == tmp_path / "film.jsonl"


def test_closing_it_names_none(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    assert answer(tmp_path / "a.webp", QFileDialog.reject) is None
