"""A publisher of releases on this machine that answers as a test wants."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("nobody_trusts_this.pem")


class Publisher(ThreadingHTTPServer):
    """Answers each path as its table says, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.bodies: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.errors: dict[str, int] = {}
        self.slow: set[str] = set()

    def address(self, path: str = "/latest.json", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.server_address[1]}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no failure of the publisher."""


class _Handler(BaseHTTPRequestHandler):
    server: Publisher
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        told = self.server
        told.asked.append((self.path, dict(self.headers)))
        if self.path in told.slow:
            self._drip()
            return
        if self.path in told.redirects:
            self.send_response(302)
            self.send_header("Location", told.redirects[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self.path in told.errors:
            self.send_error(told.errors[self.path])
            return
        body = told.bodies[self.path]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "who=you")
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def publishing(*, encrypted: bool = False) -> Iterator[Publisher]:
    with Publisher() as publisher:
        if encrypted:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            publisher.socket = context.wrap_socket(publisher.socket, server_side=True)
        thread = threading.Thread(target=publisher.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield publisher
        publisher.shutdown()
        thread.join()
