"""What passes between the hub and those who fetch from it; knows no network and no disk."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


class InterruptionError(Exception):
    """A try failed, and another may not.

    Attributes:
        wait: seconds that the server asks to wait, ``None`` where it asks for nothing.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        """Take what happened, as the beginning of a sentence."""
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """Bytes of a file, on their way.

    Attributes:
        begin: the place in the file of the first of them; 0 where the server knows no ranges.
        end: the place behind the last that was asked for.
        pieces: the bytes, as they arrive; raises ``InterruptionError``.
    """

    begin: int
    end: int
    pieces: Iterator[bytes]


class OpensFiles(Protocol):
    """Who answers with bytes of files; ``engine.store.hub.Hub`` does."""

    def open(
        self, repo: str, commit: str, name: str, begin: int, nbytes: int
    ) -> AbstractContextManager[Answer]:
        """Ask for a file's bytes from a place on."""
        ...
