"""A hub on the loopback interface, for tests: it serves folders in the hub's layout, and fails.

It answers what ``huggingface_hub`` asks for: a model's description with sizes and hashes, and its
files by ranges; large files lie at another host, to which it redirects, as the hub does. Faults
are put in by the tests, for one file or all, a few times or always.
"""

import hashlib
import json
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.patience import PROCESS

REPO = "anneal/tiny"
LARGE = (".safetensors", "tokenizer.json")  # kept in LFS: told by SHA-256
MORE = 1000  # bytes that a long answer has too many
LIST = "list"  # the description, as a fault names it


@dataclass(slots=True)
class Fault:
    """Something that goes wrong.

    Attributes:
        kind: drop, reset, stall, trickle, short, long, altered, no_range or status.
        name: end of the file's name, or LIST.
        times: how often; a large number for always.
        at: share of what was asked for that is sent before it happens.
        status: of the answer.
        headers: of an answer with a status.
    """

    kind: str
    name: str = ".safetensors"
    times: int = 1
    at: float = 0.5
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came."""

    path: str
    host: str
    bytes_range: str
    token: str
    agent: str


class HubServer:
    """Serves repositories; everything about it may be changed while it runs."""

    def __init__(self) -> None:
        self.commits: dict[str, dict[str, bytes]] = {}  # of the one repository
        self.head = ""
        self.card: dict[str, object] = {"license": "apache-2.0"}
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.sent: Counter[str] = Counter()  # bytes of bodies, by file, once they are on their way
        self.extra: list[dict[str, object]] = []  # entries of the list that nothing stands for
        self.lies: dict[str, dict[str, object]] = {}  # changes of entries of the list, by file
        self.padding = 0  # bytes of nonsense in the description
        self.release = threading.Event()  # ends every stall
        self.stalled = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.cdn = f"http://localhost:{self.port}"

    def use_tls(self, certificate: Path) -> None:
        """Speak TLS, with a certificate for this address that nobody vouches for."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = self.url.replace("http:", "https:")

    def publish(self, folder: Path, extra: dict[str, bytes] | None = None) -> str:
        """Let the main branch be what a folder holds, and return the new commit."""
        files = {path.name: path.read_bytes() for path in folder.iterdir()} | (extra or {})
        commit = hashlib.sha1(json.dumps(sorted((n, _sha(c)) for n, c in files.items())).encode())
        self.head = commit.hexdigest()
        self.commits[self.head] = files
        return self.head

    @property
    def files(self) -> dict[str, bytes]:
        """What the main branch holds."""
        return self.commits[self.head]

    def fail(self, *faults: Fault) -> None:
        """Put faults in."""
        self.faults += faults

    def mend(self) -> None:
        """Take all faults out, and forget what was counted."""
        self.release.set()
        self.faults.clear()
        self.sent.clear()
        self.requests.clear()

    def fault_for(self, name: str) -> Fault | None:
        """Take a fault for a file, or for the list."""
        with self._lock:
            for fault in self.faults:
                if fault.times and name.endswith(fault.name):
                    fault.times -= 1
                    return fault
        return None

    @contextmanager
    def running(self) -> Iterator["HubServer"]:
        """Serve in the block."""
        thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        try:
            yield self
        finally:
            self.release.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        class Handler(_Handler):
            hub = self

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Keep quiet: those who ask leave in the middle, or are killed."""


class _Handler(BaseHTTPRequestHandler):
    hub: HubServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a list, a file or a file's redirect."""
        hub, headers = self.hub, self.headers
        # A proxy gets the whole address in place of the path.
        path = unquote(urlsplit(self.path).path)
        hub.requests.append(
            Request(
                self.path,
                headers["Host"] or "",
                headers["Range"] or "",
                headers["Authorization"] or "",
                headers["User-Agent"] or "",
            )
        )
        if headers["Accept-Encoding"] != "identity":
            self._status(406, {})
        elif path.startswith(f"/api/models/{REPO}/revision/"):
            self._list(path.rpartition("/")[2])
        elif path.startswith(f"/{REPO}/resolve/"):
            commit, _, name = path.removeprefix(f"/{REPO}/resolve/").partition("/")
            self._resolve(commit, name)
        elif path.startswith("/cdn/"):
            commit, _, name = path.removeprefix("/cdn/").partition("/")
            self._file(hub.commits[commit][name], name)
        else:
            self._status(404, {"X-Error-Code": "RepoNotFound"})

    def _list(self, revision: str) -> None:
        hub = self.hub
        fault = hub.fault_for(LIST)
        if fault is not None and fault.kind == "status":
            self._status(fault.status, fault.headers)
            return
        commit = hub.head if revision == "main" else revision
        if commit not in hub.commits:
            self._status(404, {"X-Error-Code": "RevisionNotFound"})
            return
        files = sorted(hub.commits[commit].items())
        siblings = [_entry(name, data) | hub.lies.get(name, {}) for name, data in files]
        found = {
            "id": REPO,
            "sha": commit,
            "cardData": hub.card,
            "siblings": siblings + hub.extra,
            "config": "x" * hub.padding,
        }
        self._whole(json.dumps(found).encode(), "application/json")

    def _resolve(self, commit: str, name: str) -> None:
        data = self.hub.commits.get(commit, {}).get(name)
        if data is None:
            self._status(404, {"X-Error-Code": "EntryNotFound"})
        elif name.endswith(LARGE):
            location = f"{self.hub.cdn}/cdn/{commit}/{name}"
            about = {"X-Repo-Commit": commit, "X-Linked-Size": str(len(data)), "Location": location}
            self._status(302, about | {"X-Linked-Etag": f'"{_sha(data)}"'})
        else:
            self._file(data, name)

    def _file(self, data: bytes, name: str) -> None:
        """Send a file or a range of it, with whatever goes wrong."""
        fault = self.hub.fault_for(name) or Fault("", at=1.0)
        if fault.kind == "status":
            self._status(fault.status, fault.headers)
            return
        begin, end = 0, len(data)
        first, _, last = (self.headers["Range"] or "").removeprefix("bytes=").partition("-")
        partial = bool(first) and fault.kind != "no_range"
        if partial:
            begin, end = int(first), min(int(last) + 1, len(data))
            if begin >= len(data):
                self._status(416, {})
                return
        body = data[begin:end]
        cut = round(len(body) * fault.at)
        length = len(body)
        if fault.kind == "altered":
            body = bytes([body[0] ^ 1]) + body[1:]
        elif fault.kind == "short":
            body, length = body[:cut], cut
        elif fault.kind == "long":
            body, length = body + b"\0" * MORE, length + MORE
        self.send_response(206 if partial else 200)
        if partial:
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{len(data)}")
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self._body(body, cut, fault.kind, name)

    def _body(self, body: bytes, cut: int, kind: str, name: str) -> None:
        hub = self.hub
        # Counted before it goes: who has the last byte may ask for the count at once.
        with suppress(OSError):
            if kind not in {"drop", "reset", "stall", "trickle"}:
                hub.sent[name] += len(body) - (MORE if kind == "long" else 0)
                self.wfile.write(body)
                return
            hub.sent[name] += cut
            self.wfile.write(body[:cut])
            self.close_connection = True
            if kind == "stall":
                hub.stalled.set()
                hub.release.wait(PROCESS)
            for byte in body[cut:] if kind == "trickle" else b"":
                if hub.release.wait(0.03):
                    break
                self.wfile.write(bytes([byte]))
            # Without a word, as a cable that is pulled.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _status(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _whole(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def _entry(name: str, data: bytes) -> dict[str, object]:
    git = hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()
    entry: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": git}
    if name.endswith(LARGE):
        entry["lfs"] = {"sha256": _sha(data), "size": len(data), "pointerSize": 134}
    return entry


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
