"""A restart is asked for like quitting, and the same process begins anew with the same files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.whole.stage import Stage
from tests.patience import PROCESS

GONE = (
    "Anneal cannot start itself again. Its program is not where it was, perhaps after an update, "
    "or may not be run any more. This window works on: save your texts, close it, and open Anneal "
    "as always."
)
REPOSITORY = Path(__file__).parents[3]


def run_restart(files: list[str], **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run an Anneal that wants to start again."""
    for file in files:
        Path(file).write_text("Some words.\n", encoding="utf-8")
    outside = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    return subprocess.run(
        [sys.executable, "-m", "tests.app.whole.restart_child", *files],
        cwd=REPOSITORY,
        env=outside | variables,
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )


def test_the_same_files_open_again_in_the_same_process(tmp_path: Path) -> None:
    files = [str(tmp_path / name) for name in ("a.md", "b.md")]
    ended = run_restart(files)
    assert ended.returncode == 0, ended.stderr
    first, stayed, again = ended.stdout.splitlines()
    process = first.split()[1]
    # Who cancels for the sake of unsaved text stays, and nothing is started.
    assert stayed == "['unsaved b.md'] None"
    # The environment is the one of the first start, and not what the editor made of it.
    assert again == f"again {process} {[*files, files[1]]} None 1"
    assert (tmp_path / "b.md").read_text(encoding="utf-8") == "Some words.\n"


def test_a_program_that_is_gone_closes_nothing(tmp_path: Path) -> None:
    gone = tmp_path / "anneal"
    ended = run_restart([str(tmp_path / "a.md")], ANNEAL_TEST_AGAIN=str(gone))
    assert ended.returncode == 0, ended.stderr
    told = f"told {GONE} ({gone})"
    _first, first_try, stayed, second_try, still = ended.stdout.splitlines()
    # Nothing is asked for, since nothing is closed.
    assert (first_try, stayed, second_try, still) == (told, "[] None", told, "stayed")


def test_a_program_that_cannot_be_started_is_told_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "anneal"
    broken.write_text("#!/nowhere/at/all\n", encoding="utf-8")
    broken.chmod(0o700)
    ended = run_restart([str(tmp_path / "a.md")], ANNEAL_TEST_AGAIN=str(broken))
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    told = ended.stdout.splitlines()[-1]
    assert told.startswith("told Anneal has closed, and could not start again. Nothing is lost")
    assert "No such file" in told


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
    assert restarting.start_again(["/a.md"], {"A": "1"}, beside_another=beside_another) is None
    command, environment = started[0]
    assert command == ["/opt/anneal", *(["--new-window"] if beside_another else []), "/a.md"]
    assert environment["A"] == "1"
