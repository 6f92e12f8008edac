"""Lets things go wrong while a checkpoint is downloaded; knows nothing of how it should end."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import IO, Any

import pytest

from engine.errors import EngineError
from engine.jobs import JobEvent, JobFailed, JobProgress
from engine.jobs import Stage as Doing
from engine.store import download_plan
from engine.store.download import download
from tests.engine.store.hub_stage import FAST, RESTLESS, fetch
from tests.hub_server import REPO, Fault, HubServer
from tests.tiny_checkpoint import make_checkpoint

MB = 10**6


@dataclass(slots=True)
class Stage:
    """A hub, a place to download to, and what has to be undone afterwards.

    Attributes:
        hub: serves a checkpoint of three shards.
        folder: where the download is to lie.
        monkeypatch: for what is changed to the end of the test.
        mending: undoes the fault.
        before: what the folder holds, where it must stay as it is.
        mounted: whether a disk was put at the place of the models, and has to go.
    """

    hub: HubServer
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    mending: ExitStack = field(default_factory=ExitStack)
    before: dict[str, bytes] = field(default_factory=dict)
    mounted: bool = False

    def mend(self) -> None:
        """Let nothing go wrong any more, and forget what was counted."""
        self.mending.close()
        self.hub.mend()


Strike = Callable[[Stage], list[JobEvent]]


def with_faults(*faults: Fault) -> Strike:
    """Return what downloads from a server that fails."""
    silent = any(fault.kind in {"stall", "trickle"} for fault in faults)

    def run(stage: Stage) -> list[JobEvent]:
        stage.hub.fail(*[_copy(fault) for fault in faults])
        return fetch(stage.hub, stage.folder, patience=RESTLESS if silent else FAST)

    return run


def _copy(fault: Fault) -> Fault:
    """Return a fault of its own for each test: they count."""
    return Fault(fault.kind, fault.name, fault.times, fault.at, fault.status, fault.headers)


def with_list(change: Callable[[Stage], None]) -> Strike:
    """Return what downloads from a hub with a strange list."""

    def run(stage: Stage) -> list[JobEvent]:
        change(stage)
        return fetch(stage.hub, stage.folder)

    return run


def list_entry(name: str, **changes: object) -> Callable[[Stage], None]:
    """Return what puts another entry into the list."""

    def change(stage: Stage) -> None:
        entry: dict[str, object] = {"rfilename": name, "size": 10, "blobId": "0" * 40}
        stage.hub.extra.append(entry | changes)
        stage.mending.callback(stage.hub.extra.clear)

    return change


def wrong_size(off: int) -> Strike:
    """Return what downloads where the list tells another size of the first shard."""

    def run(stage: Stage) -> list[JobEvent]:
        shard = "model-00001-of-00003.safetensors"
        stage.hub.lies[shard] = {"size": len(stage.hub.files[shard]) + off}
        stage.mending.callback(stage.hub.lies.clear)
        return fetch(stage.hub, stage.folder)

    return run


def without_weights(stage: Stage) -> None:
    """Let the repository hold pickles alone."""
    hub, whole = stage.hub, stage.hub.files
    hub.commits[hub.head] = {
        name.replace(".safetensors", ".bin"): data for name, data in whole.items()
    }
    stage.mending.callback(hub.commits.update, {hub.head: whole})


def huge_list(stage: Stage) -> None:
    """Let the list be of 40 MB."""
    stage.hub.padding = 40 * MB
    stage.mending.callback(setattr, stage.hub, "padding", 0)


def other_architecture(stage: Stage) -> list[JobEvent]:
    """Let the repository be another model's; nothing but its config is fetched."""
    hub, whole = stage.hub, stage.hub.files
    hub.commits[hub.head] = whole | {"config.json": b'{"model_type": "llama"}'}
    stage.mending.callback(hub.commits.update, {hub.head: whole})
    events = fetch(hub, stage.folder)
    assert set(hub.sent) == {"config.json"}
    return events


def unreachable(stage: Stage) -> list[JobEvent]:
    """Ask at an address where nobody is."""
    url = stage.hub.url
    stage.hub.url = "http://127.0.0.1:1"
    stage.mending.callback(setattr, stage.hub, "url", url)
    return fetch(stage.hub, stage.folder)


def foreign_host(stage: Stage) -> list[JobEvent]:
    """Let large files lie at another host, which must not see the person's token."""
    stage.monkeypatch.setenv("HF_TOKEN", "hf_secret")
    stage.monkeypatch.setenv("ANNEAL_TOKEN_HOST", "127.0.0.1")
    events = fetch(stage.hub, stage.folder)
    shown = {(request.host.partition(":")[0], request.token) for request in stage.hub.requests}
    assert shown == {("127.0.0.1", "Bearer hf_secret"), ("localhost", "")}
    return events


