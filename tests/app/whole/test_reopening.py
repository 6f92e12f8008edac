"""The files of last time: open again after quitting and after a kill, where they stood."""

import errno
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.last_files import LastFile, LastFiles, last_files_path, read_last_files, write_last_files
from app.settings import Settings
from app.settings_file import save_settings
from app.start import open_first
from tests.app.hands import click
from tests.app.whole.reopen_child import CARET, LINE, TYPED
from tests.app.whole.scripted_engine import LoaderOf
from tests.app.whole.stage import Stage, running_editor
from tests.patience import PROCESS

REPOSITORY = Path(__file__).parents[3]
TEXT = "".join(f"Line {number} of a text.\n\n" for number in range(100))


@dataclass(frozen=True, slots=True)
class Home:
    """A person's folders, files, and starts of Anneal."""

    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "config_home" / "anneal"

    @property
    def remembered(self) -> LastFiles:
        return read_last_files(last_files_path(self.settings))

    def write(self, *names: str) -> list[str]:
        for name in names:
            (self.folder / name).write_text(TEXT, encoding="utf-8")
        return [str(self.folder / name) for name in names]

    def remember(self, *names: str, front: int = 0) -> None:
        files = tuple(LastFile(self.folder / name) for name in names)
        write_last_files(LastFiles(files, front), last_files_path(self.settings))

    def start(self, how: str, *files: str) -> dict[str, Any]:
        environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
        for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
            folder = self.folder / name.lower()
            folder.mkdir(mode=0o700, exist_ok=True)
            environment[f"XDG_{name}"] = str(folder)
        ended = subprocess.run(
            [sys.executable, "-m", "tests.app.whole.reopen_child", how, *files],
            cwd=REPOSITORY,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PROCESS,
            check=False,
        )
        assert (ended.returncode == 0) == (how == "quit"), ended.stderr
        assert "Traceback" not in ended.stderr
        told: dict[str, Any] = json.loads(ended.stdout.splitlines()[0])
        return told


@pytest.fixture
def home(tmp_path: Path) -> Home:
    save_settings(Settings(set_up_seen=True), tmp_path / "config_home" / "anneal" / "settings.json")
    return Home(tmp_path)


def test_after_quitting_all_is_as_it_was(home: Home) -> None:
    assert home.start("quit", *home.write("a.md", "b.md", "c.md"))["front"] == "c.md"
    again = home.start("quit")
    assert again["titles"] == ["a.md", "b.md", "c.md"]
    assert again["front"] == "a.md"
    assert (again["caret"], again["line"]) == (CARET, LINE)
    assert again["notice"] == ""
    assert TEXT[:20] not in last_files_path(home.settings).read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="processes are ended by signals")
def test_after_a_kill_the_files_are_there_and_unsaved_text_is_in_its_own_tab(home: Home) -> None:
    home.start("kill", *home.write("a.md", "b.md"))
    again = home.start("quit")
    assert again["asked"] == [f"recover {home.folder / 'a.md'}"]
    assert again["titles"] == ["a.md", "b.md"]
    assert again["front"] == "a.md"
    assert again["text"] == TYPED
    assert (home.folder / "a.md").read_text(encoding="utf-8") == TEXT


def test_files_of_the_command_line_open_alone_and_are_what_is_remembered(home: Home) -> None:
    home.remember(*(Path(path).name for path in home.write("a.md", "b.md", "c.md")))
    assert home.start("quit", str(home.folder / "c.md"))["titles"] == ["c.md"]
    assert [file.path.name for file in home.remembered.files] == ["c.md"]


def test_what_cannot_be_opened_is_left_out_and_told_in_a_line(home: Home) -> None:
    home.write("b.md")
    (home.folder / "a.md").mkdir()
    home.remember("gone.md", "a.md", "b.md", "also gone.md")
    again = home.start("quit")
    assert again["titles"] == ["b.md"]
    assert again["notice"] == "2 files of last time are gone, 1 file cannot be opened"
    assert [file.path.name for file in home.remembered.files] == ["b.md"]
    recent = (home.settings / "settings.json").read_text(encoding="utf-8")
    assert "gone.md" not in recent


def test_where_nothing_is_left_the_tour_is_open(home: Home) -> None:
    home.remember("gone.md")
    again = home.start("quit")
    assert again["titles"] == ["Welcome.md"]
    assert again["notice"] == "1 file of last time is gone"


def test_a_damaged_list_is_a_first_start(home: Home) -> None:
    last_files_path(home.settings).write_bytes(b'{"version": 1, "files": [{"path"')
    again = home.start("quit")
    assert (again["titles"], again["notice"]) == (["Welcome.md"], "")


def start_in(stage: Stage, *, beside_another: bool = False) -> None:
    """Do in the stage's window what the start does."""
    open_first(stage.program, [], beside_another=beside_another)
    with stage.qtbot.waitSignal(stage.program.reopening.opened):
        stage.program.reopening.open_rest()


def list_of(stage: Stage) -> Path:
    return last_files_path(stage.program.store.folder)


def names_in(stage: Stage) -> list[str]:
    return [file.path.name for file in read_last_files(list_of(stage)).files]


