"""A token goes to the one host that it is for, over encrypted lines; it is told who gets none."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from engine.errors import DownloadRefusedError
from engine.jobs import JobNote
from engine.store.hub_token import Token, token_for
from tests.engine.store.hub_stage import end, fetch, finish, serving, start, words
from tests.hub_server import LIST, REPO, Fault, HubServer
from tests.patience import PROCESS

SECRET = "hf_secret"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Path) -> Iterator[HubServer]:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(tmp_path))
    monkeypatch.setenv("HF_TOKEN", SECRET)
    with serving(source) as server:
        yield server


def sent(hub: HubServer) -> set[str]:
    return {request.token for request in hub.requests}


@pytest.mark.parametrize(
    ("address", "meant", "given"),
    [
        ("https://huggingface.co", "", True),
        ("https://HuggingFace.co:443/", "", True),
        ("https://huggingface.co.example.org", "", False),
        ("https://nothuggingface.co", "", False),
        ("https://huggingface.co@example.org", "", False),
        ("https://mirror.example.org", "", False),
        ("https://mirror.example.org", "mirror.example.org", True),
        ("https://mirror.example.org/hub", " https://Mirror.example.org:8443/x ", True),
        ("https://[::1]:8000", "[::1]:8000", True),
        ("http://localhost:8000", "localhost", True),
        ("http://localhost:8000", "", False),
        # It is for the company's hub, and not for the usual one.
        ("https://huggingface.co", "mirror.example.org", False),
        ("http://huggingface.co", "", False),
        ("http://mirror.example.org", "mirror.example.org", False),
    ],
)
def test_a_token_goes_to_one_host_alone(address: str, meant: str, given: bool) -> None:
    variables = {"HF_TOKEN": SECRET, "ANNEAL_TOKEN_HOST": meant}
    token = token_for(urlsplit(address), variables)
    assert token.value == (SECRET if given else "")
    assert bool(token.withheld) == (not given)
    assert SECRET not in token.withheld


def test_where_there_is_no_token_nothing_is_withheld() -> None:
    assert token_for(urlsplit("https://mirror"), {}) == Token()
    assert token_for(urlsplit("https://mirror"), {"HF_TOKEN": " \n"}) == Token()


def test_the_librarys_own_switch_counts() -> None:
    variables = {"HF_TOKEN": SECRET, "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}
    token = token_for(urlsplit("https://huggingface.co"), variables)
    assert token.value == ""
    assert "HF_HUB_DISABLE_IMPLICIT_TOKEN forbids it" in token.withheld


@pytest.mark.parametrize("value", ["hf_secret\nX-Other: 1", "hf secret", "hf_s\u00e9cret", "\x00"])
def test_what_is_no_token_is_told_and_not_shown(value: str) -> None:
    with pytest.raises(DownloadRefusedError, match="HF_TOKEN holds is no token") as caught:
        token_for(urlsplit("https://huggingface.co"), {"HF_TOKEN": value})
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize("meant", ["https://", "[", "//", ":80"])
def test_a_host_that_is_none_is_told(meant: str) -> None:
    variables = {"HF_TOKEN": SECRET, "ANNEAL_TOKEN_HOST": meant}
    with pytest.raises(DownloadRefusedError, match="ANNEAL_TOKEN_HOST names no host"):
        token_for(urlsplit("https://huggingface.co"), variables)


@pytest.mark.loopback
def test_a_mirror_gets_no_token_and_the_person_is_told(hub: HubServer, tmp_path: Path) -> None:
    events = fetch(hub, tmp_path / "mine")
    assert end(events) == "done"
    assert sent(hub) == {""}
    told = [event.words for event in events if isinstance(event, JobNote)]
    assert told[0] == (
        "HF_TOKEN is not sent to 127.0.0.1, since it is for huggingface.co alone; if it is meant "
        "for 127.0.0.1, set the variable ANNEAL_TOKEN_HOST to that"
    )


@pytest.mark.loopback
def test_a_hub_that_the_person_names_gets_it(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNEAL_TOKEN_HOST", "127.0.0.1")
    events = fetch(hub, tmp_path / "mine")
    assert end(events) == "done"
    assert f"Bearer {SECRET}" in sent(hub)
    assert "is not sent" not in words(events)


@pytest.mark.loopback
@pytest.mark.parametrize("code", ["", "GatedRepo"])
def test_a_refusal_tells_that_a_token_was_withheld(
    hub: HubServer, tmp_path: Path, code: str
) -> None:
    hub.fail(Fault("status", LIST, status=403, headers={"X-Error-Code": code}))
    events = fetch(hub, tmp_path / "mine")
    assert end(events) == "DownloadRefusedError"
    assert "set the variable ANNEAL_TOKEN_HOST to that" in str(events[-1])


@pytest.mark.loopback
def test_the_plan_tells_it_too(hub: HubServer, tmp_path: Path) -> None:
    child = start(["plan", REPO, "--endpoint", hub.url, "--json"], tmp_path)
    out, err = child.communicate(timeout=PROCESS)
    assert child.returncode == 0, err
    assert out.startswith("{")
    assert "HF_TOKEN is not sent to 127.0.0.1" in err


@pytest.mark.loopback
def test_the_variable_of_the_library_names_a_mirror_as_well(hub: HubServer, tmp_path: Path) -> None:
    child = start(["download", REPO, "--name", "m", "--events"], tmp_path, HF_ENDPOINT=hub.url)
    assert end(finish(child)) == "done"
    assert sent(hub) == {""}
