"""Tiny packages, a lock of them, and an index that serves them as well or as badly as told."""

import base64
import hashlib
import http.server
import io
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from engine.runtime.here import platform_name, python_tag
from engine.runtime.lock import Lock, LockedPackage, lock_of
from tests.patience import PROCESS

_PIECE = 2**15


def make_wheel(folder: Path, name: str, size: int, version: str = "1.0") -> LockedPackage:
    """Write a package of about ``size`` bytes that do not shrink."""
    home = f"{name}-{version}.dist-info"
    noise = b"".join(
        hashlib.sha256(f"{name}{version}{number}".encode()).digest() for number in range(size // 32)
    )
    files = {
        f"{name}/__init__.py": f"version = {version!r}\n".encode(),
        f"{name}/data.bin": noise,
        f"{home}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{home}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in files.items()]
    files[f"{home}/RECORD"] = "".join([*rows, f"{home}/RECORD,,\n"]).encode()
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path), data)
    data = memory.getvalue()
    file = f"{name}-{version}-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(data)
    unpacked = sum(map(len, files.values()))
    sha256 = hashlib.sha256(data).hexdigest()
    return LockedPackage(name, version, file, len(data), sha256, unpacked)


def make_lock(folder: Path, **sizes: int) -> Lock:
    """Write packages of these sizes and return their lock, for this Python."""
    packages = [make_wheel(folder, name, size) for name, size in sizes.items()]
    return lock_of(python_tag(), platform_name(), "", packages)


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@dataclass
class Manners:
    """How an index behaves.

    Attributes:
        cut_after: bytes of a file's body after which the connection is dropped; by file.
        cuts: how many times it does so, for each file; less than zero for always.
        altered: files that are served with one byte changed.
        lies: bytes that the announced length of a file is too large, or too small; by file.
        silent: files in the middle of which the index falls silent for good.
        answer: status of every answer but 200, by the beginning of the path.
        held: files of which no more than about a half is sent until they are taken out.
        slowly: bytes per second of each file, 0 for at once.
        asked: paths that were asked for, in order.
        sent: bytes of bodies that went out.
    """

    cut_after: dict[str, int] = field(default_factory=dict)
    cuts: int = -1
    altered: set[str] = field(default_factory=set)
    lies: dict[str, int] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    answer: dict[str, int] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    slowly: int = 0
    asked: list[str] = field(default_factory=list)
    sent: int = 0


class Index(http.server.ThreadingHTTPServer):
    """Serves the packages in a folder, on this machine, with the manners that it is given."""

    def __init__(self, folder: Path, manners: Manners) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.folder = folder
        self.manners = manners

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that left."""


class Answer(http.server.BaseHTTPRequestHandler):
    """One answer of an index."""

    protocol_version = "HTTP/1.1"
    server: Index

    def do_GET(self) -> None:
        manners, folder = self.server.manners, self.server.folder
        manners.asked.append(self.path)
        wrong = (code for start, code in manners.answer.items() if self.path.startswith(start))
        status = next(wrong, 200)
        kind, _, name = self.path.strip("/").partition("/")
        if status != 200:
            self._say(status, "text/plain", b"")
        elif kind == "simple":
            self._say(200, "text/html", _page(folder, name).encode())
        elif (folder / name).is_file():
            self._send_file(folder / name)
        else:
            self._say(404, "text/plain", b"")

    def _send_file(self, file: Path) -> None:
        manners, data = self.server.manners, bytearray(file.read_bytes())
        if file.name in manners.altered:
            data[len(data) // 2] ^= 1
        lie = manners.lies.get(file.name, 0)
        self._head(200, "application/octet-stream", len(data) + lie)
        end = min(len(data), len(data) + lie)
        if file.name in manners.cut_after and manners.cuts:
            manners.cuts -= 1
            end = min(end, manners.cut_after[file.name])
        for start in range(0, end, _PIECE):
            piece = bytes(data[start : min(start + _PIECE, end)])
            self.wfile.write(piece)
            manners.sent += len(piece)
            if file.name in manners.silent and start > end // 2:
                self._fall_silent()
                return
            while file.name in manners.held and start > end // 2:
                time.sleep(0.01)
            if manners.slowly:
                time.sleep(len(piece) / manners.slowly)
        if end < len(data) or lie > 0:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    def _fall_silent(self) -> None:
        """Keep the line open, and say no more than that until the other side hangs up."""
        self.connection.settimeout(PROCESS)
        self.connection.recv(1)
        self.close_connection = True

    def _say(self, status: int, kind: str, body: bytes) -> None:
        self._head(status, kind, len(body))
        self.wfile.write(body)

    def _head(self, status: int, kind: str, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def index_of(folder: Path) -> Iterator[tuple[str, Manners]]:
    """Serve the packages in ``folder`` on this machine; yields the address and the manners."""
    manners = Manners()
    with Index(folder, manners) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/simple", manners
        finally:
            server.shutdown()
            thread.join()


def _page(folder: Path, name: str) -> str:
    lines = []
    for file in sorted(folder.glob("*.whl")):
        if file.name.split("-")[0] == name.strip("/"):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            lines.append(f'<a href="/files/{file.name}#sha256={digest}">{file.name}</a>')
    return "<!DOCTYPE html><html><body>" + "\n".join(lines) + "</body></html>"
