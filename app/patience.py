"""How long an engine may leave a cancel unanswered before the person is told; no Qt.

A step of a large model on a processor takes long, and so does the reading of its prompt: what a
run has taken for its steps so far says how long the next one may take.
"""

from typing import Final

LEAST: Final = 15.0  # seconds
BEFORE_A_STEP: Final = 60.0  # seconds; nobody knows yet how long a step takes
STEPS: Final = 4  # of the longest so far


class Patience:
    """Follows one run after the other; times are seconds of a clock that never goes back."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._last: float | None = None  # sign of life
        self._longest = 0.0  # time from one step to the next
        self._stepped = False
        self._asked: float | None = None

    def begin(self) -> None:
        """Another run is with the engine."""
        self._last = self._asked = None
        self._longest = 0.0
        self._stepped = False

    def note_step(self, now: float) -> None:
        """A step came."""
        if self._stepped and self._last is not None:
            self._longest = max(self._longest, now - self._last)
        self._last = now
        self._stepped = True

    def ask(self, now: float) -> None:
        """The run is to stop."""
        if self._asked is None:
            self._asked = now

    @property
    def limit(self) -> float:
        """Return how many seconds the answer may take."""
        if not self._stepped:
            return BEFORE_A_STEP
        return max(LEAST, STEPS * self._longest)

    def is_out(self, now: float) -> bool:
        """Return whether the engine was asked to stop and has been silent for too long."""
        if self._asked is None:
            return False
        heard = self._asked if self._last is None else max(self._asked, self._last)
        return now - heard >= self.limit