def test_a_tab_that_was_not_looked_at_keeps_its_place(stage: Stage, tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    last = LastFiles((LastFile(tmp_path / "a.md", 500, 20.0), LastFile(tmp_path / "b.md", 9**9)))
    write_last_files(last, list_of(stage))
    start_in(stage)
    stage.program.reopening.save()
    assert read_last_files(list_of(stage)).files[1].caret == 9**9
    stage.press("Ctrl+Tab")
    # A file that is shorter by now has its caret at its end.
    assert stage.tab.editor.selected_span().start == len(TEXT)
    stage.press("Ctrl+Tab")
    assert stage.tab.editor.selected_span().start == 500
    assert stage.tab.editor.top_line() == pytest.approx(20, abs=0.1)


def test_the_order_and_the_tab_in_front_are_kept(stage: Stage, tmp_path: Path) -> None:
    names = [f"{number}.md" for number in range(5)]
    for name in names:
        (tmp_path / name).write_text(name, encoding="utf-8")
    write_last_files(LastFiles(tuple(LastFile(tmp_path / n) for n in names), 2), list_of(stage))
    start_in(stage)
    assert stage.titles == names
    assert stage.tab.title == "2.md"
    assert stage.program.window.tab_bar.currentIndex() == 2
    assert [tab.title for tab in stage.program.workspace] == names
    stage.press("Ctrl+Shift+Tab")
    assert stage.text == "1.md"


def test_what_is_open_is_remembered_a_moment_after_each_change(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", "A")
    stage.open(tmp_path / "b.md", "B")
    stage.qtbot.waitUntil(lambda: names_in(stage) == ["a.md", "b.md"])
    stage.program.window.tab_bar.moveTab(0, 1)
    stage.qtbot.waitUntil(lambda: names_in(stage) == ["b.md", "a.md"])
    stage.press("Ctrl+W")
    stage.press("Ctrl+N")
    stage.type("no file has this")
    stage.qtbot.waitUntil(lambda: len(names_in(stage)) == 1)
    stage.answers.to_save = tmp_path / "c.md"
    stage.press("Ctrl+S")
    stage.qtbot.waitUntil(lambda: names_in(stage)[-1] == "c.md")


def test_a_second_window_opens_none_of_them_and_wipes_none_out(
    stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("A", encoding="utf-8")
    write_last_files(LastFiles((LastFile(tmp_path / "a.md"),)), list_of(stage))
    start_in(stage, beside_another=True)
    assert stage.titles == ["Untitled"]
    stage.program.reopening.save()
    assert names_in(stage) == ["a.md"]
    stage.open(tmp_path / "b.md", "B")
    stage.program.reopening.save()
    assert names_in(stage) == ["b.md"]
    stage.press("Ctrl+W")
    stage.program.reopening.save()
    assert names_in(stage) == []


def test_quitting_before_all_are_open_loses_none(stage: Stage, tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    files = tuple(LastFile(tmp_path / name) for name in ("a.md", "b.md", "c.md"))
    write_last_files(LastFiles(files), list_of(stage))
    open_first(stage.program, [])
    stage.program.quitting.leaving.emit()
    assert names_in(stage) == ["a.md", "b.md", "c.md"]


def test_switched_off_the_list_is_removed_by_keys_alone(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "A")
    stage.program.reopening.save()
    assert list_of(stage).exists()
    stage.press("Ctrl+Shift+P")
    stage.type("open last files")
    stage.press("Return")
    assert not stage.program.store.settings.reopen_files
    assert not stage.program.window.commands.reopen_files.isChecked()
    assert "No open files are remembered" in stage.program.window.status.notice()
    assert not list_of(stage).exists()
    stage.open(tmp_path / "b.md", "B")
    stage.program.reopening.save()
    assert not list_of(stage).exists()


def test_the_switch_is_ticked_by_the_mouse_alone(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "A")
    action = stage.program.window.commands.reopen_files
    (menu,) = (place for place in action.associatedObjects() if isinstance(place, QMenu))
    assert menu.title() == "&File"
    for wanted in (False, True):
        menu.popup(stage.program.window.mapToGlobal(stage.program.window.rect().center()))
        click(menu, menu.actionGeometry(action).center())
        assert action.isChecked() is wanted
        assert stage.program.store.settings.reopen_files is wanted
        assert list_of(stage).exists() is wanted


def test_switched_off_a_list_that_lies_there_is_not_used_and_goes(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, load: LoaderOf
) -> None:
    (tmp_path / "a.md").write_text("A", encoding="utf-8")
    write_last_files(LastFiles((LastFile(tmp_path / "a.md"),)), last_files_path(tmp_path))
    settings = Settings(set_up_seen=True, reopen_files=False)
    with running_editor(qtbot, qapp, tmp_path, settings, load) as stage:
        start_in(stage)
        assert stage.titles == ["Untitled"]
        assert not list_of(stage).exists()
        assert not stage.program.window.commands.reopen_files.isChecked()


def test_a_folder_that_may_not_be_written_is_no_failure_and_the_switch_says_so(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    stage.open(tmp_path / "a.md", "A")
    stage.program.reopening.save()
    monkeypatch.setattr("engine.files._write_beside", refuse)
    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    (tmp_path / "b.md").write_text("B", encoding="utf-8")
    stage.program.desk.open_file(tmp_path / "b.md")
    stage.program.reopening.save()
    assert stage.program.window.status.notice() == ""
    assert names_in(stage) == ["a.md"]
    stage.program.reopening.choose(True)
    assert "cannot be remembered" in stage.program.window.status.notice()
    stage.program.window.status.clear_notice()
    stage.program.reopening.choose(False)
    assert "cannot be removed" in stage.program.window.status.notice()
