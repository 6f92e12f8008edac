"""The program starts itself from every folder, whatever lies there and whatever the environment."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.own_command import own_command
from tests.patience import PROCESS


def test_a_checkout_starts_itself_from_a_folder_with_modules_of_its_own(tmp_path: Path) -> None:
    for name in ("json", "app", "engine", "argparse"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a file of the person')")
    run = subprocess.run(
        [*own_command(), "--version"],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("Anneal ")


def test_the_packaged_program_is_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == [sys.executable]
