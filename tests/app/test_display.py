"""A display that is named and dead is found out before Qt ends the program over it.

Where the socket of an X display is not there, it is looked for over TCP, as libxcb does: such a
test needs loopback.
"""

import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import display
from app.display import display_problem
from tests.patience import PROCESS

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells beforehand"
)
NO_DISPLAY = "there is no display to open a window on"
DEAD = "does not answer"


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the sockets of displays lie; its path is short, as that of a socket has to be."""
    with tempfile.TemporaryDirectory(prefix="anneal-") as name:
        monkeypatch.setattr(display, "_X_FOLDER", name)
        yield Path(name)


@pytest.fixture
def listen(folder: Path) -> Iterator[Path]:
    """A socket named X7 that takes connections, as that of an X or a Wayland display."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "X7"))
        server.listen()
        yield folder / "X7"


@pytest.fixture
def stale(folder: Path) -> Path:
    """A socket named X8 that a display left behind when it ended."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "X8"))
    return folder / "X8"


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A TCP port that takes connections, the first of X displays."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
        monkeypatch.setattr(display, "_X_PORT", number)
        yield number


def test_nothing_named_is_no_display() -> None:
    assert display_problem({}) == NO_DISPLAY
    assert display_problem({"DISPLAY": "", "WAYLAND_DISPLAY": ""}) == NO_DISPLAY
    assert display_problem({"QT_QPA_PLATFORM": ""}) == NO_DISPLAY


@pytest.mark.usefixtures("listen")
@pytest.mark.parametrize("name", [":7", ":7.0", "unix:7", "unix/:7"])
def test_an_x_display_that_answers(name: str) -> None:
    assert display_problem({"DISPLAY": name}) == ""


@pytest.mark.loopback
@pytest.mark.usefixtures("folder")
def test_an_x_display_that_answers_in_the_abstract(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0{folder}/X3")
        server.listen()
        assert display_problem({"DISPLAY": ":3"}) == ""
    assert DEAD in display_problem({"DISPLAY": ":3"})


@pytest.mark.loopback
@pytest.mark.usefixtures("port", "folder")
@pytest.mark.parametrize("name", ["localhost:0", "127.0.0.1:0.0", "tcp/localhost:0", ":0"])
def test_an_x_display_that_answers_over_tcp(name: str) -> None:
    assert display_problem({"DISPLAY": name}) == ""


@pytest.mark.loopback
@pytest.mark.usefixtures("stale", "listen")
@pytest.mark.parametrize(
    "name",
    [":8", ":9", "unix:8", "localhost:59999", "no colon", ":x", ":7.x", "/nowhere/X7", ":70000"],
)
def test_an_x_display_that_is_dead_is_named_at_once(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.display._PATIENCE", 10 * PROCESS)
    start = time.perf_counter()
    problem = display_problem({"DISPLAY": name})
    assert DEAD in problem
    assert f"DISPLAY={name}" in problem
    assert time.perf_counter() - start < PROCESS


def test_a_wayland_display_answers_by_name_and_by_path(listen: Path) -> None:
    runtime = {"XDG_RUNTIME_DIR": str(listen.parent)}
    assert display_problem(runtime | {"WAYLAND_DISPLAY": listen.name}) == ""
    assert display_problem({"WAYLAND_DISPLAY": str(listen)}) == ""
    assert DEAD in display_problem({"WAYLAND_DISPLAY": listen.name})


def test_a_dead_wayland_display_is_named(stale: Path) -> None:
    for name in (stale.name, "wayland-0", "w" * 500):
        environment = {"XDG_RUNTIME_DIR": str(stale.parent), "WAYLAND_DISPLAY": name}
        assert f"WAYLAND_DISPLAY={name}" in display_problem(environment)


@pytest.mark.loopback
def test_one_display_that_answers_is_enough(listen: Path) -> None:
    assert display_problem({"DISPLAY": ":99", "WAYLAND_DISPLAY": str(listen)}) == ""
    assert display_problem({"DISPLAY": ":7", "WAYLAND_DISPLAY": "/nowhere"}) == ""
    problem = display_problem({"DISPLAY": ":99", "WAYLAND_DISPLAY": "/nowhere"})
    assert "WAYLAND_DISPLAY=/nowhere, DISPLAY=:99" in problem


@pytest.mark.loopback
def test_a_platform_that_was_asked_for_is_the_one_that_counts(listen: Path) -> None:
    both = {"DISPLAY": ":7", "WAYLAND_DISPLAY": "/nowhere"}
    assert DEAD in display_problem(both | {"QT_QPA_PLATFORM": "wayland"})
    assert display_problem(both | {"QT_QPA_PLATFORM": "xcb"}) == ""
    other = {"DISPLAY": ":99", "WAYLAND_DISPLAY": str(listen)}
    assert DEAD in display_problem(other | {"QT_QPA_PLATFORM": "xcb:option"})
    assert display_problem(other | {"QT_QPA_PLATFORM": "xcb;wayland"}) == ""


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=9x9", "xcb;offscreen"])
def test_other_platforms_are_left_to_qt(platform: str) -> None:
    assert display_problem({"QT_QPA_PLATFORM": platform, "DISPLAY": ":99"}) == ""


def test_a_wayland_connection_that_was_handed_over_is_left_to_qt() -> None:
    assert display_problem({"WAYLAND_SOCKET": "5", "WAYLAND_DISPLAY": "/nowhere"}) == ""
