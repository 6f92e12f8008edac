"""Finds out whether a display answers before Qt asks it: Qt ends the program where none does.

Knows no Qt. Only Linux names its displays in the environment, so elsewhere nothing is asked.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

_PATIENCE = 3.0  # seconds for a display on another machine
_X_FOLDER = "/tmp/.X11-unix"
_X_PORT = 6000
# [protocol/][host]:display[.screen]; a host of IPv6 numbers holds colons itself.
_X_NAME = re.compile(r"(?:(?P<protocol>\w+)/)?(?P<host>.*):(?P<display>\d{1,5})(?:\.\d+)?")


def display_problem(environment: Mapping[str, str]) -> str:
    """Return why no window can be opened, "" where one can or where Qt has to find out.

    Args:
        environment: as in ``os.environ``.
    """
    if not sys.platform.startswith("linux"):
        return ""
    wishes = environment.get("QT_QPA_PLATFORM") or "wayland;xcb"
    platforms = {wish.split(":")[0] for wish in wishes.split(";")}
    if not platforms <= {"xcb", "wayland"} or environment.get("WAYLAND_SOCKET"):
        return ""
    named = []
    if "wayland" in platforms and (name := environment.get("WAYLAND_DISPLAY")):
        if _wayland_answers(name, environment.get("XDG_RUNTIME_DIR", "")):
            return ""
        named.append(f"WAYLAND_DISPLAY={name}")
    if "xcb" in platforms and (name := environment.get("DISPLAY")):
        if _x_answers(name):
            return ""
        named.append(f"DISPLAY={name}")
    if not named:
        return "there is no display to open a window on"
    return f"the display does not answer, so no window can be opened ({', '.join(named)})"


def _wayland_answers(name: str, folder: str) -> bool:
    """Say whether a Wayland display takes connections; ``name`` is a path or lies in ``folder``."""
    if not folder and not Path(name).is_absolute():
        return False
    return _takes_unix(str(Path(folder, name)))


def _x_answers(name: str) -> bool:
    """Say whether an X display takes connections, looked for where libxcb looks for it."""
    if name.startswith("/") and Path(name).is_socket():
        return _takes_unix(name)
    match = _X_NAME.fullmatch(name)
    if match is None:
        return False
    protocol, host = match["protocol"] or "", match["host"]
    number = int(match["display"])
    is_local = protocol == "unix" or host in ("", "unix")
    if is_local and any(map(_takes_unix, _x_sockets(number))):
        return True
    if protocol == "unix" or host == "unix":
        return False
    return _takes_tcp(host.strip("[]") or "localhost", _X_PORT + number)


def _x_sockets(number: int) -> Iterator[str]:
    """Yield the sockets of an X display on this machine: the abstract one, then the file."""
    path = f"{_X_FOLDER}/X{number}"
    yield f"\0{path}"
    yield path


def _takes_unix(path: str) -> bool:
    # Imported late, as it takes some milliseconds: who has no display to ask needs none of it.
    import socket

    with socket.socket(socket.AF_UNIX) as connection:
        return _connects(connection, path)


def _takes_tcp(host: str, port: int) -> bool:
    import socket

    try:
        with socket.create_connection((host, port), timeout=_PATIENCE):
            return True
    # A name of strange characters cannot even be looked up.
    except (OSError, UnicodeError, OverflowError):
        return False


def _connects(connection: "socket.socket", path: str) -> bool:
    connection.settimeout(_PATIENCE)
    try:
        connection.connect(path)
    # A path that is too long for a socket comes as an OSError too, zero bytes as a ValueError.
    except (OSError, ValueError):
        return False
    return True
