"""Typed access to the JSON files of a checkpoint, and their bytes; knows none of their keys.

Whatever is missing, unreadable, of another type or out of its range raises at once.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from engine.errors import CheckpointDamagedError, CheckpointMissingError

AGAIN = "get the files again or choose another folder"
MOST = 2**31 - 1
TINY = 1e-12  # not yet 0 in single precision


class JsonValues:
    """A JSON object; the default stands for what it does not name."""

    def __init__(self, values: Mapping[str, object], path: Path) -> None:
        """Take over the object; ``path`` is the file that errors name."""
        self.values = values
        self.path = path

    def string(self, key: str, default: str) -> str:
        """Return a text."""
        value = self._value(key, str)
        return value if isinstance(value, str) else default

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._value(key, bool)
        return value if isinstance(value, bool) else default

    def number(self, key: str, default: int, *, least: int = 1, most: int = MOST) -> int:
        """Return a whole number from ``least`` to ``most``."""
        value = self._value(key, int)
        if not isinstance(value, int):
            return default
        if not least <= value <= most:
            raise self.fault(key, f"should be a whole number from {least} to {most}")
        return value

    def real(self, key: str, default: float, *, least: float = TINY, most: float = 1e6) -> float:
        """Return a number from ``least`` to ``most``; neither infinite nor NaN."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault(key, "should be a number")
        if not least <= value <= most:
            raise self.fault(key, f"should be from {least:g} to {most:g}")
        return float(value)

    def inside(self, key: str) -> "JsonValues":
        """Return the object that is the value of ``key``; an empty one where there is none."""
        value = self.values.get(key)
        return JsonValues(mapping({} if value is None else value, self.path), self.path)

    def fault(self, key: str, wish: str) -> CheckpointDamagedError:
        """Return the error that says what ``key`` is and what it should be."""
        shown = repr(self.values.get(key))
        shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
        return CheckpointDamagedError(f"{self.path}: {key!r} is {shown} and {wish}; {AGAIN}")

    def _value(self, key: str, kind: type) -> object:
        value = self.values.get(key)
        if value is not None and type(value) is not kind:
            raise self.fault(key, f"should be of type {kind.__name__}")
        return value


def read_json(path: Path) -> JsonValues:
    """Read a JSON object.

    Raises:
        CheckpointMissingError: there is no such file.
        CheckpointDamagedError: it cannot be read, or is no JSON object.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise CheckpointMissingError(f"{path.parent}: {path.name} is missing; {AGAIN}") from None
    except OSError as error:
        raise unreadable(path, error) from error
    return JsonValues(parse_object(text, path), path)


def json_bytes(values: Mapping[str, object]) -> bytes:
    """Return an object as a file holds it; equal ones have equal bytes.

    A folder's name may hold bytes that are no letters: they stand there as JSON escapes them.
    """
    text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace")


def parse_object(text: bytes, path: Path, what: str = "it") -> Mapping[str, object]:
    """Return a JSON object of UTF-8 bytes; an error calls them ``what``."""
    try:
        value = json.loads(text.decode("utf-8"))
    # A ValueError too: numbers of thousands of digits.
    except (ValueError, RecursionError) as error:
        raise CheckpointDamagedError(f"{path}: {what} is not JSON ({error}); {AGAIN}") from error
    return mapping(value, path)


def mapping(value: object, path: Path) -> Mapping[str, object]:
    """Return a JSON object as it is; anything else raises."""
    if not isinstance(value, dict):
        raise CheckpointDamagedError(f"{path}: a JSON object is missing there; {AGAIN}")
    return value


def unreadable(path: Path, error: OSError) -> CheckpointDamagedError:
    """Return the error of a file that is there and cannot be read."""
    return CheckpointDamagedError(
        f"{path}: cannot be read ({error.strerror or error}): make it readable for you, {AGAIN}"
    )
