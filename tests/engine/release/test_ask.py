"""The version check against a publisher on this machine: every way in which it answers, or not."""

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from engine.cli import main
from engine.network import OFFLINE
from engine.release import ask as asking
from engine.release.ask import ask
from engine.release.note import MOST_BYTES, ReleaseAnswer, Verdict
from tests.engine.release.publisher import Publisher, publishing

pytestmark = pytest.mark.loopback
NOTE = b'{"version": "0.2.0", "notes": "New.", "page": "https://example.org/a"}'


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with publishing() as one:
        one.bodies["/latest.json"] = NOTE
        yield one


def asked(publisher: Publisher, path: str = "/latest.json") -> ReleaseAnswer:
    return ask(publisher.address(path), "0.1.0")


def test_a_newer_one_and_the_newest(publisher: Publisher) -> None:
    answer = asked(publisher)
    assert (answer.verdict, answer.own) == (Verdict.NEWER, "0.1.0")
    assert answer.note is not None
    assert (answer.note.version, answer.note.notes) == ("0.2.0", "New.")
    assert ask(publisher.address(), "0.2.0").verdict is Verdict.NEWEST


def test_the_request_tells_nothing_of_who_asks(publisher: Publisher) -> None:
    asked(publisher)
    asked(publisher)
    for path, headers in publisher.asked:
        assert path == "/latest.json"
        assert set(headers) == {"Host", "User-Agent", "Accept", "Connection"} | (
            {"Accept-Encoding"} & set(headers)
        )
        assert headers["User-Agent"] == "Anneal"


def test_redirects_are_followed_on_this_machine_and_not_out_of_encryption(
    publisher: Publisher,
) -> None:
    publisher.redirects |= {
        "/moved": "/latest.json",
        "/portal": "http://portal.example.org/login",
        "/file": "file:///etc/passwd",
        "/circle": "/circle",
    }
    assert asked(publisher, "/moved").verdict is Verdict.NEWER
    for path in ("/portal", "/file"):
        answer = asked(publisher, path)
        assert answer.verdict is Verdict.UNREACHABLE
        assert "without encryption" in answer.detail
    assert "from one place to the next" in asked(publisher, "/circle").detail
    assert len([path for path, _ in publisher.asked if path == "/circle"]) == 5


def test_a_certificate_that_nobody_trusts_is_no_answer() -> None:
    with publishing(encrypted=True) as publisher:
        publisher.bodies["/latest.json"] = NOTE
        answer = ask(publisher.address(scheme="https"), "0.1.0")
    assert answer.verdict is Verdict.UNREACHABLE
    assert "certificate is not trusted" in answer.detail
    assert publisher.asked == []


def test_garbage_and_the_page_of_a_portal_are_not_understood(publisher: Publisher) -> None:
    publisher.bodies |= {
        "/garbage": bytes(range(256)),
        "/portal": b"<html><body>Please log in</body></html>",
        "/long": b"{" + b" " * 10 * MOST_BYTES,
    }
    assert "no JSON" in asked(publisher, "/garbage").detail
    assert "log in" in asked(publisher, "/portal").detail
    assert "64 KB" in asked(publisher, "/long").detail
    for path in publisher.bodies.keys() - {"/latest.json"}:
        assert asked(publisher, path).verdict is Verdict.NOT_UNDERSTOOD


def test_an_answer_that_comes_byte_by_byte_is_given_up(publisher: Publisher) -> None:
    publisher.slow.add("/slow")
    answer = ask(publisher.address("/slow"), "0.1.0", patience=0.4)
    assert answer.verdict is Verdict.UNREACHABLE
    assert "did not answer" in answer.detail
    assert asking.PATIENCE == 10


def test_errors_and_closed_doors_are_told(publisher: Publisher) -> None:
    publisher.errors["/gone"] = 404
    assert "the error 404" in asked(publisher, "/gone").detail
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # so that no server of another test gets the port
        answer = ask(f"http://127.0.0.1:{nobody.getsockname()[1]}/", "0.1.0")
    assert answer.verdict is Verdict.UNREACHABLE
    assert answer.detail == "Connection refused"  # and not the system's number for it


def test_a_server_that_speaks_no_http_is_unreachable() -> None:
    with publishing(encrypted=True) as publisher:
        answer = ask(publisher.address(scheme="http"), "0.1.0", patience=2)
    assert answer.verdict is Verdict.UNREACHABLE


def test_the_switch_forbids_it_before_any_connection(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OFFLINE, "1")
    answer = asked(publisher)
    assert answer.verdict is Verdict.FORBIDDEN
    assert "needs the network" in answer.detail
    assert publisher.asked == []


def test_on_the_command_line(
    publisher: Publisher,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.cli_version.package_version", lambda _: "0.1.0")
    assert main(["version", "--check", "--address", publisher.address()]) == 0
    assert "There is a newer version: 0.2.0\nNew.\nhttps://example.org/a" in capsys.readouterr().out
    assert main(["version", "--check", "--json", "--address", publisher.address()]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["own"], told["note"]["version"]) == ("newer", "0.1.0", "0.2.0")
    publisher.errors["/latest.json"] = 500
    assert main(["version", "--check", "--address", publisher.address()]) == 3
    assert "No answer: it answered with the error 500" in capsys.readouterr().out


def test_as_shipped_there_is_no_address_to_ask(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version", "--check"]) == 3
    assert "This build names no address" in capsys.readouterr().out
    assert main(["version"]) == 0
    assert capsys.readouterr().out.startswith("Anneal ")


def test_what_a_server_writes_in_place_of_an_answer_is_shown_as_signs() -> None:
    def answer(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(9999)
            connection.sendall(b"\x1b[31m\x9b" + b"A" * 3000 + b"\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, args=[server])
        thread.start()
        told = ask(f"http://127.0.0.1:{server.getsockname()[1]}/", "0.1.0")
        thread.join()
    assert told.verdict is Verdict.UNREACHABLE
    assert len(told.detail) < 300
    assert "AAA" in told.detail
    assert all(sign.isprintable() for sign in told.detail)
