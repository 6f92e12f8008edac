"""Lists that a hub sends may be long, and not without end; knows nothing of what is in them."""

import time
from collections.abc import Iterator
from typing import Final

import httpx2

from engine.errors import DownloadRefusedError

MOST_BYTES: Final = 32 * 2**20
MOST_SECONDS: Final = 120.0


def limit_lists(response: httpx2.Response) -> None:
    """Let an answer of the hub's interface end where it grows too large, or takes too long.

    A hook of the client: the body was not read yet. Files are always asked for by ranges, and let
    through.
    """
    if "Range" in response.request.headers or response.is_redirect:
        return
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise _too_large(response)
    stream = response.stream
    if isinstance(stream, httpx2.SyncByteStream):
        response.stream = _Limited(stream, response)


class _Limited(httpx2.SyncByteStream):
    """Another stream, up to a size and a time."""

    def __init__(self, stream: httpx2.SyncByteStream, response: httpx2.Response) -> None:
        self._stream = stream
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        left, end = MOST_BYTES, time.monotonic() + MOST_SECONDS
        for piece in self._stream:
            left -= len(piece)
            if left < 0:
                raise _too_large(self._response)
            if time.monotonic() > end:
                raise httpx2.ReadTimeout("the list takes too long", request=self._response.request)
            yield piece

    def close(self) -> None:
        self._stream.close()


def _too_large(response: httpx2.Response) -> DownloadRefusedError:
    return DownloadRefusedError(
        f"{response.request.url.host} answers with a list of files that is too large to be one "
        f"(more than {MOST_BYTES >> 20} MB, or packed): try another mirror"
    )
