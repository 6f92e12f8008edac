"""Where Anneal begins: verbs without Qt, files with it, and a word where there is no display."""

import gc
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.__main__ import main

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

    def run_editor(files: list[str]) -> int:
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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells beforehand")
def test_without_a_display_the_command_line_is_named(
    opened: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(["a.md"]) == 2
    assert "anneal rewrite" in capsys.readouterr().err
    assert opened == []
    monkeypatch.setitem(os.environ, "WAYLAND_DISPLAY", "wayland-0")
    assert main(["a.md"]) == 0


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
