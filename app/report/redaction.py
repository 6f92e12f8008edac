"""Takes what is a person's own out of a report, as the last thing before it is shown; no Qt.

Every part of a report is made of words and numbers that are the program's own. This is the second
line: whatever slipped through is a name of this person, of this machine or of a folder, and goes.
"""

import getpass
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LEFT_OUT: Final = "[removed]"
A_PATH: Final = "[path]"
_LEAST: Final = 3  # characters: what is shorter says nothing, and stands in every word
# Folders of the system and of programs: they are named alike on every machine.
_COMMON: Final = ("/usr/", "/opt/", "/lib/", "/lib64/", "/proc/", "/sys/", "/etc/")
_PATH = re.compile(r"(?<![\w.~<>:/)-])(?:/[^\s/:'\"|]+){2,}/?|\b[A-Za-z]:\\[^\s'\"|]+")
_BELOW_HOME = re.compile(r"~[/\\][^\s'\"|]+")
_OWN_BELOW_HOME = re.compile(
    r"~[/\\](?:\.local|\.config|\.cache|\.venv|Library|AppData)[/\\]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Person:
    """What names this person and their machine.

    Attributes:
        homes: the home folder, as it is called and where it really lies.
        names: of the person and of the machine.
        secrets: what else may not be told: addresses, folders, words of the settings.
    """

    homes: tuple[str, ...]
    names: tuple[str, ...]
    secrets: tuple[str, ...] = ()


def this_person(secrets: Iterable[str] = ()) -> Person:
    """Return what names who runs this."""
    home = Path.home()
    homes = dict.fromkeys((str(home), str(home.resolve()), home.as_posix()))
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    names = dict.fromkeys((user, home.name, platform.node()))
    return Person(tuple(homes), tuple(names), tuple(secrets))


def redacted(text: str, person: Person) -> str:
    """Return ``text`` without what is the person's own."""
    for secret in sorted(set(person.secrets), key=len, reverse=True):
        if len(secret) >= _LEAST:
            text = text.replace(secret, LEFT_OUT)
    for home in sorted(person.homes, key=len, reverse=True):
        if len(home) >= _LEAST:
            text = re.sub(rf"{re.escape(home)}(?![\w-])", "~", text)
    text = _PATH.sub(_common_or_none, text)
    text = _BELOW_HOME.sub(_own_or_none, text)
    for name in person.names:
        if len(name) >= _LEAST:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", LEFT_OUT, text)
    return text


def _common_or_none(match: re.Match[str]) -> str:
    found = match[0]
    return found if found.startswith(_COMMON) else A_PATH


def _own_or_none(match: re.Match[str]) -> str:
    found = match[0]
    return found if _OWN_BELOW_HOME.match(found) else f"~/{LEFT_OUT}"
