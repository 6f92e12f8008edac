"""The ways to the hub: mirrors, proxies, tokens, what requests tell, what is left on the disk."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from engine.errors import DownloadRefusedError
from engine.jobs import JobFailed, JobPlanned
from engine.store import hub as hub_module
from engine.store.hub import Hub
from engine.store.remote import DEFAULT_ABOUT_BYTES, DEFAULT_REPO
from tests.engine.store.hub_stage import (
    end,
    fetch,
    finish,
    start,
    words,
)
from tests.hub_server import REPO, HubServer

pytestmark = pytest.mark.loopback


def test_a_mirror_is_taken_from_the_usual_variable(hub: HubServer, tmp_path: Path) -> None:
    child = start(["download", REPO, "--events"], tmp_path, HF_ENDPOINT=f"{hub.url}/")
    assert end(finish(child)) == "done"
    assert (tmp_path / "tiny" / "config.json").exists()


def test_a_proxy_is_taken_from_the_usual_variables(
    hub: HubServer, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", hub.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    hub.url, hub.cdn = "http://hub.invalid", "http://cdn.invalid"
    assert end(fetch(hub, models / "mine")) == "done"
    assert {request.host for request in hub.requests} == {"hub.invalid", "cdn.invalid"}


@pytest.mark.parametrize("proxy", ["foo://proxy", "http://[::1", "socks4://u:secret@proxy:1"])
def test_a_proxy_that_is_none_is_named_without_its_address(
    proxy: str, hub: HubServer, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    events = fetch(hub, models / "mine")
    assert end(events) == "DownloadRefusedError"
    assert "the proxy that is set" in words(events)
    assert "secret" not in words(events)


def test_a_token_is_sent_only_where_it_is_named(
    hub: HubServer, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert end(fetch(hub, models / "one")) == "done"
    assert {request.token for request in hub.requests} == {""}
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("ANNEAL_TOKEN_HOST", "127.0.0.1")
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    hub.mend()
    assert end(fetch(hub, models / "two")) == "done"
    assert {request.token for request in hub.requests} == {""}


def test_requests_tell_nothing_of_the_machine_and_nothing_lies_elsewhere(
    hub: HubServer, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    places = {
        name: str(home / name)
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    }
    child = start(
        ["download", REPO, "--name", "mine", "--endpoint", hub.url, "--events"],
        tmp_path / "models",
        HOME=str(home),
        HF_HUB_DISABLE_TELEMETRY="0",
        AI_AGENT="some-agent",
        **places,
    )
    assert end(finish(child)) == "done"
    assert list(home.iterdir()) == []
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["mine"]
    for request in hub.requests:
        assert request.agent.startswith("anneal/")
        assert "torch" not in request.agent
        assert "agent/" not in request.agent
        assert "harness" not in request.path


@pytest.mark.parametrize("address", ["hub.example", "ftp://hub.example", "https://", "a b"])
def test_an_address_that_is_none_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    with pytest.raises(DownloadRefusedError, match="is no address of a hub"):
        Hub(address)


@pytest.mark.parametrize("repo", ["a/b/c", "..", "a b/c", ""])
def test_a_repository_that_is_none_is_refused(repo: str, hub: HubServer, models: Path) -> None:
    assert main(["models", "download", repo, "--name", "mine", "--endpoint", hub.url]) == 3
    assert not (models / "mine").exists()


def test_the_plan_tells_size_room_and_licence(
    hub: HubServer, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["models", "plan", REPO, "--endpoint", hub.url]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    total = sum(len(data) for data in hub.files.values())
    assert told["nbytes"] == total
    assert (told["commit"], told["licence"], told["about"]) == (hub.head, "apache-2.0", False)
    assert told["place"] == str(models / "tiny")
    assert told["free_after"] == told["free_bytes"] - total
    assert 0 < told["quantized_bytes"] < total
    assert main(command) == 0
    assert "licence: apache-2.0" in capsys.readouterr().out
    assert not models.exists()


def test_an_estimate_needs_no_network(
    models: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANNEAL_OFFLINE", "1")
    assert main(["models", "plan", "--estimate", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["repo"], told["about"], told["commit"]) == (DEFAULT_REPO, True, "")
    assert told["nbytes"] == DEFAULT_ABOUT_BYTES
    assert 15 * 10**9 < told["quantized_bytes"] < 16 * 10**9
    assert main(["models", "plan", "--estimate"]) == 0
    assert "about 52.00 GB" in capsys.readouterr().out
    assert main(["models", "plan", REPO, "--estimate"]) == 2
    assert main(["models", "plan"]) == 3
    assert not models.exists()


def test_a_name_that_is_none_is_a_clear_end(hub: HubServer, tmp_path: Path) -> None:
    child = start(["download", REPO, "--name", "../up", "--events"], tmp_path, HF_ENDPOINT=hub.url)
    last = finish(child)[-1]
    assert isinstance(last, JobFailed)
    assert last.kind == "CheckpointNameError"
    assert child.returncode == 3


def test_a_finished_download_is_looked_through_and_repaired(
    hub: HubServer, models: Path, source: Path
) -> None:
    fetch(hub, models / "mine")
    hub.mend()
    events = fetch(hub, models / "mine")
    assert end(events) == "done"
    assert hub.sent.total() == 0
    broken = models / "mine" / "model-00002-of-00003.safetensors"
    content = broken.read_bytes()
    broken.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    (models / "mine" / "tokenizer.json").unlink()
    events = fetch(hub, models / "mine")
    assert end(events) == "done"
    assert set(hub.sent) == {"model-00002-of-00003.safetensors", "tokenizer.json"}
    assert broken.read_bytes() == (source / broken.name).read_bytes()
    planned = next(event for event in events if isinstance(event, JobPlanned))
    assert planned.bytes_done == planned.nbytes - hub.sent.total()


def test_a_file_larger_than_servers_send_at_once_comes_in_pieces(
    hub: HubServer, models: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "_PIECE", 50_000)
    events = fetch(hub, models / "mine")
    assert end(events) == "done"
    assert "trying again" not in words(events)
    shard = "model-00001-of-00003.safetensors"
    asked = [request.bytes_range for request in hub.requests if request.path.endswith(shard)]
    size = (source / shard).stat().st_size
    wanted = ["bytes=0-49999", "bytes=50000-99999", f"bytes=100000-{size - 1}"]
    # Asked at the hub, and again at the host to which it redirects.
    assert asked[::2] == asked[1::2] == wanted
    assert (models / "mine" / shard).read_bytes() == (source / shard).read_bytes()


def test_another_repository_or_revision_needs_another_name(hub: HubServer, models: Path) -> None:
    fetch(hub, models / "mine")
    assert end(fetch(hub, models / "mine", revision="v2")) == "CheckpointNameError"
    assert end(fetch(hub, models / "mine", revision=hub.head)) == "done"
    assert [path.name for path in models.iterdir()] == ["mine"]
