"""Where starts meet, what a window makes of a message, and what a start spends on it."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from app.one_instance import OneInstance, Place, meeting_place
from tests.patience import COMING_MS

posix = pytest.mark.skipif(os.name != "posix", reason="other systems have no such folder")


def environment(folder: Path, **more: str) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    return {"XDG_RUNTIME_DIR": str(folder), **more}


@pytest.fixture
def window(qapp: object) -> Iterator[OneInstance]:
    """The first start, which listens."""
    del qapp
    instance = OneInstance(meeting_place(os.environ, Path("/settings")))
    assert not instance.claim()
    instance.listen()
    yield instance
    instance.leave()


def place() -> Place:
    return meeting_place(os.environ, Path("/settings"))


@posix
def test_each_display_and_each_settings_folder_has_a_place(tmp_path: Path) -> None:
    run = tmp_path / "r"
    places = [
        meeting_place(environment(run, DISPLAY=":0"), tmp_path),
        meeting_place(environment(run, DISPLAY=":1"), tmp_path),
        meeting_place(environment(run, DISPLAY=":0", WAYLAND_DISPLAY="wayland-0"), tmp_path),
        meeting_place(environment(run, DISPLAY=":0"), tmp_path / "other"),
        meeting_place(environment(run, DISPLAY=":0", QT_QPA_PLATFORM="offscreen"), tmp_path),
    ]
    assert len({one.server for one in places}) == len({one.lock for one in places}) == 5
    assert meeting_place(environment(run, DISPLAY=":0"), tmp_path) == places[0]


@posix
def test_a_folder_that_others_can_open_is_not_used(tmp_path: Path) -> None:
    # Short: below a longer path the folder would not be looked at.
    with tempfile.TemporaryDirectory() as run:
        folder = Path(run) / "anneal"
        folder.mkdir()
        folder.chmod(0o755)
        with pytest.raises(PermissionError):
            meeting_place(environment(Path(run)), tmp_path)


@posix
def test_a_path_too_long_for_a_socket_is_not_used(tmp_path: Path) -> None:
    long = tmp_path / ("n" * 100)
    assert not place_in(long).is_relative_to(long)


def place_in(runtime: Path) -> Path:
    return Path(meeting_place(environment(runtime), runtime).server)


def say(data: bytes) -> QLocalSocket:
    socket = QLocalSocket()
    socket.connectToServer(place().server)
    assert socket.waitForConnected(COMING_MS)
    socket.write(data)
    socket.flush()
    return socket


def test_a_message_in_pieces_is_one(qtbot: QtBot, window: OneInstance, tmp_path: Path) -> None:
    name = tmp_path / "ü\udcff.md"
    escaped = str(name).replace("ü", "\\u00fc").replace("\udcff", "\\udcff")
    line = f'{{"files": ["{escaped}"], "token": "t"}}\n'.encode()
    with qtbot.waitSignal(window.called) as called:
        socket = say(line[:9])
        qtbot.wait(20)
        socket.write(line[9:])
        socket.flush()
    assert called.args == [[name], "t"]
    qtbot.waitUntil(socket.canReadLine)
    assert bytes(socket.readLine().data()) == b"taken\n"


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b"[]\n",
        b'{"files": [], "token": 3}\n',
        b'{"files": "/a", "token": ""}\n',
        b'{"files": ["a.md"], "token": ""}\n',
        b'{"files": [3], "token": ""}\n',
        b'{"files": ["/a\\u0000b"], "token": ""}\n',
        b"x" * (1 << 20) + b"yy",
    ],
)
def test_a_strange_message_is_hung_up_on(qtbot: QtBot, window: OneInstance, line: bytes) -> None:
    calls: list[object] = []
    window.called.connect(lambda *given: calls.append(given))
    socket = say(line)
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert calls == []


def test_a_window_that_goes_takes_nothing_of_who_was_about_to_ask(
    qtbot: QtBot, window: OneInstance
) -> None:
    called: list[object] = []
    window.called.connect(lambda files, _token: called.append(files))
    caller = say(b'{"files": []')
    qtbot.wait(50)  # it is heard, and has not ended its line
    window.leave()
    caller.write(b', "token": ""}\n')
    caller.flush()
    qtbot.waitUntil(lambda: caller.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert called == []


def test_meeting_costs_a_start_less_than_20_ms(qapp: object) -> None:
    del qapp
    spent = []
    for _ in range(10):
        began = time.process_time()
        instance = OneInstance(place())
        assert not instance.hand_over(["a.md"], os.environ)
        spent.append(time.process_time() - began)
        instance.leave()
    assert min(spent) < 0.020


def test_without_a_place_each_start_is_alone(qapp: object) -> None:
    del qapp
    instance = OneInstance(None)
    assert not instance.hand_over(["a.md"], {})
    instance.listen()
    instance.leave()
    assert instance.answered
