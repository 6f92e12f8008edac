"""Whatever goes wrong in whatever order, and wherever a call ends: the next one makes it whole."""

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import DownloadError
from engine.store.download import download
from engine.store.listing import list_models
from engine.store.verify import verify_checkpoint
from tests.engine.store.hub_stage import FAST, end, fetch, make_source, serving
from tests.hub_server import REPO, Fault, HubServer

pytestmark = pytest.mark.loopback

faults = st.builds(
    Fault,
    kind=st.sampled_from(["drop", "reset", "short", "long", "altered", "no_range", "status"]),
    name=st.sampled_from(["", ".safetensors", "00002-of-00003.safetensors", ".json"]),
    times=st.integers(1, 3),
    at=st.floats(0, 1),
    status=st.sampled_from([429, 500, 503, 403]),
    headers=st.just({}),
)
# What goes wrong in a call, and after how many events somebody ends it.
calls = st.lists(st.tuples(st.lists(faults, max_size=4), st.integers(0, 40)), max_size=4)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with serving(make_source(tmp_path / "source")) as server:
        yield server


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(calls)
def test_it_becomes_whole(
    hub: HubServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    calls: list[tuple[list[Fault], int]],
) -> None:
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    folder = tmp_path / "models" / "mine"
    shutil.rmtree(folder, ignore_errors=True)
    for wrong, most in calls:
        hub.mend()
        hub.fail(*wrong)
        events = download(REPO, folder, endpoint=hub.url, patience=FAST)
        with suppress(DownloadError), closing(events):
            list(islice(events, most))
        check_it_is_whole_or_no_model(folder)
    hub.mend()
    assert end(fetch(hub, folder)) == "done"
    for name, data in hub.files.items():
        assert (folder / name).read_bytes() == data
    check_it_is_whole_or_no_model(folder)


def check_it_is_whole_or_no_model(folder: Path) -> None:
    """What the list offers can be used."""
    for entry in list_models():
        if entry.folder == folder and entry.usable:
            verify_checkpoint(folder)
