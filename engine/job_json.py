"""A job's events as lines of JSON, for a program that runs the job in another process.

Each line is an object whose ``event`` names it, ``job_progress`` for ``JobProgress``; paths are
text. Knows no files and no processes.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Final, cast, get_type_hints

from engine.jobs import JobDone, JobEvent, JobFailed, JobNote, JobPlanned, JobProgress, JobStopped

_KINDS: Final = (JobPlanned, JobProgress, JobNote, JobDone, JobStopped, JobFailed)
_MOST_NUMBER: Final = 2**53  # what every reader of JSON keeps exactly


def event_name(kind: type) -> str:
    """Return what an event is called in a line: ``JobDone`` is ``job_done``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


_BY_NAME: Final = {event_name(kind): kind for kind in _KINDS}


def job_line(event: JobEvent) -> str:
    """Return ``event`` as one line of ASCII, without its end."""
    return json.dumps({"event": event_name(type(event)), **asdict(event)}, default=str)


def read_job_line(line: str) -> JobEvent:
    """Return the event that a line holds.

    Raises:
        ValueError: it holds none, or one with values that are missing, strange or not of the kind.
    """
    try:
        given = json.loads(line)
    except RecursionError as error:
        raise ValueError("the line is nested too deeply") from error
    if not isinstance(given, dict) or given.get("event") not in _BY_NAME:
        raise ValueError("the line names no event of a job")
    kind = _BY_NAME[given.pop("event")]
    names = {field.name for field in fields(kind)}
    if set(given) != names:
        raise ValueError(f"{kind.__name__} has {sorted(names)}, the line {sorted(given)}")
    hints = get_type_hints(kind)
    values = {name: _read(value, hints[name]) for name, value in given.items()}
    return cast(JobEvent, cast(Callable[..., object], kind)(**values))


def _read(value: object, kind: type) -> object:
    if kind is float and type(value) is int:
        value = float(value)
    if kind is int or kind is float:
        if type(value) is not kind or not abs(value) <= _MOST_NUMBER:
            raise ValueError(f"{value!r} is no number of the kind {kind.__name__}")
        return value
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return kind(value)
