"""The command line with the real engine on a tiny random checkpoint, and with the starter."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli import main
from tests.patience import PROCESS
from tests.tiny_checkpoint import make_checkpoint

ROOT = Path(__file__).resolve().parents[2]
# Runs Anneal and fails where a window's library was imported.
WITHOUT_QT = (
    "import sys; from app.__main__ import main; code = main(sys.argv[1:]); "
    "sys.exit(code if not any(name.startswith('PySide6') for name in sys.modules) else 99)"
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("cli") / "tiny", spread=0.02)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.md"
    path.write_bytes(b"before\n\nthe quick brown fox\n\nafter\n")
    return path


def test_an_edit_goes_all_the_way(
    tiny: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["rewrite", str(file), "--lines", "3", "--instruction", "Shorten"]
    command += ["--model", str(tiny), "--seed", "5", "--steps", "3"]
    outputs = []
    for more in (["--json"], ["--json"], ["--events"], []):
        assert main([*command, *more]) == 0
        outputs.append(capsys.readouterr().out)
    first, again = (json.loads(output) for output in outputs[:2])
    events = [json.loads(line) for line in outputs[2].splitlines()]
    assert first["text"] == again["text"]
    assert first["model"] == "tiny"
    assert first["seed"] == 5
    steps = [event for event in events if event["event"] == "denoise_step"]
    assert len(steps) == first["steps"]
    assert steps[-1]["text"] == events[-1]["text"] == first["text"]
    assert outputs[3].rstrip("\n") == first["text"].rstrip("\n")
    assert file.read_bytes() == b"before\n\nthe quick brown fox\n\nafter\n"


def test_a_damaged_checkpoint_is_3_and_says_why(
    tiny: Path, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = tmp_path / "cut"
    cut.mkdir()
    for part in tiny.iterdir():
        (cut / part.name).write_bytes(part.read_bytes()[: 1000 if part.suffix != ".json" else None])
    command = ["rewrite", str(file), "--lines", "3", "--instruction", "x", "--model", str(cut)]
    assert main(command) == 3
    assert "model.safetensors" in capsys.readouterr().err


def test_verify_loads_where_it_is_asked_to(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "verify", str(tiny), "--load"]) == 0
    out = capsys.readouterr().out
    assert f"The files in {tiny} are whole: tiny" in out
    assert "It was loaded on " in out


def test_ctrl_c_between_steps_ends_a_real_run_without_a_change(tiny: Path, file: Path) -> None:
    before = file.read_bytes()
    command = ["rewrite", str(file), "--lines", "3", "--instruction", "Shorten", "--events"]
    command += ["--model", str(tiny), "--steps", "100000"]
    process = subprocess.Popen(
        [sys.executable, "-c", WITHOUT_QT, *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    with process:
        while '"denoise_step"' not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PROCESS)
    assert process.returncode == 130
    assert json.loads(out.splitlines()[-1])["event"] == "cancelled"
    assert "The best draft so far:" in err
    assert file.read_bytes() == before


def test_a_reader_that_left_is_no_crash() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "app", "models", "list"]
    with os.fdopen(writer, "wb") as out:
        result = subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.PIPE, check=False)
    assert result.stderr == b""
    assert result.returncode == 130


def test_the_starter_mends_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"## getting started with the engine\r\n\r\nText.\r\n")
    command = ["rewrite", str(path), "--lines", "1", "--instruction", "Title case the headings"]
    assert main([*command, "--in-place"]) == 0
    assert path.read_bytes().endswith(b"\r\n\r\nText.\r\n")
    assert path.read_bytes().startswith(b"## Getting Started")
