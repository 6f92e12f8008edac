"""A restart is asked for like quitting, and the same process begins anew with the same files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.whole.stage import Stage
from tests.patience import PROCESS

REPOSITORY = Path(__file__).parents[3]


def test_the_same_files_open_again_in_the_same_process(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("Some words.\n", encoding="utf-8")
    files = [str(tmp_path / name) for name in ("a.md", "b.md")]
    outside = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.app.whole.restart_child", *files],
        cwd=REPOSITORY,
        env=outside,
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    first, stayed, again = ended.stdout.splitlines()
    process = first.split()[1]
    # Who cancels for the sake of unsaved text stays, and nothing is started.
    assert stayed == "['unsaved b.md'] None"
    # The environment is the one of the first start, and not what the editor made of it.
    assert again == f"again {process} {[*files, files[1]]} None 1"
    assert (tmp_path / "b.md").read_text(encoding="utf-8") == "Some words.\n"


def test_quitting_alone_starts_nothing(stage: Stage) -> None:
    stage.program.quitting.quit()
    assert stage.program.quitting.again is None


@pytest.mark.parametrize("beside_another", [False, True])
def test_a_window_beside_another_stays_one(
    beside_another: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import restarting

    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr("os.execve", lambda _path, command, env: started.append((command, env)))
    monkeypatch.setattr(restarting, "own_command", lambda: ["/opt/anneal"])
    restarting.start_again(["/a.md"], {"A": "1"}, beside_another=beside_another)
    command, environment = started[0]
    assert command == ["/opt/anneal", *(["--new-window"] if beside_another else []), "/a.md"]
    assert environment["A"] == "1"
