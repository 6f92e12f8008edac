"""What kills and desktops leave in a download's folder, and parts that are links."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store.record import JOURNAL, RECORD
from tests.engine.store.hub_stage import end, fetch, make_source, serving, words
from tests.hub_server import Fault, HubServer

pytestmark = pytest.mark.loopback
SHARD = "model-00001-of-00003.safetensors"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_source(tmp_path_factory.mktemp("hub") / "tiny")


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
