"""A recording as JSON lines: what was asked, then a line a step, then what came of it.

Reading gives back exactly what was written: every text, every number. Values that are left out
are the ones that the dataclasses have by default, and what there are many of (tokens, ranges) is
written as a list, its items in the order of the dataclass. Knows no files, no torch and nothing
of the program around it.

The first line is ``{"anneal_recording": 1, "request": {...}}``; each further one is an event as
``anneal rewrite --events`` names it, ``denoise_step`` or ``draft``. ``no_draft`` ends a run that
had none.
"""

import json
import math
import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import MISSING, fields
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Final, cast, get_args, get_origin, get_type_hints

from engine.errors import RecordingError
from engine.events import DenoiseStep, Draft, RunnerUp, TokenView
from engine.recording import Recording
from engine.request import EditRequest, Span, Stroke

FORMAT: Final = 1  # goes up when older programs cannot read a new recording any more

_MARK = "anneal_recording"
_STEP = "denoise_step"
_DRAFT = "draft"
_NO_DRAFT = "no_draft"
_ROWS = (RunnerUp, Span, Stroke, TokenView)
# Line ends for some readers, and halves of characters, which UTF-8 has no bytes for.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")

_Read = Callable[[object], object]


class _MismatchError(ValueError):
    """A value is not what its place asks for."""


def recording_lines(recording: Recording) -> Iterator[str]:
    """Yield the lines of ``recording``, without line ends; each holds ASCII or safe UTF-8.

    Raises:
        ValueError: a number is not finite.
    """
    yield _line({_MARK: FORMAT, "request": _plain(recording.request)})
    for step in recording.steps:
        yield _line({"event": _STEP, **_object(step)})
    if recording.draft is None:
        yield _line({"event": _NO_DRAFT})
    else:
        yield _line({"event": _DRAFT, **_object(recording.draft)})


