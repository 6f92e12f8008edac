"""The program as a process: first paint, quitting in the middle of a run, files that fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS

REPOSITORY = Path(__file__).parents[3]


def _start(*files: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.app.whole.start_child", *files],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )


def test_quitting_in_the_middle_of_a_run_is_an_orderly_end(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Some words that are here.\n", encoding="utf-8")
    ended = _start(str(path))
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == ["painted ['a.md'] []", "quitting running"]
    assert "terminate called" not in ended.stderr
    assert path.read_text(encoding="utf-8") == "Some words that are here.\n"


def test_without_a_file_the_tour_is_open() -> None:
    ended = _start()
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("painted ['Welcome.md'] []")


def test_a_file_that_cannot_be_opened_leaves_the_window(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0\0")
    (tmp_path / "good.md").write_text("Good words.\n", encoding="utf-8")
    ended = _start(str(tmp_path / "picture.png"), str(tmp_path / "good.md"))
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("painted ['good.md'] []")


@pytest.mark.skipif(sys.platform == "win32", reason="asks for processes by signals")
@pytest.mark.parametrize("how", ["quit", "lost"])
def test_quitting_while_the_machine_is_looked_at_leaves_no_process(
    tmp_path: Path, how: str
) -> None:
    looker = tmp_path / "looker"
    ended = subprocess.run(
        [sys.executable, "-m", "tests.app.whole.looking_child", how, str(looker)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "QProcess" not in ended.stderr
    with pytest.raises(ProcessLookupError):
        os.kill(int(looker.read_text(encoding="utf-8")), 0)
    left, gone = (float(line.split()[1]) for line in ended.stdout.splitlines()[-2:])
    assert gone - left < 25  # seconds; Qt waits for thirty where nobody ends the process
