"""How fast bytes come, and when it is time to say so again; knows nothing of what they are."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

_OFTEN: Final = 0.2  # seconds between two reports
_WINDOW: Final = 5.0  # seconds over which the rate is taken


class Pace:
    """Counts bytes against the clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin now; ``clock`` tells seconds."""
        self._clock = clock
        self._total = 0
        self._told = -_OFTEN
        self._marks: deque[tuple[float, int]] = deque([(clock(), 0)])

    def add(self, count: int) -> bool:
        """Count bytes that came, and return whether it is time for a report."""
        return self.reach(self._total + count)

    def reach(self, total: int) -> bool:
        """Take what there is now, and return whether it is time for a report.

        Args:
            total: in bytes; where it is less than before, the rate is taken anew from here.
        """
        now = self._clock()
        if total < self._total:
            self._marks = deque([(now, total)])
        self._total = total
        if now - self._told < _OFTEN:
            return False
        self._told = now
        self._marks.append((now, total))
        while len(self._marks) > 2 and self._marks[1][0] <= now - _WINDOW:
            self._marks.popleft()
        return True

    @property
    def rate(self) -> float:
        """Bytes a second over the last seconds; 0.0 where nothing can be said yet."""
        begin, before = self._marks[0]
        end, after = self._marks[-1]
        return (after - before) / (end - begin) if end > begin else 0.0
