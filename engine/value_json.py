"""The engine's frozen values as plain JSON values, and back; knows no lines and no files.

Reading gives back exactly what was written. Values that are left out are the ones that the
dataclasses have by default, and what there are many of (tokens, ranges) is a list, its items in the
order of the dataclass.
"""

import math
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import MISSING, fields
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import cast, get_args, get_origin, get_type_hints

from engine.events import RunnerUp, TokenView
from engine.request import Span, Stroke

_ROWS = (RunnerUp, Span, Stroke, TokenView)

Read = Callable[[object], object]


class MismatchError(ValueError):
    """A value is not what its place asks for."""


def plain(value: object) -> object:
    """Return ``value`` as JSON takes it."""
    if isinstance(value, _ROWS):
        return _row(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return named_fields(value) if hasattr(value, "__dataclass_fields__") else value


def named_fields(value: object) -> dict[str, object]:
    """Return the fields of a dataclass by name, without those that have their default."""
    return {
        name: plain(found)
        for name, default in _defaults(cast(Hashable, type(value)))
        if (found := getattr(value, name)) != default
    }


def _row(value: object) -> list[object]:
    """Return the fields of a dataclass in order, without the last ones that have their default."""
    defaults = _defaults(cast(Hashable, type(value)))
    row = [getattr(value, name) for name, _ in defaults]
    while row and row[-1] == defaults[len(row) - 1][1]:
        row.pop()
    return [plain(item) for item in row]


@cache
def _defaults(kind: Hashable) -> tuple[tuple[str, object], ...]:
    """Return each field of a dataclass with its default; ``MISSING`` for one that has none."""
    return tuple(
        (each.name, each.default if each.default_factory is MISSING else each.default_factory())
        for each in fields(cast(type, kind))
    )


@cache
def reader(kind: Hashable) -> Read:
    """Return what makes a value of the annotation ``kind`` of plain JSON.

    It raises ``ValueError`` where the JSON is of another kind or breaks a range.
    """
    parts = get_args(kind)
    origin: object = get_origin(kind)
    if origin is tuple:
        return _read_tuple(reader(parts[0]))
    if NoneType in parts:
        return _read_optional(reader(next(part for part in parts if part is not NoneType)))
    if not isinstance(kind, type):
        raise TypeError(f"nothing reads {kind}")
    if kind is float:
        return _read_number
    if kind in {int, str, bool}:
        return _read_exactly(kind)
    if issubclass(kind, StrEnum):
        return _read_name(kind)
    return _read_row(kind) if kind in _ROWS else _read_object(kind)


def _read_tuple(read: Read) -> Read:
    def read_tuple(value: object) -> tuple[object, ...]:
        if type(value) is not list:
            raise MismatchError(f"no list: {shown(value)}")
        return tuple(map(read, value))

    return read_tuple


def _read_optional(read: Read) -> Read:
    def read_optional(value: object) -> object:
        return None if value is None else read(value)

    return read_optional


def _read_number(value: object) -> float:
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is int:
        with suppress(OverflowError):
            return float(value)
    raise MismatchError(f"no number: {shown(value)}")


def _read_exactly(kind: type) -> Read:
    def read_exactly(value: object) -> object:
        if type(value) is not kind:
            raise MismatchError(f"no {kind.__name__}: {shown(value)}")
        return value

    return read_exactly


def _read_name(kind: type[StrEnum]) -> Read:
    names = {member.value: member for member in kind}

    def read_name(value: object) -> StrEnum:
        if type(value) is not str or value not in names:
            raise MismatchError(f"no {kind.__name__}: {shown(value)}")
        return names[value]

    return read_name


@cache
def _field_readers(kind: type) -> dict[str, Read]:
    """Return the reader of each field; made late, since a draft may hold drafts."""
    hints = get_type_hints(kind)
    return {each.name: reader(hints[each.name]) for each in fields(kind)}


def _read_row(kind: type) -> Read:
    readers = tuple(_field_readers(kind).values())
    least = sum(default is MISSING for _, default in _defaults(kind))

    def read_row(value: object) -> object:
        if type(value) is not list or not least <= len(value) <= len(readers):
            raise MismatchError(f"no {kind.__name__}: {shown(value)}")
        return kind(*(read(item) for read, item in zip(readers, value, strict=False)))

    return read_row


def _read_object(kind: type) -> Read:
    needed = {name for name, default in _defaults(kind) if default is MISSING}

    def read_object(value: object) -> object:
        readers = _field_readers(kind)
        if type(value) is not dict or not needed <= value.keys() <= readers.keys():
            raise MismatchError(f"no {kind.__name__}: {shown(value)}")
        return kind(**{name: readers[name](item) for name, item in value.items()})

    return read_object


def shown(value: object) -> str:
    """Return the beginning of a value, for a message."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
