"""The children that run now, whoever started them, so that none outlives the program.

Whoever owns a child ends it when the program ends; this is for those that nobody could end, and
for those that were killed and are not gone yet. It knows no verb, and imports nothing that a start
would wait for.
"""

import time
from typing import Final, Protocol

from shiboken6 import Shiboken

_PATIENCE: Final = 2.0  # seconds for all of them together; one that was killed is gone in no time


class Living(Protocol):
    """What can be ended."""

    def kill(self) -> None:
        """Kill it."""

    def wait(self, milliseconds: int) -> bool:
        """Wait for its end; return whether it is gone."""


_living: Final[list[Living]] = []


def note_start(child: Living) -> None:
    """Remember ``child``, which was started just now."""
    _living.append(child)


def note_end(child: Living) -> None:
    """Forget ``child``, which is gone."""
    if child in _living:
        _living.remove(child)


def end_all(patience: float = _PATIENCE) -> bool:
    """Kill all that still live, and return whether they are gone within ``patience`` seconds.

    One that is not must not be deleted: Qt would wait for it, for half a minute.
    """
    here = [child for child in _living if Shiboken.isValid(child)]
    for child in here:
        child.kill()
    until = time.monotonic() + patience
    gone = [child.wait(max(0, int((until - time.monotonic()) * 1000))) for child in here]
    return all(gone)
