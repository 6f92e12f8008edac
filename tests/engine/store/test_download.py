"""Downloads where nothing goes wrong, and what they refuse before they begin."""

import hashlib
import json
from pathlib import Path

import pytest

from engine.errors import CheckpointMissingError, NetworkForbiddenError
from engine.jobs import JobNote, JobPlanned, JobProgress, Stage
from engine.store.download import download
from engine.store.listing import ModelKind, list_models
from engine.store.record import RECORD, read_record
from engine.store.verify import verify_checkpoint
from tests.engine.store.hub_stage import end, fetch, words
from tests.hub_server import REPO, HubServer

pytestmark = pytest.mark.loopback


def test_a_checkpoint_comes_whole_and_its_record_tells_of_it(
    hub: HubServer, models: Path, source: Path
) -> None:
    events = fetch(hub, models / "mine")
    assert end(events) == "done"
    folder = models / "mine"
    for path in source.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes()
    record = read_record(folder / RECORD)
    assert (record.repo, record.commit, record.licence) == (REPO, hub.head, "apache-2.0")
    for file in record.files:
        assert file.whole
        assert file.sha256 == hashlib.sha256((folder / file.name).read_bytes()).hexdigest()
    assert {path.name for path in folder.iterdir()} == {file.name for file in record.files} | {
        RECORD
    }
    verify_checkpoint(folder)


def test_the_plan_comes_first_and_progress_adds_up(hub: HubServer, models: Path) -> None:
    events = fetch(hub, models / "mine")
    planned = next(event for event in events if isinstance(event, JobPlanned))
    total = sum(len(data) for data in hub.files.values())
    assert (planned.title, planned.place) == (REPO, models / "mine")
    assert (planned.nbytes, planned.bytes_done) == (total, 0)
    assert planned.free_after == planned.free_bytes - total
    notes = [event.words for event in events if isinstance(event, JobNote)]
    assert f"licence of {REPO}: apache-2.0" in notes
    steps = [
        event
        for event in events
        if isinstance(event, JobProgress) and event.stage is Stage.DOWNLOADING
    ]
    done = [step.bytes_done for step in steps]
    assert done == sorted(done)
    assert done[-1] == steps[-1].nbytes == total
    assert steps[-1].items_done == steps[-1].items == len(hub.files)


def test_code_and_pickles_are_not_fetched(hub: HubServer, models: Path, source: Path) -> None:
    evil = {
        "modeling_evil.py": b"boom",
        "pytorch_model.bin": b"pickle",
        "model.gguf": b"gguf",
        "original/consolidated.safetensors": b"elsewhere",
        "downloading.json": b"{}",
        "anneal-download.json": b"{}",
    }
    hub.publish(source, evil)
    events = fetch(hub, models / "mine")
    assert end(events) == "done"
    assert "not fetched, since no text checkpoint needs them" in words(events)
    assert not any(name in request.path for request in hub.requests for name in evil)
    verify_checkpoint(models / "mine")


def test_an_unfinished_download_is_no_model(hub: HubServer, models: Path) -> None:
    events = download(REPO, models / "mine", endpoint=hub.url)
    for event in events:
        if isinstance(event, JobProgress) and event.items_done == 5:
            break
    events.close()
    entry = next(entry for entry in list_models() if entry.name == "mine")
    assert entry.kind is ModelKind.UNFINISHED_DOWNLOAD
    assert not entry.usable
    assert 0 < entry.bytes_done < entry.bytes_total
    assert "download not finished: 0.0 MB of 0.3 MB" in entry.words
    with pytest.raises(CheckpointMissingError, match="download has not finished"):
        verify_checkpoint(models / "mine")


def test_no_network_means_no_request(
    hub: HubServer, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNEAL_OFFLINE", "1")
    with pytest.raises(NetworkForbiddenError):
        next(download(REPO, models / "mine", endpoint=hub.url))
    monkeypatch.delenv("ANNEAL_OFFLINE")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(NetworkForbiddenError, match="HF_HUB_OFFLINE"):
        next(download(REPO, models / "mine", endpoint=hub.url))
    assert hub.requests == []
    assert not models.exists()


def test_the_record_is_plain_json(hub: HubServer, models: Path) -> None:
    fetch(hub, models / "mine")
    told = json.loads((models / "mine" / RECORD).read_text(encoding="utf-8"))
    assert set(told) == {"version", "repo", "revision", "commit", "licence", "files"}
