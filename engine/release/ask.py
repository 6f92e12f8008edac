"""Asks one address which Anneal is the newest; the one module of the version check that connects.

It sends nothing but the request itself: no version, no name, no cookie. It downloads nothing else
and installs nothing.
"""

import socket
import threading
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin

from engine.errors import NetworkForbiddenError
from engine.network import check_network_allowed, plain_reason
from engine.release.address import may_be_asked
from engine.release.note import (
    MOST_BYTES,
    ReleaseAnswer,
    Verdict,
    judge,
    read_note,
    shown,
)

if TYPE_CHECKING:
    import ssl

PATIENCE: Final = 10.0  # seconds, for the whole answer
_MOST_REDIRECTS: Final = 4
_MOST_WORDS: Final = 200  # characters of a reason
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_STRANGE_PLACE: Final = (
    "it sends to a place without encryption: perhaps this network wants you to log in first, in a "
    "browser"
)
_HEADERS: Final = {"User-Agent": "Anneal", "Accept": "application/json, text/plain"}


def ask(address: str, own: str, patience: float = PATIENCE) -> ReleaseAnswer:
    """Return what the publisher says, or why there is no answer.

    Args:
        address: as ``release_address`` returns it.
        own: the version that runs.
        patience: seconds until it is given up, wherever it hangs.
    """
    if not address or not may_be_asked(address):
        return ReleaseAnswer(Verdict.NO_ADDRESS, own=own)
    try:
        check_network_allowed("a version check")
    except NetworkForbiddenError as error:
        return ReleaseAnswer(Verdict.FORBIDDEN, str(error), own)
    try:
        data = _in_time(address, patience)
    except (OSError, HTTPException, ValueError) as error:
        return ReleaseAnswer(Verdict.UNREACHABLE, _why(error), own)
    try:
        note = read_note(data)
    except ValueError as error:
        return ReleaseAnswer(Verdict.NOT_UNDERSTOOD, str(error), own)
    return ReleaseAnswer(judge(note, own), own=own, note=note)


def _in_time(address: str, patience: float) -> bytes:
    """Return the answer; looking up a name, or one that comes byte by byte, knows no time-out."""
    got: list[bytes | Exception] = []

    def fetch() -> None:
        try:
            got.append(_fetch(address, patience))
        except (OSError, HTTPException, ValueError) as error:
            got.append(error)

    fetching = threading.Thread(target=fetch, daemon=True)
    fetching.start()
    fetching.join(patience)
    if not got:
        raise TimeoutError
    (found,) = got
    if isinstance(found, Exception):
        raise found
    return found


def _fetch(address: str, patience: float) -> bytes:
    """Return the answer, cut behind the first byte that is too much.

    Redirects are followed by hand, and only to places that are encrypted or on this machine.
    """
    opener = _opener()
    for _ in range(_MOST_REDIRECTS + 1):
        request = urllib.request.Request(address, headers=_HEADERS)
        try:
            with opener.open(request, timeout=patience) as answer:
                return bytes(answer.read(MOST_BYTES + 1))
        except HTTPError as error:
            with error:
                place = error.headers.get("Location", "")
            if error.code not in _REDIRECTS or not place:
                raise
            address = urljoin(address, place)
            if not may_be_asked(address):
                raise URLError(_STRANGE_PLACE) from None
    raise URLError("it sends from one place to the next")


def _opener() -> urllib.request.OpenerDirector:
    """Return what speaks HTTP, through the proxies of the environment, and follows nothing."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=_context()),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _context() -> "ssl.SSLContext":
    """Return what checks certificates: against the system's own, wherever it keeps them."""
    try:
        import truststore
    except ImportError:
        import ssl

        return ssl.create_default_context()
    import ssl

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _why(error: Exception) -> str:
    """Return why the address gave no answer, without the address."""
    if isinstance(error, HTTPError):
        return f"it answered with the error {error.code}"
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return "it did not answer within 10 seconds"
    if isinstance(reason, socket.gaierror):
        return "its name is not known here: is this machine connected?"
    # May be what a server wrote in place of an answer.
    words = shown(plain_reason(reason), _MOST_WORDS)
    if "CERTIFICATE" in words.upper():
        return f"its certificate is not trusted: {words}"
    return words or type(reason).__name__