def untrusted(stage: Stage) -> list[JobEvent]:
    """Ask a hub that speaks TLS with a certificate of its own making."""
    hub = HubServer()
    hub.use_tls(Path(__file__).with_name("self_signed.pem"))
    with hub.running():
        events = fetch(hub, stage.folder)
    assert hub.requests == []
    return events


def new_commit(stage: Stage) -> list[JobEvent]:
    """Stop in the middle, publish another checkpoint, and go on."""
    begin(stage)
    other = make_checkpoint(stage.folder.parent.parent / "other", seed=5)
    old, files = stage.hub.head, stage.hub.files
    stage.hub.publish(other)
    events = fetch(stage.hub, stage.folder)
    assert stage.hub.head != old
    stage.hub.head = old
    assert stage.hub.files is files
    return events


def part_damaged(stage: Stage) -> list[JobEvent]:
    """Stop in the middle of a file, alter what arrived, and go on."""
    stage.hub.fail(Fault("status", status=403, times=1), Fault("drop", times=1))
    stage.hub.faults.reverse()
    fetch(stage.hub, stage.folder)
    part = next(stage.folder.glob("*.safetensors.part"))
    content = part.read_bytes()
    part.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    return fetch(stage.hub, stage.folder)


def begin(stage: Stage) -> None:
    """Download until a first shard is whole, and stop."""
    events = download(REPO, stage.folder, endpoint=stage.hub.url, patience=FAST)
    for event in events:
        if isinstance(event, JobProgress) and "00001" in event.item and event.items_done > 6:
            break
    events.close()


def no_room(stage: Stage) -> list[JobEvent]:
    """Download onto a disk of one megabyte; it grows afterwards."""
    if _small_disk(stage, "1m"):
        place = str(stage.folder.parent)
        grow = ["mount", "-o", "remount,size=80m", place]
        stage.mending.callback(subprocess.run, grow, check=True)
    return fetch(stage.hub, stage.folder)


def disk_fills(stage: Stage) -> list[JobEvent]:
    """Let somebody else fill the disk in the middle of the download."""
    real = _small_disk(stage, "80m")
    filler = stage.folder.parent / "filler"
    full = False
    events: list[JobEvent] = []
    try:
        for event in download(REPO, stage.folder, endpoint=stage.hub.url, patience=FAST):
            events.append(event)
            if isinstance(event, JobProgress) and event.stage is Doing.DOWNLOADING:
                if real and not filler.exists():
                    _fill(filler)
                    stage.mending.callback(filler.unlink)
                elif not real and not full:
                    full = True
                    change = stage.mending.enter_context(stage.monkeypatch.context())
                    change.setattr(Path, "open", open_on_a_full_disk(Path.open))
    except EngineError as error:
        events.append(JobFailed(type(error).__name__, str(error)))
    return events


def _small_disk(stage: Stage, size: str) -> bool:
    """Put a small disk of memory at the place of the models, and say whether it is one.

    Who may not mount gets a disk that says so.
    """
    place = stage.folder.parent
    place.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount"):
        done = subprocess.run(mount, check=False, capture_output=True)
        if done.returncode == 0:
            # Gone only after the test, since the download goes on there.
            stage.mounted = True
            return True
    if size == "1m":
        stage.mending.enter_context(stage.monkeypatch.context()).setattr(
            download_plan, "free_bytes", lambda _: MB
        )
    return False


class _NothingFits(FileIO):
    """A file on a disk that is full."""

    def write(self, _data: object, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def open_on_a_full_disk(real: Callable[..., IO[Any]]) -> Callable[..., IO[Any]]:
    """Return what opens files as ever, but for the parts of a download."""

    def open_it(
        path: Path,
        mode: str = "r",
        buffering: int = -1,
        *,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> IO[Any]:
        if path.suffix == ".part" and mode == "ab":
            return BufferedWriter(_NothingFits(path, "ab"))
        return real(path, mode, buffering, encoding, errors, newline)

    return open_it


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as out:
        for size in (MB, 4096, 1):
            with suppress(OSError):
                while out.write(b"\0" * size):
                    pass


def not_writable(stage: Stage) -> list[JobEvent]:
    """Let a file lie where the models should."""
    stage.folder.parent.write_bytes(b"")
    stage.mending.callback(stage.folder.parent.unlink)
    return fetch(stage.hub, stage.folder)


def name_taken(stage: Stage) -> list[JobEvent]:
    """Let a folder of that name hold somebody's letters."""
    stage.folder.mkdir(parents=True)
    (stage.folder / "letters.txt").write_bytes(b"Dear Ada")
    stage.before = {"letters.txt": b"Dear Ada"}
    stage.mending.callback(shutil.rmtree, stage.folder)
    return fetch(stage.hub, stage.folder)
