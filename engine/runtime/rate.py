"""How fast something goes, over its last seconds; the clock is an argument."""

from collections import deque
from typing import Final

_SECONDS: Final = 5.0


class Rate:
    """Bytes per second over the last five seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def at(self, seconds: float, nbytes: int) -> float:
        """Return the rate, now that ``nbytes`` are there; 0.0 before anything can be said.

        Args:
            seconds: of a clock that never goes back.
            nbytes: all that is there; where it is less than before, counting begins anew.
        """
        if self._seen and nbytes < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((seconds, nbytes))
        while self._seen[0][0] < seconds - _SECONDS and len(self._seen) > 2:
            self._seen.popleft()
        first, before = self._seen[0]
        return (nbytes - before) / (seconds - first) if seconds > first else 0.0
