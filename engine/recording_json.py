"""A recording as JSON lines: what was asked, then a line a step, then what came of it.

Reading gives back exactly what was written: every text, every number. Knows no files, no torch and
nothing of the program around it; ``value_json`` knows how a value is written.

The first line is ``{"anneal_recording": 1, "request": {...}}``; each further one is an event as
``anneal rewrite --events`` names it, ``denoise_step`` or ``draft``. ``no_draft`` ends a run that
had none.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final, cast

from engine.errors import RecordingError
from engine.events import DenoiseStep, Draft
from engine.recording import Recording
from engine.request import EditRequest
from engine.value_json import MismatchError, named_fields, plain, reader, shown

FORMAT: Final = 1  # goes up when older programs cannot read a new recording any more

_MARK = "anneal_recording"
_STEP = "denoise_step"
_DRAFT = "draft"
_NO_DRAFT = "no_draft"
# Line ends for some readers, and halves of characters, which UTF-8 has no bytes for.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def recording_lines(recording: Recording) -> Iterator[str]:
    """Yield the lines of ``recording``, without line ends; each holds ASCII or safe UTF-8.

    Raises:
        ValueError: a number is not finite.
    """
    yield _line({_MARK: FORMAT, "request": plain(recording.request)})
    for step in recording.steps:
        yield _line({"event": _STEP, **named_fields(step)})
    if recording.draft is None:
        yield _line({"event": _NO_DRAFT})
    else:
        yield _line({"event": _DRAFT, **named_fields(recording.draft)})


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
        return cast(EditRequest, reader(EditRequest)(head.get("request")))
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
                raise MismatchError(
                    "nothing follows the draft" if ended else f"no event {shown(event)}"
                )
            if event == _STEP:
                steps.append(_checked(cast(DenoiseStep, reader(DenoiseStep)(given))))
            else:
                ended = True
                draft = cast(Draft, reader(Draft)(given)) if event == _DRAFT else None
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
            raise MismatchError(f"no token {token.start}:{token.end} in the step's text")
        reached = token.end
    return step


def _parse(line: str) -> dict[str, object]:
    """Return the JSON object that ``line`` holds."""
    value = json.loads(line, parse_constant=_no_constant)
    if not isinstance(value, dict):
        raise MismatchError("no JSON object")
    return value


def _no_constant(name: str) -> float:
    raise MismatchError(f"{name} is no number")


def _line(value: dict[str, object]) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
