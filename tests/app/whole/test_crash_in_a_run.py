"""A crash of the whole process in the middle of a run: the next start gives the text back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.log import LOG_NAME
from tests.app.whole.crash_child import TYPED
from tests.patience import PROCESS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are ended by signals")
REPOSITORY = Path(__file__).parents[3]
TEXT = "# Secret title\n\nThe lamp was lit.\n"


def start(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700, exist_ok=True)
        environment[f"XDG_{name}"] = str(folder)
    return subprocess.run(
        [sys.executable, "-m", "tests.app.whole.crash_child", *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )


def log_of(home: Path) -> str:
    return "".join(file.read_text() for file in home.rglob(LOG_NAME))


@pytest.mark.parametrize("how", ["SIGSEGV", "SIGKILL"])
def test_the_next_start_gives_back_what_was_typed_and_notes_the_crash(
    tmp_path: Path, how: str
) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8")
    ended = start(tmp_path, how, str(path))
    assert ended.returncode < 0, ended.stderr
    assert ended.stdout.split() == ["running"]
    assert path.read_text(encoding="utf-8") == TEXT
    assert "did not end in order" not in log_of(tmp_path)
    again = start(tmp_path, "look")
    assert again.returncode == 0, again.stderr
    assert repr(TYPED + TEXT) in again.stdout
    assert path.read_text(encoding="utf-8") == TEXT
    log = log_of(tmp_path)
    assert log.count("did not end in order") == 1
    assert "ecret" not in log
    assert "lamp" not in log
    # It is noted once; the second start did not end in order either, and is noted by the third.
    start(tmp_path, "look")
    assert log_of(tmp_path).count("did not end in order") == 2
