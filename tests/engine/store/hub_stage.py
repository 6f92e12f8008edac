"""What the tests of downloads share: a hub with a small checkpoint, and a download to its end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from engine.errors import EngineError
from engine.job_json import read_job_line
from engine.jobs import JobDone, JobEvent, JobFailed, JobProgress
from engine.store.download import download
from engine.store.patience import Patience
from tests.hub_server import REPO, HubServer
from tests.patience import PROCESS
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint, shard

ROOT = Path(__file__).resolve().parents[3]
SHARDS = 3
# Waits of milliseconds: what is shown is that there are waits, and that they end.
FAST = Patience(
    connect=20.0,
    read=20.0,
    first_waits=(0.01, 0.01),
    waits=(0.01, 0.01, 0.01),
    longest=1.0,
    worth=4000,
    slow=20.0,
)
# For servers that fall silent; a busy machine must not look like one.
RESTLESS = replace(FAST, read=2.0, slow=2.0)
SHAPE = TinyShape(layer_types=(SLIDING, FULL), hidden=64, dense=96, expert_width=32)


def make_source(folder: Path) -> Path:
    """Write a checkpoint of three shards, as it is published."""
    make_checkpoint(folder, SHAPE)
    shard(folder, SHARDS)
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n", encoding="utf-8")
    (folder / "LICENSE").write_text("Apache License\n", encoding="utf-8")
    return folder


@contextmanager
def serving(source: Path) -> Iterator[HubServer]:
    """Serve a folder in the block."""
    hub = HubServer()
    hub.publish(source)
    with hub.running():
        yield hub


def fetch(
    hub: HubServer, folder: Path, *, revision: str | None = None, patience: Patience = FAST
) -> list[JobEvent]:
    """Download to the end, as a process would tell it."""
    events: list[JobEvent] = []
    try:
        events += download(REPO, folder, revision=revision, endpoint=hub.url, patience=patience)
    except EngineError as error:
        events.append(JobFailed(type(error).__name__, str(error)))
    assert isinstance(events[-1], JobDone | JobFailed)
    return events


def end(events: list[JobEvent]) -> str:
    """Return how a job ended: "done", or the name of the error."""
    last = events[-1]
    return last.kind if isinstance(last, JobFailed) else "done"


def words(events: list[JobEvent]) -> str:
    """Return all that was told, but for progress."""
    return "\n".join(str(event) for event in events if not isinstance(event, JobProgress))


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a child whose models lie in ``folder``."""
    ours = {"ANNEAL_CHECKPOINTS": str(folder), "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "0"}
    return dict(os.environ) | ours | variables


def start(arguments: list[str], folder: Path, **variables: str) -> "subprocess.Popen[str]":
    """Start `anneal models …` as a child process, as the window does."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", "models", *arguments],
        env=environment(folder, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(child: "subprocess.Popen[str]") -> list[JobEvent]:
    """Wait for a child that was started with ``--events``, and return what it told."""
    out, err = child.communicate(timeout=PROCESS)
    assert "Traceback" not in err, err
    return [read_job_line(line) for line in out.splitlines() if line.startswith("{")]
