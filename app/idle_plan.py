"""When nobody would notice a pass of the garbage collector; knows no clock, no Qt and no collector.

All times are seconds of one clock that never goes back.
"""

from enum import StrEnum, auto
from typing import Final

LIGHT_AFTER: Final = 3.0  # seconds without a key or the mouse
CLOSED_AFTER: Final = 10.0  # as well, once a text was closed
DEEP_AFTER: Final = 60.0
DEEP_APART: Final = 600.0


class Pass(StrEnum):
    """What is collected: nothing, what is new, or all that there is."""

    NONE = auto()
    NEW = auto()
    ALL = auto()


class IdlePlan:
    """Tells from what happens in the window when which pass is due.

    What is new is collected in every short rest. A pass over all takes far longer, so it waits
    for a longer rest after a text was closed, and otherwise for a long one, now and then.
    """

    def __init__(self, now: float) -> None:
        self._stirred = now
        self._last_deep = now
        self._new = True  # something happened since the last pass
        self._old = True  # or since the last pass over all
        self._closed = False

    @property
    def resting(self) -> bool:
        """Return whether no pass is due until something happens again."""
        return not (self._new or self._old)

    def stir(self, now: float) -> None:
        """A key, the mouse, or a run's step: somebody is at work."""
        self._stirred = now
        self._new = self._old = True

    def close(self, now: float) -> None:
        """A text was closed, whose objects may be frozen."""
        self.stir(now)
        self._closed = True

    def due(self, now: float) -> Pass:
        """Return what should be collected now."""
        idle = now - self._stirred
        if self._closed and idle >= CLOSED_AFTER:
            return Pass.ALL
        if self._old and idle >= DEEP_AFTER and now - self._last_deep >= DEEP_APART:
            return Pass.ALL
        return Pass.NEW if self._new and idle >= LIGHT_AFTER else Pass.NONE

    def note(self, done: Pass, now: float) -> None:
        """A pass was made."""
        if done is not Pass.NONE:
            self._new = False
        if done is Pass.ALL:
            self._old = self._closed = False
            self._last_deep = now
