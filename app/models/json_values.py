"""Values out of the JSON that our own program prints: read as what they are to be, or refused."""

from collections.abc import Mapping
from typing import TypeVar, cast

_T = TypeVar("_T")


class Values:
    """An object of JSON; each value is asked for by name and kind."""

    def __init__(self, given: object) -> None:
        """Take what ``json`` read.

        Raises:
            ValueError: it is no object.
        """
        if not isinstance(given, Mapping):
            raise ValueError(f"an object was expected, and there is {type(given).__name__}")
        self._given = cast(Mapping[str, object], given)

    def text(self, name: str) -> str:
        """Return a text.

        Raises:
            ValueError: there is none of that name; so do all others.
        """
        return self._of(name, str)

    def number(self, name: str) -> int:
        """Return a whole number."""
        return self._of(name, int)

    def flag(self, name: str) -> bool:
        """Return true or false."""
        return self._of(name, bool)

    def part(self, name: str) -> "Values":
        """Return an object."""
        return Values(self._given.get(name))

    def part_or_none(self, name: str) -> "Values | None":
        """Return an object, ``None`` for null."""
        return None if self._given.get(name) is None else self.part(name)

    def parts(self, name: str) -> "tuple[Values, ...]":
        """Return a list of objects."""
        return tuple(Values(one) for one in self._of(name, list))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(str(one) for one in self._of(name, list))

    def _of(self, name: str, kind: type[_T]) -> _T:
        value = self._given.get(name)
        if type(value) is not kind:
            raise ValueError(f"{name!r} is no {kind.__name__}")
        return value
