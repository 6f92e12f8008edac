"""Makes further starts of Anneal give their files to the window that is open already.

The first start holds a lock file for as long as its window lives, and listens on a local socket
that this user alone may open. A later one finds the lock held, sends its files and ends. Nothing
here opens a network socket; it knows no widgets, and the window is told by signals alone.
"""

import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLockFile, QObject, Signal, Slot

from app.settings_file import settings_path

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

NO_ANSWER: Final = "the window that is open does not answer, so this is another one"

_PATIENCE = 2.0  # seconds that an open window has for its answer
_START_PATIENCE = 12.0  # the same, for one that is being opened: its disk may be cold
_PAUSE = 0.02  # seconds between two attempts to reach a window that is being opened
_MOST_BYTES = 1 << 20  # of a message
_MOST_PATH = 100  # bytes of a socket's path, which Unix keeps in 104 or 108
_UNSEEN = ("offscreen", "minimal", "vnc")  # Qt platforms whose windows stand on no display
_TAKEN = b"taken\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the starts of one user, one display and one settings folder meet.

    Attributes:
        lock: the file that says who came first.
        server: the name of the local socket: a path on Unix.
    """

    lock: Path
    server: str


def meeting_place(environment: Mapping[str, str], settings_folder: Path) -> Place:
    """Return where starts meet; its folder is made, for this user alone.

    Args:
        environment: as in ``os.environ``.
        settings_folder: two windows with settings of their own know nothing of each other.

    Raises:
        OSError: there is no folder for it, or another user has made it.
    """
    wished = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    seen = environment.get("WAYLAND_DISPLAY") or environment.get("DISPLAY") or ""
    display = wished if wished in _UNSEEN else seen
    parts = (_user(), os.path.realpath(settings_folder), display)
    key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    folder = _private_folder(environment.get("XDG_RUNTIME_DIR", ""))
    socket = f"anneal-{key}" if sys.platform == "win32" else str(folder / f"{key}.socket")
    return Place(folder / f"{key}.lock", socket)


def _private_folder(runtime: str) -> Path:
    """Make and return the folder of lock and socket, out of other users' reach."""
    folder = Path(runtime) / "anneal"
    if not Path(runtime).is_absolute() or len(os.fsencode(folder)) > _MOST_PATH - 24:
        folder = Path(tempfile.gettempdir()) / f"anneal-{_user()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if sys.platform != "win32":
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise PermissionError(f"{folder} is not this user's alone")
    return folder


def _user() -> str:
    return os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())


def here(environment: Mapping[str, str]) -> "OneInstance":
    """Return this process's share; where there is no place to meet, each start is alone."""
    try:
        return OneInstance(meeting_place(environment, settings_path().parent))
    except OSError:
        return OneInstance(None)


class OneInstance(QObject):
    """This start's share in the meeting of all starts.

    Signals:
        called(list[Path], str): another start asks to come to the front and to open these files;
            with them the token by which its desktop lets a window come to the front, "" for none.
    """

    called = Signal(list, str)

    def __init__(self, place: Place | None, parent: QObject | None = None) -> None:
        """Make it; with no ``place`` each start is alone."""
        super().__init__(parent)
        self._place = place
        self._lock: QLockFile | None = None
        self._server: QLocalServer | None = None
        self.came_first = False
        self.answered = True  # False once a window held the lock and said nothing

    def claim(self) -> bool:
        """Become the window that takes the others' files; return whether another one is it."""
        if self._place is None:
            return False
        lock = QLockFile(str(self._place.lock))
        lock.setStaleLockTime(0)  # a window may live for weeks; one that crashed is found out
        if lock.tryLock(0):
            self._lock = lock
            self.came_first = True
            return False
        return lock.error() is QLockFile.LockError.LockFailedError

    def hand_over(self, files: Sequence[str], environment: Mapping[str, str]) -> bool:
        """Claim, or give the files to who has claimed already; return whether they are given.

        Takes seconds only where that one says nothing; ``answered`` is False then.

        Args:
            files: as on the command line, relative to this process's folder.
            environment: as in ``os.environ``.
        """
        if not self.claim() or self._place is None:
            return False
        message = {
            "files": [str(Path(name).absolute()) for name in files],
            "token": environment.get("XDG_ACTIVATION_TOKEN", ""),
        }
        line = json.dumps(message).encode() + b"\n"
        end = time.monotonic() + _patience(self._place.lock)
        while (left := end - time.monotonic()) > 0:
            if _send(self._place.server, line, left):
                return True
            # Until the other one listens, or it is gone and this one comes first.
            time.sleep(_PAUSE)
            if not self.claim():
                return False
        self.answered = False
        return False

    @Slot()
    def listen(self) -> None:
        """Take what other starts send, where this one came first."""
        if self._lock is None or self._place is None or self._server is not None:
            return
        try:
            from PySide6.QtNetwork import QLocalServer
        except ImportError:  # a system without the libraries that Qt's module links to
            self.leave()
            return
        # Who holds the lock is alone: a socket that lies there is a crashed window's.
        QLocalServer.removeServer(self._place.server)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._welcome)
        self._server = server
        if not server.listen(self._place.server):
            self.leave()

    @Slot()
    def leave(self) -> None:
        """Take nothing any more: the next start opens a window of its own."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    @Slot()
    def _welcome(self) -> None:
        while self._server is not None and (caller := self._server.nextPendingConnection()):
            caller.disconnected.connect(caller.deleteLater)
            caller.readyRead.connect(lambda one=caller: self._read(one))
            self._read(caller)

    def _read(self, caller: "QLocalSocket") -> None:
        """Answer once a whole line is there; hang up on what no Anneal would send."""
        if self._server is None:  # a window that goes must not be called back
            caller.abort()
            return
        if not caller.canReadLine():
            if caller.bytesAvailable() > _MOST_BYTES:
                caller.abort()
            return
        asked = _understood(bytes(caller.readLine(_MOST_BYTES).data()))
        if asked is None:
            caller.abort()
            return
        caller.write(_TAKEN)
        caller.flush()
        self.called.emit(*asked)


def _patience(lock: Path) -> float:
    """Return for how many seconds the lock's holder is waited for: it may have just begun."""
    try:
        age = time.time() - lock.stat().st_mtime
    except OSError:
        return _PATIENCE
    return max(_PATIENCE, _START_PATIENCE - age) if age >= 0 else _PATIENCE


def _send(server: str, line: bytes, patience: float) -> bool:
    """Return whether a window listens there and has taken ``line`` within ``patience`` seconds."""
    try:
        from PySide6.QtNetwork import QLocalSocket
    except ImportError:
        return False
    socket = QLocalSocket()
    socket.connectToServer(server)
    if not socket.waitForConnected(int(patience * 1000)):
        return False
    socket.write(line)
    end = time.monotonic() + patience
    while not socket.canReadLine():
        left = int((end - time.monotonic()) * 1000)
        if left <= 0 or not socket.waitForReadyRead(left):
            return False
    return bytes(socket.readLine().data()) == _TAKEN


def _understood(line: bytes) -> tuple[list[Path], str] | None:
    """Return the files and the token of a message; None where it is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict):
        return None
    files, token = message.get("files"), message.get("token")
    if not isinstance(files, list) or not isinstance(token, str):
        return None
    if not all(isinstance(name, str) and "\0" not in name for name in files):
        return None
    if not all(Path(name).is_absolute() for name in files):
        return None
    return [Path(name) for name in files], token
