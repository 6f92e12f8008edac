"""Times from an action to its paint, by the wall clock and by what the GUI thread worked for it.

On a busy machine the wall clock also counts what other programs took; the GUI thread's own time
does not. So a goal, which is about what a person sees, is held against the first, and the second
tells whose fault it is that one was missed.
"""

import time
from collections.abc import Sequence

from tests.bench.figures import percentile

_SHOWN = (50, 90, 99)


class Clock:
    """Times one action after the other on the thread that it is used from.

    Attributes:
        wall: ms by the wall clock, from each action's due moment to its end.
        worked: ms that this thread ran meanwhile.
    """

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.worked: list[float] = []
        self._due = self._begun = 0.0

    def begin(self, due: float | None = None) -> None:
        """An action begins, or should have begun at ``due``, a value of ``perf_counter``."""
        self._begun = time.thread_time()
        self._due = time.perf_counter() if due is None else due

    def end(self, painted: float | None = None) -> None:
        """It is painted, now or since ``painted``, a value of ``perf_counter``."""
        ended = time.perf_counter() if painted is None else painted
        self.worked.append((time.thread_time() - self._begun) * 1000)
        self.wall.append((ended - self._due) * 1000)

    def told(self, start: int = 0, stop: int | None = None) -> str:
        """Return the percentiles of the actions from ``start`` to ``stop`` in a few words."""
        wall, worked = self.wall[start:stop], self.worked[start:stop]
        shown = "/".join(str(percent) for percent in _SHOWN)
        return f"p{shown} {_told(wall)} ms, worst {max(wall):.1f}; GUI thread {_told(worked)} ms"


def _told(times: Sequence[float]) -> str:
    return "/".join(f"{percentile(times, percent):.1f}" for percent in _SHOWN)
