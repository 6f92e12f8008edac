"""What a publisher says of the newest Anneal, and what that means for the one that runs.

Whatever comes from outside is judged here: nothing of it is run, opened or trusted, and what a
person will read is cut to a length and cleaned of signs that are no text. Opens no connection.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from engine.release.address import may_be_asked

if TYPE_CHECKING:
    from packaging.version import Version

MOST_BYTES: Final = 64 * 1024  # of an answer
_MOST_VERSION: Final = 40
_MOST_NOTES: Final = 4_000
_MOST_PAGE: Final = 500
# Signs that are no text, and those that would turn its direction around.
_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Verdict(StrEnum):
    """What came of asking."""

    NEWER = "newer"
    NEWEST = "newest"
    UNREACHABLE = "unreachable"
    NOT_UNDERSTOOD = "not understood"
    FORBIDDEN = "forbidden"
    NO_ADDRESS = "no address"


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """What a publisher says: ``page`` is empty where it names none that may be shown."""

    version: str
    notes: str
    page: str


@dataclass(frozen=True, slots=True)
class ReleaseAnswer:
    """What came of asking.

    Attributes:
        verdict: in short.
        detail: in words why there is no answer, "" where there is one.
        own: the version that runs.
        note: what the publisher says, ``None`` without an answer.
    """

    verdict: Verdict
    detail: str = ""
    own: str = ""
    note: ReleaseNote | None = None


def read_note(data: bytes) -> ReleaseNote:
    """Return what stands in an answer.

    Raises:
        ValueError: it is no note of a release, and why.
    """
    if len(data) > MOST_BYTES:
        raise ValueError("it is longer than 64 KB")
    if data.lstrip()[:1] == b"<":
        raise ValueError(
            "it is a web page: perhaps this network wants you to log in first, in a browser"
        )
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON") from None
    if not isinstance(told, dict) or not isinstance(told.get("version"), str):
        raise ValueError("it names no version")
    version = told["version"].strip()
    if len(version) > _MOST_VERSION or _parsed(version) is None:
        raise ValueError("what it names is no version")
    return ReleaseNote(version, _notes(told.get("notes")), _page(told.get("page")))


def judge(note: ReleaseNote, own: str) -> Verdict:
    """Compare by PEP 440; an own version that is none is older than any."""
    here, there = _parsed(own), _parsed(note.version)
    if here is None or there is None:
        return Verdict.NEWER
    return Verdict.NEWEST if there <= here else Verdict.NEWER


def _parsed(version: str) -> "Version | None":
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version)
    except InvalidVersion:
        return None


def _notes(told: object) -> str:
    return shown(told, _MOST_NOTES) if isinstance(told, str) else ""


def shown(told: str, most: int) -> str:
    """Return words from outside as a person may read them: up to a length, without other signs."""
    words = _NO_TEXT.sub("", told.replace("\r\n", "\n")).strip()
    return words if len(words) <= most else words[:most].rstrip() + "…"


def _page(told: object) -> str:
    usable = isinstance(told, str) and len(told) <= _MOST_PAGE and may_be_asked(told)
    return str(told) if usable else ""
