"""What a hub may send, and where it may send to: lists with an end, no packed files, no way out.

Knows nothing of what is in the answers.
"""

import time
from collections.abc import Iterator
from typing import Final

import httpx2

from engine.errors import DownloadRefusedError

MOST_BYTES: Final = 32 * 2**20
MOST_SECONDS: Final = 120.0
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")

_MOST_OF_REDIRECT: Final = 64 * 2**10  # bytes of a body that nobody reads
_PACKED: Final = "Content-Encoding"


def limit_answers(response: httpx2.Response) -> None:
    """Refuse an answer that leads astray, and let one end where it grows too large or takes long.

    A hook of the client: the body was not read yet. Files are always asked for by ranges, and let
    through.
    """
    stream = response.stream
    if not isinstance(stream, httpx2.SyncByteStream):
        return
    if response.has_redirect_location:
        _check_redirect(response)
        # The client reads what comes with it, though it says nothing: as it is, and a little.
        response.headers.pop(_PACKED, None)
        response.stream = _Limited(stream, response, _MOST_OF_REDIRECT)
        return
    packed = response.headers.get(_PACKED, "identity")
    if "Range" in response.request.headers:
        # Packed once a piece grows a thousand times; twice, a million times.
        if "," in packed:
            raise DownloadRefusedError(
                f"{response.request.url.host} sends a file packed again and again, as a trap may "
                "be: try another mirror"
            )
        return
    if packed != "identity":
        raise _too_large(response)
    response.stream = _Limited(stream, response, MOST_BYTES)


class _Limited(httpx2.SyncByteStream):
    """Another stream, up to a size and a time."""

    def __init__(self, stream: httpx2.SyncByteStream, response: httpx2.Response, most: int) -> None:
        self._stream = stream
        self._response = response
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        left, end = self._most, time.monotonic() + MOST_SECONDS
        for piece in self._stream:
            left -= len(piece)
            if left < 0:
                raise _too_large(self._response)
            if time.monotonic() > end:
                raise httpx2.ReadTimeout("the list takes too long", request=self._response.request)
            yield piece

    def close(self) -> None:
        self._stream.close()


def _check_redirect(response: httpx2.Response) -> None:
    """Raise where an encrypted place sends to one that is not: the hashes could be anybody's."""
    here = response.request.url
    there = here.join(response.headers["Location"])
    if here.scheme == "https" and there.scheme != "https":
        raise DownloadRefusedError(
            f"{here.host} sends to a place without encryption ({there.host}): perhaps this "
            "network wants you to log in first, in a browser; else try another mirror"
        )


def _too_large(response: httpx2.Response) -> DownloadRefusedError:
    return DownloadRefusedError(
        f"{response.request.url.host} answers with a list of files that is too large to be one "
        f"(more than {MOST_BYTES >> 20} MB, or packed): try another mirror"
    )
