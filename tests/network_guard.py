"""Fails what reaches for the network, loopback included: no Internet socket connects or binds.

Heard through Python's audit events, so that a library cannot get around it; what Qt or a child
process does is shown by the network namespace without interfaces that the tests run in.
"""

import socket
import sys
from typing import Final

_SOCKET_EVENTS: Final = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")
_NAME_EVENTS: Final = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_FAMILIES: Final = (socket.AF_INET, socket.AF_INET6)


class NetworkReachedError(OSError):
    """Something that may not use the network tried to."""


class NetworkGuard:
    """Refuses, and remembers what it refused, since who asked may swallow the refusal."""

    def __init__(self) -> None:
        self.on = True
        self._refused: list[str] = []
        sys.addaudithook(self._hear)

    def taken(self) -> list[str]:
        """Return what was refused since the last call."""
        refused, self._refused = self._refused, []
        return refused

    def _hear(self, event: str, values: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event in _NAME_EVENTS:
            self._refuse(f"{event} of {values[0]!r}")
        if event in _SOCKET_EVENTS:
            given, address = values[0], values[-1]
            if isinstance(given, socket.socket) and given.family in _FAMILIES:
                self._refuse(f"{event} to {address!r}")

    def _refuse(self, words: str) -> None:
        self._refused.append(words)
        raise NetworkReachedError(f"{words}: the test has no marker loopback")
