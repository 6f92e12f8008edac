"""What kills and desktops leave in a download's folder, and parts that are links."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.jobs import JobProgress
from engine.store.record import JOURNAL, RECORD
from tests.engine.store.fault_strikes import open_on_a_full_disk
from tests.engine.store.hub_stage import end, fetch, serving, words
from tests.hub_server import Fault, HubServer

pytestmark = pytest.mark.loopback
SHARD = "model-00001-of-00003.safetensors"


@pytest.fixture
def hub(source: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HubServer]:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(tmp_path))
    with serving(source) as server:
        yield server


def test_a_kill_while_the_first_journal_is_written(hub: HubServer, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / ".anneal-0123456789ab.tmp").write_bytes(b"{")
    (folder / ".DS_Store").write_bytes(b"")
    events = fetch(hub, folder)
    assert end(events) == "done", words(events)
    assert {path.name for path in folder.iterdir()} == {RECORD, ".DS_Store", *hub.files}


@pytest.mark.parametrize("kind", ["symbolic", "hard"])
def test_what_a_part_leads_to_is_not_written(hub: HubServer, tmp_path: Path, kind: str) -> None:
    folder, foreign = tmp_path / "mine", tmp_path / "foreign.bin"
    hub.fail(Fault("drop", times=999))
    assert end(fetch(hub, folder)) == "DownloadError"
    assert (folder / JOURNAL).exists()
    hub.mend()
    part = folder / f"{SHARD}.part"
    before = part.read_bytes()
    assert before
    part.rename(foreign)
    if kind == "hard":
        os.link(foreign, part)
    else:
        part.symlink_to(foreign)
    events = fetch(hub, folder)
    assert end(events) == "done", words(events)
    assert foreign.read_bytes() == before
    assert (folder / SHARD).read_bytes() == hub.files[SHARD]
    assert not (folder / SHARD).is_symlink()


@pytest.mark.parametrize("harm", ["gone", "cut off"])
def test_what_was_lost_of_a_whole_file_is_fetched_in_the_same_call(
    hub: HubServer, tmp_path: Path, harm: str
) -> None:
    folder, second = tmp_path / "mine", "model-00002-of-00003.safetensors"
    hub.fail(Fault("status", second, times=999, status=403))
    assert end(fetch(hub, folder)) == "DownloadRefusedError"
    hub.mend()
    if harm == "gone":
        (folder / SHARD).unlink()
    else:
        os.truncate(folder / SHARD, 100)
    events = fetch(hub, folder)
    assert end(events) == "done", words(events)
    assert f"gone or cut off since, and fetched anew: {SHARD}" in words(events)
    assert (folder / SHARD).read_bytes() == hub.files[SHARD]
    steps = [event for event in events if isinstance(event, JobProgress)]
    assert steps[-1].bytes_done == steps[-1].nbytes


def test_what_does_not_fit_even_when_the_file_is_closed_is_told_in_words(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(Path, "open", open_on_a_full_disk(Path.open))
        assert end(fetch(hub, tmp_path / "mine")) == "NoRoomError"
    assert end(fetch(hub, tmp_path / "mine")) == "done"
