"""A recording as the database holds it: its lines, compressed; pure.

Of a long document it holds what stands near the span: more than any model reads of it, and not a
whole book a run, which would fill the history and keep the processor from the window.
"""

import re
import time
import zlib
from dataclasses import replace
from typing import Final

from app.history.database import HistoryError
from engine.errors import RecordingError
from engine.recording import Recording
from engine.recording_json import read_recording, recording_lines
from engine.request import EditRequest

# Characters of the text on either side of the span. Models read 4,096 tokens of both together.
MOST_AROUND: Final = 64 * 1024

_PAUSE: Final = 0.001  # seconds

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def whole_characters(text: str) -> str:
    """Return ``text`` as UTF-8 can hold it: halves of characters are shown as unknown ones."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def pack(recording: Recording) -> bytes:
    """Return the lines of ``recording``, compressed line by line, so that others get their turn.

    Of the text around the span whole lines are kept, the nearest ones, up to ``MOST_AROUND``.
    """
    press = zlib.compressobj()
    parts: list[bytes] = []
    for line in recording_lines(replace(recording, request=_near(recording.request))):
        parts.append(press.compress(f"{line}\n".encode()))
        # The window's thread would otherwise wait for the lock at each of its calls into Qt.
        time.sleep(_PAUSE)
    return b"".join((*parts, press.flush()))


def _near(request: EditRequest) -> EditRequest:
    """Return ``request`` with the text near its span; one line that is too long is cut."""
    before, after = request.before, request.after
    if len(before) > MOST_AROUND:
        before = before[-MOST_AROUND:]
        before = before[before.find("\n") + 1 :]
    if len(after) > MOST_AROUND:
        after = after[:MOST_AROUND]
        after = after[: after.rfind("\n") + 1] or after
    return replace(request, before=before, after=after)


def unpack(data: bytes) -> Recording:
    """Return what ``pack`` packed; of a damaged one the whole steps before the damage.

    Raises:
        HistoryError: not even its first line can be read.
    """
    try:
        lines = zlib.decompress(data).decode().split("\n")
        return read_recording(lines, partial=True)
    except (zlib.error, UnicodeDecodeError, RecordingError) as error:
        raise HistoryError(f"The steps of this run cannot be read: {error}") from error
