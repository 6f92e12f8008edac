"""The report in the window: read before it is copied, and with nothing of the person's own."""

import gc
import getpass
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from app.dialogs.report import ReportDialog
from app.jobs.child import Child
from app.jobs.work import Phase, Work, WorkState
from app.licences.installed import installed
from app.settings import Settings
from tests.app.whole.stage import Stage, focused
from tests.patience import MODEL_MS, PROCESS
from tests.tiny_checkpoint import make_checkpoint

REPOSITORY = Path(__file__).parents[3]
SECRET = "Zarathustra"


@pytest.fixture
def settings() -> Settings:
    return Settings(
        theme="light",
        recent_instructions=(f"tell of {SECRET}",),
        proxy=f"http://{SECRET}:pw@127.0.0.1:3128",
        model_mirror=f"https://mirror.example.org/{SECRET}",
    )


@pytest.fixture
def quick_doctor(monkeypatch: pytest.MonkeyPatch) -> str:
    """A doctor that answers at once, and tells too much."""
    said = f"fine, {Path.home()}/{SECRET} of {getpass.getuser()}"

    class Quick(Child):
        def __init__(self, verb: object, environment: Mapping[str, str], *, parent: object) -> None:
            del verb, parent
            code = f"print({said!r})"
            super().__init__((), environment, command=(sys.executable, "-c", code))

    monkeypatch.setattr("app.jobs.child.Child", Quick)
    return said


def dialog_of(stage: Stage) -> ReportDialog:
    # One that was closed may still wait for its end.
    dialogs = stage.program.window.findChildren(ReportDialog)
    return next(dialog for dialog in dialogs if dialog.isVisible())


def whole(stage: Stage) -> ReportDialog:
    """Wait until the report is there."""
    dialog = dialog_of(stage)
    stage.qtbot.waitUntil(dialog.copy_button.isEnabled, timeout=MODEL_MS)
    return dialog


def leave_traces(stage: Stage, folder: Path) -> None:
    """Put the secret into document, file's name, instruction, history, recovery and a preset."""
    stage.open(folder / f"{SECRET}.md", f"{SECRET} and {SECRET} went home.\n")
    stage.program.reopening.save()
    stage.ask("tighten")
    stage.see_step(f"{SECRET} again")
    stage.see_draft(f"{SECRET} again.")
    stage.press("Ctrl+Return")
    stage.type(f" {SECRET}")
    stage.program.keeper.keep_all()
    presets = stage.program.library.folder
    presets.mkdir(parents=True, exist_ok=True)
    preset = f"---\nname: {SECRET}\n---\nas {SECRET} would say it\n"
    (presets / f"{SECRET}.md").write_text(preset, encoding="utf-8")


def test_by_keyboard_it_is_read_and_copied(stage: Stage, tmp_path: Path, quick_doctor: str) -> None:
    stage.open(tmp_path / "a.md", "Some words.\n")
    QGuiApplication.clipboard().setText("before")
    stage.press("Ctrl+Shift+P")
    stage.type("copy report")
    stage.press("Return")
    dialog = whole(stage)
    assert not dialog.isModal()
    assert QGuiApplication.clipboard().text() == "before"
    assert focused() is dialog.copy_button
    stage.press("Return")
    copied = QGuiApplication.clipboard().text()
    assert copied == dialog.text.toPlainText()
    assert dialog.state_words() == "Copied"
    for words in (
        f"PySide6        {installed()['pyside6-essentials'].version}",
        "Platform           offscreen",
        "Theme              light",
        "fine, ~/",
        "proxy: set",
        "package_mirror: unset",
        f"torch {installed()['torch'].version}",
        "The last 100 lines of the log",
    ):
        assert words in copied
    assert quick_doctor not in copied
    stage.press("Esc")
    assert not dialog.isVisible()
    assert stage.text == "Some words.\n"


@pytest.mark.usefixtures("quick_doctor")
def test_by_mouse_it_is_saved(stage: Stage, tmp_path: Path) -> None:
    stage.program.window.commands.report.trigger()
    dialog = whole(stage)
    stage.click(dialog.save_button)
    assert dialog.state_words().endswith(" lines")
    stage.answers.to_save = tmp_path / "report.txt"
    stage.click(dialog.save_button)
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == dialog.text.toPlainText()
    assert dialog.state_words() == "Saved as report.txt"
    stage.answers.to_save = tmp_path / "none" / "report.txt"
    stage.click(dialog.save_button)
    assert dialog.state_words().startswith("Not saved: ")
    close = dialog.findChild(QDialogButtonBox)
    assert isinstance(close, QDialogButtonBox)
    stage.click(close.buttons()[0])
    assert not dialog.isVisible()


@pytest.mark.usefixtures("quick_doctor")
def test_nothing_of_the_persons_own_is_in_it(stage: Stage, tmp_path: Path) -> None:
    leave_traces(stage, tmp_path)
    stage.program.window.commands.report.trigger()
    dialog = whole(stage)
    text = dialog.text.toPlainText()
    assert SECRET not in text
    assert str(Path.home()) not in text
    assert str(tmp_path) not in text
    assert getpass.getuser() not in text.split()
    dialog.close()


@pytest.mark.usefixtures("quick_doctor")
def test_closing_it_before_it_is_whole_leaves_nothing_behind(stage: Stage) -> None:
    commands = stage.program.window.commands
    commands.report.trigger()
    commands.report.trigger()
    assert len(stage.program.window.findChildren(ReportDialog)) == 1
    dialog = dialog_of(stage)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert stage.program.trouble.report.findChildren(Child) == []
    commands.report.trigger()
    whole(stage).close()


def test_a_doctor_that_cannot_be_started_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.jobs.child.own_command", lambda: ("/nowhere/anneal",))
    stage.program.window.commands.report.trigger()
    dialog = whole(stage)
    assert "anneal doctor gave no answer" in dialog.text.toPlainText()
    dialog.close()


@pytest.mark.slow
def test_the_real_doctor_on_the_command_line_tells_nothing_of_the_persons_own(
    stage: Stage, tmp_path: Path
) -> None:
    """The whole of `anneal doctor --report`, with a home and a checkpoint that tell too much."""
    home = tmp_path / SECRET
    config, models = home / "config" / "anneal", home / f"{SECRET} models"
    config.mkdir(parents=True)
    leave_traces(stage, home)
    models.mkdir()
    make_checkpoint(models / f"{SECRET} model")
    (models / f"{SECRET} model" / "model.safetensors").write_bytes(b"broken")
    told = {"version": 1, "proxy": stage.program.store.settings.proxy, "theme": "dark"}
    (config / "settings.json").write_text(json.dumps(told), encoding="utf-8")
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(config.parent)}
    run = subprocess.run(
        [sys.executable, "-m", "app", "doctor", "--report"],
        cwd=REPOSITORY,
        env={**os.environ, **own, "ANNEAL_CHECKPOINTS": str(models)},
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    text = run.stdout
    for words in (
        "checkpoint 2: cannot be loaded",
        "starter: can be loaded",
        "belong into (another place)",
        "theme: dark",
        "proxy: set",
    ):
        assert words in text
    assert SECRET not in text
    assert str(tmp_path) not in text
    assert getpass.getuser() not in text.split()


def test_long_work_is_noted_in_the_log_without_what_it_works_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    gc.collect()
    work = Work("verify", f"Verifying {SECRET}", ("models", "verify", SECRET, "--events"))
    with caplog.at_level(logging.INFO, "app.life"):
        stage.program.models.jobs.changed.emit(WorkState(work, Phase.RUNNING))
    assert [record.getMessage() for record in caplog.records] == ["models verify: running"]
