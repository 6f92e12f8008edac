"""Answers that a hostile hub, mirror or network may give, and what is never told to them."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from engine.errors import DownloadRefusedError
from engine.store import hub as hub_module
from engine.store.hub import Hub
from engine.store.hub_limits import limit_answers
from engine.store.wire import InterruptionError
from tests.engine.store.hub_stage import end, fetch, serving, words
from tests.hub_server import LIST, Fault, HubServer

MB = 2**20


class Endless(httpx2.SyncByteStream):
    """Bytes without end, which counts how many were taken."""

    def __init__(self, piece: bytes = b"\0" * MB) -> None:
        self.piece = piece
        self.taken = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.taken += len(self.piece)
            assert self.taken < 200 * MB, "somebody reads without end"
            yield self.piece


def client(answer: Callable[[httpx2.Request], httpx2.Response]) -> httpx2.Client:
    return httpx2.Client(
        transport=httpx2.MockTransport(answer),
        follow_redirects=True,
        event_hooks={"response": [limit_answers]},
    )


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}])
def test_a_redirect_without_end_is_left(headers: dict[str, str]) -> None:
    stream = Endless()

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(302, headers={"Location": "https://b.invalid/"}, stream=stream)

    with client(answer) as asking, pytest.raises(DownloadRefusedError):
        asking.get("https://a.invalid/", headers=headers)
    assert stream.taken <= MB


def test_a_redirect_that_comes_packed_is_not_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 30 * MB)

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.host == "b.invalid":
            return httpx2.Response(200, content=b"here")
        headers = {"Location": "https://b.invalid/", "Content-Encoding": "gzip"}
        return httpx2.Response(302, headers=headers, stream=httpx2.ByteStream(bomb))

    with client(answer) as asking:
        found = asking.get("https://a.invalid/")
    assert found.content == b"here"
    assert all(len(step.content) <= len(bomb) for step in found.history)


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}])
def test_nothing_leads_out_of_encryption(headers: dict[str, str]) -> None:
    seen = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.host)
        return httpx2.Response(302, headers={"Location": "http://b.invalid/"})

    with client(answer) as asking, pytest.raises(DownloadRefusedError, match="without encryption"):
        asking.get("https://a.invalid/", headers=headers)
    assert seen == ["a.invalid"]


def test_a_file_that_is_packed_twice_is_refused() -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(206, headers={"Content-Encoding": "gzip, gzip"}, stream=Endless())

    with client(answer) as asking, pytest.raises(DownloadRefusedError, match="packed again"):
        asking.get("https://a.invalid/", headers={"Range": "bytes=0-9"})


def test_a_range_with_a_number_without_end_is_another_piece() -> None:
    headers = {"Content-Range": f"bytes {'1' * 5000}-2/3"}
    with pytest.raises(InterruptionError, match="another piece"):
        hub_module._begin(httpx2.Response(206, headers=headers), 0)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Path) -> Iterator[HubServer]:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(tmp_path))
    with serving(source) as server:
        yield server


@pytest.mark.loopback
def test_a_token_is_not_sent_without_encryption(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", hub.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("ANNEAL_TOKEN_HOST", "hub.invalid")
    hub.url, hub.cdn = "http://hub.invalid", "http://cdn.invalid"
    assert end(fetch(hub, tmp_path / "mine")) == "done"
    assert {request.token for request in hub.requests} == {""}


@pytest.mark.loopback
@pytest.mark.parametrize("status", [401, 404, 418, 500])
def test_the_password_of_a_mirror_is_never_told(
    hub: HubServer, tmp_path: Path, status: int
) -> None:
    hub.fail(Fault("status", LIST, times=99, status=status))
    hub.url = hub.url.replace("//", "//person:secret@")
    events = fetch(hub, tmp_path / "mine")
    assert end(events).startswith("Download")
    assert "127.0.0.1" in words(events)
    assert "secret" not in words(events)


@pytest.mark.parametrize("address", ["person:secret@hub", "https://person:secret@hub:port"])
def test_the_password_of_an_address_that_is_none_is_never_told(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    with pytest.raises(DownloadRefusedError, match="is no address of a hub") as caught:
        Hub(address)
    assert "secret" not in str(caught.value)


@pytest.mark.loopback
def test_a_certificate_of_another_time_makes_one_look_at_the_clock(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = Path(__file__).with_name("expired.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # it would be trusted
    mirror = HubServer()
    mirror.use_tls(certificate)
    with mirror.running():
        events = fetch(mirror, tmp_path / "mine")
    assert end(events) == "DownloadRefusedError"
    assert "look at its date and clock" in words(events)
    assert hub.requests == []


def test_a_revision_that_is_no_letters_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    with pytest.raises(DownloadRefusedError, match="bytes in it that are no letters"):
        Hub("http://127.0.0.1:1").describe("o/it", "\udcff")


@pytest.mark.loopback
@pytest.mark.parametrize("ending", ["", "/../x"])
def test_names_that_a_hub_lists_are_shown_as_signs(
    hub: HubServer, tmp_path: Path, ending: str
) -> None:
    name = "a\u202e\ud800" + "b" * 5000 + ending
    hub.extra.append({"rfilename": name, "size": 10, "blobId": "0" * 40})
    told = words(fetch(hub, tmp_path / "mine"))
    assert "a??bbb" in told
    assert "b" * 100 not in told
    assert told.isascii() or "…" in told
