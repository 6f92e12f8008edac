"""From the hub to a draft, each step a process as the window starts it, and killed on the way."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.job_json import read_job_line
from engine.jobs import JobDone, JobPlanned, JobProgress, Stage
from tests.engine.store.hub_stage import ROOT, environment, finish, make_source, serving, start
from tests.hub_server import REPO, Fault, HubServer
from tests.patience import PROCESS

pytestmark = [pytest.mark.loopback, pytest.mark.slow]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with serving(make_source(tmp_path / "source")) as server:
        yield server


def test_from_the_hub_to_a_draft(hub: HubServer, tmp_path: Path) -> None:
    models = tmp_path / "models"
    download_it(hub, models)
    quantize_it(models)
    assert said(["rename", "small", "Tiny 4-bit"], models) == f"{models / 'Tiny 4-bit'}\n"
    told = json.loads(said(["list", "--json"], models))
    (entry,) = (entry for entry in told if entry["name"] != "starter")
    assert (entry["name"], entry["kind"], entry["usable"]) == ("Tiny 4-bit", "4-bit", True)
    assert (entry["source"], entry["commit"]) == (REPO, hub.head)
    assert (entry["recipe"], entry["licence"]) == ("balanced", "apache-2.0")
    assert isinstance(last_of(["verify", "Tiny 4-bit", "--hashes", "--events"], models), JobDone)
    draft_with("Tiny 4-bit", models, tmp_path / "a.md")
    done = last_of(["remove", "Tiny 4-bit", "--events"], models)
    assert isinstance(done, JobDone)
    assert "are free again" in done.words
    assert list(models.iterdir()) == []


def download_it(hub: HubServer, models: Path) -> None:
    """Download, with a kill in the middle and a server that alters a file once."""
    command = ["download", REPO, "--name", "mine", "--endpoint", hub.url, "--events"]
    hub.fail(Fault("altered", "tokenizer.json"), Fault("stall", "00002-of-00003.safetensors"))
    child = start(command, models)
    assert hub.stalled.wait(PROCESS)
    child.kill()
    child.communicate()
    hub.mend()
    events = finish(start(command, models))
    assert isinstance(events[-1], JobDone)
    assert hub.sent.total() < sum(len(data) for data in hub.files.values()) * 2 // 3


def quantize_it(models: Path) -> None:
    """Quantize, with a kill at the first sign of it, and let the source go in the end."""
    command = ["quantize", "mine", str(models / "small"), "--remove-source", "--events"]
    child = start(command, models)
    assert child.stdout is not None
    for line in child.stdout:
        event = read_job_line(line)
        if isinstance(event, JobProgress) and event.stage is Stage.QUANTIZING:
            break
    child.kill()
    child.communicate()
    assert (models / "mine").exists()
    events = finish(start(command, models))
    assert isinstance(events[-1], JobDone)
    assert "mine is removed" in events[-1].words
    planned = next(event for event in events if isinstance(event, JobPlanned))
    assert planned.free_after == planned.free_bytes - (planned.nbytes - planned.bytes_done)
    assert [path.name for path in models.iterdir()] == ["small"]


def draft_with(model: str, models: Path, file: Path) -> None:
    """Make a draft, without a network."""
    file.write_bytes(b"before\n\nthe quick brown fox\n\nafter\n")
    command = ["rewrite", str(file), "--lines", "3", "--instruction", "Shorten", "--json"]
    run = subprocess.run(
        [sys.executable, "-m", "app", *command, "--model", model, "--steps", "3"],
        env=environment(models, ANNEAL_OFFLINE="1"),
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
        cwd=ROOT,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["steps"] >= 1


def said(command: list[str], models: Path) -> str:
    """Return what a verb printed."""
    child = start(command, models)
    out, err = child.communicate(timeout=PROCESS)
    assert child.returncode == 0, err
    return out


def last_of(command: list[str], models: Path) -> object:
    """Return how a job ended."""
    return finish(start(command, models))[-1]
