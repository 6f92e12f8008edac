"""Lets processes be killed, stopped or in one another's way while a checkpoint is downloaded."""

import signal
import subprocess
import time
from dataclasses import replace

from engine.file_lock import hold
from engine.jobs import JobEvent, JobFailed, JobStopped
from engine.store.in_use import DOWNLOADING as LOCK
from engine.store.record import JOURNAL, read_record, write_record
from tests.engine.store.fault_strikes import Stage, begin
from tests.engine.store.hub_stage import fetch, finish, start
from tests.hub_server import REPO, Fault
from tests.patience import PROCESS


def locked(stage: Stage) -> list[JobEvent]:
    """Let another download be at it."""
    stage.folder.mkdir(parents=True)
    stage.before = {LOCK: b""}
    stage.mending.enter_context(hold(stage.folder / LOCK))
    return fetch(stage.hub, stage.folder)


def killed(stage: Stage) -> list[JobEvent]:
    """Kill a process that is in the middle of a shard."""
    child = _stalled_child(stage)
    child.kill()
    child.communicate()
    return [JobFailed("killed", "")]


def not_entered(stage: Stage) -> list[JobEvent]:
    """Let the journal not know of a file that is there."""
    begin(stage)
    journal = stage.folder / JOURNAL
    record = read_record(journal)
    files = tuple(
        replace(file, whole=file.whole and not file.name.endswith(".safetensors"))
        for file in record.files
    )
    assert files != record.files
    write_record(journal, replace(record, files=files))
    return fetch(stage.hub, stage.folder)


def stopped(stage: Stage) -> list[JobEvent]:
    """Stop a process that is in the middle of a shard."""
    child = _stalled_child(stage)
    child.send_signal(signal.SIGTERM)
    events = finish(child)
    assert isinstance(events[-1], JobStopped)
    assert child.returncode == 130
    return [*events[:-1], JobFailed("JobStopped", events[-1].words)]


def _stalled_child(stage: Stage) -> "subprocess.Popen[str]":
    """Return a process to which a shard comes no further than to its middle."""
    hub = stage.hub
    hub.fail(Fault("stall", "00002-of-00003.safetensors"))
    child = start(
        ["download", REPO, "--name", stage.folder.name, "--endpoint", hub.url, "--events"],
        stage.folder.parent,
    )
    assert hub.stalled.wait(PROCESS), child.communicate()
    part = stage.folder / "model-00002-of-00003.safetensors.part"
    wanted = hub.sent["model-00002-of-00003.safetensors"] - 8192
    end = time.monotonic() + PROCESS
    while not part.exists() or part.stat().st_size < wanted:
        assert time.monotonic() < end, "what was sent did not arrive"
        time.sleep(0.01)
    return child
