"""The real program, watched by the kernel: a start, a rewrite and a save open no Internet socket.

What Python's own events cannot show, since Qt, torch and the tokenizer are no Python: here every
call counts that any thread of the program or of its children makes.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[3]
TEXT = "The lamp in the hall is old, and the cat sleeps under it, and the door is open.\n"
WATCH = ["strace", "--follow-forks", "--seccomp-bpf", "-qq", "-e", "trace=socket,connect,bind"]
_FAMILY = re.compile(r"\b(?:socket\(|sa_family=)(AF_\w+)")


def can_watch() -> bool:
    """Say whether there is strace, and this system lets it look."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run([*WATCH, "true"], capture_output=True, check=False).returncode == 0


def families(file: Path) -> dict[str, int]:
    """Return how many calls a record has for each family of sockets."""
    found: dict[str, int] = {}
    for family in _FAMILY.findall(file.read_text(encoding="utf-8", errors="replace")):
        found[family] = found.get(family, 0) + 1
    return found


watched = pytest.mark.skipif(not can_watch(), reason="no strace that may look into a process")


@watched
def test_the_watch_sees_an_internet_socket_in_a_child(tmp_path: Path) -> None:
    record = tmp_path / "calls"
    code = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"
    subprocess.run([*WATCH, "-o", record, sys.executable, "-c", child], check=True, timeout=PROCESS)
    assert families(record) == {"AF_INET": 2}


@watched
def test_a_start_a_rewrite_and_a_save_open_no_internet_socket(tmp_path: Path) -> None:
    path, record = tmp_path / "a.md", tmp_path / "calls"
    path.write_text(TEXT, encoding="utf-8")
    program = [sys.executable, "-m", "tests.app.whole.real_child", "saved", str(path)]
    run = subprocess.run(
        [*WATCH, "-o", record, *program],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == "quitting saved\n"
    assert path.read_text(encoding="utf-8") != TEXT
    assert set(families(record)) <= {"AF_UNIX", "AF_NETLINK"}, record.read_text()
