"""Counts an engine's crashes, so that one that breaks at once is not started for ever; no Qt."""

from collections import deque
from typing import Final

MOST: Final = 3
SECONDS: Final = 60.0


class CrashCount:
    """Says whether one more start makes sense."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        """Count from none.

        Args:
            most: crashes within ``seconds`` after which nothing is started by itself.
            seconds: that a crash is remembered.
        """
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=most)

    def note(self, now: float) -> bool:
        """Count a crash at ``now`` (seconds); return whether to start again by itself."""
        self._times.append(now)
        full = len(self._times) == self._times.maxlen
        return not full or now - self._times[0] > self._seconds

    def forget(self) -> None:
        """The person starts it: nothing counts that was before."""
        self._times.clear()
