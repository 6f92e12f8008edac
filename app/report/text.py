"""Puts a report together out of its parts, and leaves out what is the person's own; no Qt."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.licences.installed import installed
from app.log import LOG_NAME
from app.report.redaction import Person, redacted, this_person
from app.report.settings_lines import own_words, settings_lines
from app.settings import Settings
from engine.paths import log_folder, starter_folder

LOG_LINES: Final = 100
_WIDTH: Final = 96  # characters of a line of packages


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and lines below it."""

    title: str
    text: str


def report_text(sections: Iterable[Section], person: Person) -> str:
    """Return the whole report."""
    blocks = []
    for section in sections:
        body = section.text.strip("\n") or "(nothing)"
        blocks.append(f"{section.title}\n{'-' * len(section.title)}\n{body}\n")
    return redacted("\n".join(blocks), person)


def common_sections(settings: Settings, doctor: str, packages: str) -> list[Section]:
    """Return the parts that need no window.

    Args:
        settings: of the person.
        doctor: what ``anneal doctor --anonymous`` says, or why it says nothing.
        packages: as ``package_lines`` lists them.
    """
    return [
        Section("This machine, as anneal doctor sees it", doctor),
        Section("Settings", "\n".join(settings_lines(settings))),
        Section("Packages", packages),
        Section(f"The last {LOG_LINES} lines of the log", "\n".join(last_log_lines())),
    ]


def person_of(settings: Settings) -> Person:
    """Return who is left out of a report."""
    own = own_words(settings)
    # The name of a file tells as much as its path; that of the starter model is ours.
    names = {Path(word).name for word in own if "/" in word or "\\" in word}
    return this_person(own | names - {starter_folder().name})


def last_log_lines(folder: Path | None = None, count: int = LOG_LINES) -> list[str]:
    """Return the end of the log, which holds no word of anybody's text."""
    lines: deque[str] = deque(maxlen=count)
    for name in (f"{LOG_NAME}.1", LOG_NAME):
        try:
            with ((folder or log_folder()) / name).open(encoding="utf-8", errors="replace") as file:
                lines.extend(line.rstrip("\n") for line in file)
        except OSError:
            continue
    return list(lines)


def package_lines() -> str:
    """Return the installed packages with their versions, several in a line.

    Reads a file of each: not for the thread of the window.
    """
    named = [f"{one.name} {one.version}" for _, one in sorted(installed().items())]
    return "\n".join(_wrapped(named))


def _wrapped(words: Sequence[str]) -> Iterable[str]:
    line = ""
    for word in words:
        joined = f"{line}, {word}" if line else word
        if len(joined) > _WIDTH and line:
            yield f"{line},"
            joined = word
        line = joined
    yield line