def read_recording(lines: Iterable[str], *, partial: bool = False) -> Recording:
    """Return the recording that ``lines`` hold, with or without their line ends.

    Args:
        lines: as ``recording_lines`` makes them; empty ones are passed over.
        partial: take the whole steps before the place where the lines break off or are damaged;
            the recording then has no draft. The first line must be whole all the same.

    Raises:
        RecordingError: the lines hold no recording, are damaged or cut off, or were written by a
            newer version.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    request = _read_head(numbered)
    steps: list[DenoiseStep] = []
    try:
        draft = _read_events(numbered, steps)
    except RecordingError:
        if not partial:
            raise
        draft = None
    return Recording(request, tuple(steps), draft)


def _read_head(numbered: Iterator[tuple[int, str]]) -> EditRequest:
    """Return the request that the first line holds."""
    foreign = "this is no recording of Anneal: choose a file that Anneal exported"
    number, line = next(numbered, (1, ""))
    try:
        head = _parse(line)
    except (ValueError, RecursionError) as error:
        raise RecordingError(foreign) from error
    version = head.get(_MARK)
    if type(version) is not int:
        raise RecordingError(foreign)
    if version > FORMAT:
        raise RecordingError(
            f"the recording has format {version}, which a newer Anneal wrote; this one reads up "
            f"to format {FORMAT}: open it with the newer one"
        )
    try:
        return cast(EditRequest, _reader(EditRequest)(head.get("request")))
    except (ValueError, RecursionError) as error:
        raise _damaged(number, error) from error


def _read_events(numbered: Iterator[tuple[int, str]], steps: list[DenoiseStep]) -> Draft | None:
    """Put every step into ``steps`` and return the draft that ends them."""
    ended = False
    draft: Draft | None = None
    for number, line in numbered:
        try:
            given = _parse(line)
            event = given.pop("event", None)
            if ended or event not in (_STEP, _DRAFT, _NO_DRAFT):
                raise _MismatchError(
                    "nothing follows the draft" if ended else f"no event {_shown(event)}"
                )
            if event == _STEP:
                steps.append(_checked(cast(DenoiseStep, _reader(DenoiseStep)(given))))
            else:
                ended = True
                draft = cast(Draft, _reader(Draft)(given)) if event == _DRAFT else None
        except (ValueError, RecursionError) as error:
            raise _damaged(number, error) from error
    if not ended:
        raise RecordingError("the recording is cut off: its last lines are missing")
    return draft


def _damaged(number: int, error: ValueError | RecursionError) -> RecordingError:
    why = "too deep" if isinstance(error, RecursionError) else error
    return RecordingError(f"the recording is damaged in line {number}: {why}")


def _checked(step: DenoiseStep) -> DenoiseStep:
    """Return ``step`` where its tokens are ranges of its text, in order."""
    reached = 0
    for token in step.tokens:
        if not reached <= token.start <= token.end <= len(step.text):
            raise _MismatchError(f"no token {token.start}:{token.end} in the step's text")
        reached = token.end
    return step


def _parse(line: str) -> dict[str, object]:
    """Return the JSON object that ``line`` holds."""
    value = json.loads(line, parse_constant=_no_constant)
    if not isinstance(value, dict):
        raise _MismatchError("no JSON object")
    return value


def _no_constant(name: str) -> float:
    raise _MismatchError(f"{name} is no number")


def _line(value: dict[str, object]) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: object) -> object:
    """Return ``value`` as JSON takes it."""
    if isinstance(value, _ROWS):
        return _row(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _object(value) if hasattr(value, "__dataclass_fields__") else value


def _object(value: object) -> dict[str, object]:
    """Return the fields of a dataclass by name, without those that have their default."""
    return {
        name: _plain(found)
        for name, default in _defaults(cast(Hashable, type(value)))
        if (found := getattr(value, name)) != default
    }


def _row(value: object) -> list[object]:
    """Return the fields of a dataclass in order, without the last ones that have their default."""
    defaults = _defaults(cast(Hashable, type(value)))
    row = [getattr(value, name) for name, _ in defaults]
    while row and row[-1] == defaults[len(row) - 1][1]:
        row.pop()
    return [_plain(item) for item in row]


@cache
def _defaults(kind: Hashable) -> tuple[tuple[str, object], ...]:
    """Return each field of a dataclass with its default; ``MISSING`` for one that has none."""
    return tuple(
        (each.name, each.default if each.default_factory is MISSING else each.default_factory())
        for each in fields(cast(type, kind))
    )


@cache
def _reader(kind: Hashable) -> _Read:
    """Return what makes a value of the annotation ``kind`` of plain JSON.

    It raises ``ValueError`` where the JSON is of another kind or breaks a range.
    """
    parts = get_args(kind)
    origin: object = get_origin(kind)
    if origin is tuple:
        return _read_tuple(_reader(parts[0]))
    if NoneType in parts:
        return _read_optional(_reader(next(part for part in parts if part is not NoneType)))
    if not isinstance(kind, type):
        raise TypeError(f"nothing reads {kind}")
    if kind is float:
        return _read_number
    if kind in {int, str, bool}:
        return _read_exactly(kind)
    if issubclass(kind, StrEnum):
        return _read_name(kind)
    return _read_row(kind) if kind in _ROWS else _read_object(kind)


def _read_tuple(read: _Read) -> _Read:
    def read_tuple(value: object) -> tuple[object, ...]:
        if type(value) is not list:
            raise _MismatchError(f"no list: {_shown(value)}")
        return tuple(map(read, value))

    return read_tuple


def _read_optional(read: _Read) -> _Read:
    def read_optional(value: object) -> object:
        return None if value is None else read(value)

    return read_optional


def _read_number(value: object) -> float:
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is int:
        with suppress(OverflowError):
            return float(value)
    raise _MismatchError(f"no number: {_shown(value)}")


def _read_exactly(kind: type) -> _Read:
    def read_exactly(value: object) -> object:
        if type(value) is not kind:
            raise _MismatchError(f"no {kind.__name__}: {_shown(value)}")
        return value

    return read_exactly


def _read_name(kind: type[StrEnum]) -> _Read:
    names = {member.value: member for member in kind}

    def read_name(value: object) -> StrEnum:
        if type(value) is not str or value not in names:
            raise _MismatchError(f"no {kind.__name__}: {_shown(value)}")
        return names[value]

    return read_name


@cache
def _field_readers(kind: type) -> dict[str, _Read]:
    """Return the reader of each field; made late, since a draft may hold drafts."""
    hints = get_type_hints(kind)
    return {each.name: _reader(hints[each.name]) for each in fields(kind)}


def _read_row(kind: type) -> _Read:
    readers = tuple(_field_readers(kind).values())
    least = sum(default is MISSING for _, default in _defaults(kind))

    def read_row(value: object) -> object:
        if type(value) is not list or not least <= len(value) <= len(readers):
            raise _MismatchError(f"no {kind.__name__}: {_shown(value)}")
        return kind(*(read(item) for read, item in zip(readers, value, strict=False)))

    return read_row


def _read_object(kind: type) -> _Read:
    needed = {name for name, default in _defaults(kind) if default is MISSING}

    def read_object(value: object) -> object:
        readers = _field_readers(kind)
        if type(value) is not dict or not needed <= value.keys() <= readers.keys():
            raise _MismatchError(f"no {kind.__name__}: {_shown(value)}")
        return kind(**{name: readers[name](item) for name, item in value.items()})

    return read_object


def _shown(value: object) -> str:
    """Return the beginning of a value, for a message."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
