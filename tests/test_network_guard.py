"""The guard: an Internet socket is refused and remembered; a local one and a marked test pass."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.network_guard import NetworkGuard, NetworkReachedError


def _datagram(address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", address)


def _look_up(address: tuple[str, int]) -> None:
    socket.getaddrinfo(*address)


def _bind(address: tuple[str, int]) -> None:
    with socket.socket() as one:
        one.bind(address)


@pytest.mark.parametrize("act", [socket.create_connection, _bind, _datagram, _look_up])
def test_an_internet_socket_is_refused_and_remembered(
    act: Callable[[tuple[str, int]], object], network_guard: NetworkGuard
) -> None:
    with pytest.raises(NetworkReachedError):
        act(("127.0.0.1", 9))
    assert len(network_guard.taken()) == 1


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no local sockets")
def test_a_local_socket_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has to be short
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind("s")
        server.listen()
        client.connect("s")


@pytest.mark.loopback
def test_a_marked_test_may_use_loopback() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()),
    ):
        pass
