"""A recording as the database holds it: its lines, compressed; pure."""

import re
import zlib

from app.history.database import HistoryError
from engine.errors import RecordingError
from engine.recording import Recording
from engine.recording_json import read_recording, recording_lines

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def whole_characters(text: str) -> str:
    """Return ``text`` as UTF-8 can hold it: halves of characters are shown as unknown ones."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def pack(recording: Recording) -> bytes:
    """Return the lines of ``recording``, compressed line by line, so that others get their turn."""
    press = zlib.compressobj()
    parts = [press.compress(f"{line}\n".encode()) for line in recording_lines(recording)]
    return b"".join((*parts, press.flush()))


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
