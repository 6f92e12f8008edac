"""Where Anneal begins: verbs without Qt, files with it, and a word where there is no display."""

import gc
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.__main__ import main
from tests.patience import PROCESS

ROOT = Path(__file__).resolve().parents[2]


def test_verbs_import_no_qt_and_no_torch_before_they_need_it() -> None:
    code = (
        "import sys; from app.__main__ import main; code = main(['models', 'list']); "
        "heavy = {'PySide6', 'torch', 'transformers'} & set(sys.modules); "
        "sys.exit(f'{heavy} after models list' if heavy else code)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.stderr == ""
    assert result.returncode == 0
    assert "Checkpoints of your own" in result.stdout


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The files that the editor was asked to open; no window is made."""
    calls: list[list[str]] = []
    start = ModuleType("app.start")

    def run_editor(files: list[str], instance: object) -> int:
        del instance
        calls.append(files)
        return 0

    vars(start)["run_editor"] = run_editor
    monkeypatch.setitem(sys.modules, "app.start", start)
    return calls


def test_files_open_the_editor(opened: list[list[str]]) -> None:
    assert main(["a.md", "b c.py"]) == 0
    assert main([]) == 0
    assert main(["--", "rewrite"]) == 0
    assert main(["./doctor"]) == 0
    assert opened == [["a.md", "b c.py"], [], ["rewrite"], ["./doctor"]]


@pytest.mark.loopback  # as libxcb, it looks for a display over TCP too
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells beforehand")
@pytest.mark.parametrize("display", [None, ":9999"])
def test_without_a_display_that_answers_the_command_line_is_named(
    display: str | None,
    opened: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if display is not None:
        monkeypatch.setenv("DISPLAY", display)
    assert main(["a.md"]) == 2
    err = capsys.readouterr().err
    assert "anneal rewrite" in err
    assert (f"DISPLAY={display}" in err) == (display is not None)
    assert opened == []


@pytest.mark.skipif(os.name != "posix", reason="the shell of this system closes no streams")
@pytest.mark.parametrize(("argument", "code"), [("--version", 0), ("a.md", 2)])
def test_closed_streams_are_no_crash(argument: str, code: int) -> None:
    child = [sys.executable, "-m", "app", argument]
    ended = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&- 2>&-', "sh", *child],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "DISPLAY" not in name}
        | {"QT_QPA_PLATFORM": "xcb"},
        check=False,
        timeout=PROCESS,
    )
    assert ended.returncode == code


@pytest.mark.parametrize(
    ("module", "arguments"), [("engine.cli", "'models'"), ("app.start", ""), ("argparse", "")]
)
def test_ctrl_c_while_modules_are_imported_prints_no_traceback(module: str, arguments: str) -> None:
    code = f"""
import os, signal, sys
class Press:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.modules.pop({module!r}, None)
sys.meta_path.insert(0, Press())
from app.__main__ import main
sys.exit(main([{arguments}]))
"""
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )
    assert result.stderr == ""
    assert result.returncode == 130


def test_options_are_not_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--ver"])
    assert caught.value.code == 2
    assert "--ver" in capsys.readouterr().err


def test_version_and_help_need_no_display(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("Anneal ")
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    assert "anneal rewrite | bench" in " ".join(capsys.readouterr().out.split())


def test_the_collector_rests_for_the_start_alone(opened: list[list[str]]) -> None:
    assert main([]) == 0
    assert opened == [[]]
    assert gc.isenabled()
