"""When each frame of a replay is shown, true to the run or evenly, at several speeds; no Qt."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from engine.events import DenoiseStep

EVEN_SECONDS = 0.25  # that each step is shown when the steps are spaced evenly
CALM_SECONDS = 1.0  # the same with reduced motion, at any speed
LAST_SECONDS = 2.0  # that the end is shown in a film before it begins again


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a replay runs.

    Attributes:
        name: for people.
        factor: times the run's own speed; ``None`` gives every step the same time.
    """

    name: str
    factor: float | None


SPEEDS = (
    Speed("0.25×", 0.25),
    Speed("0.5×", 0.5),
    Speed("1×", 1.0),
    Speed("2×", 2.0),
    Speed("4×", 4.0),
    Speed("Even", None),
)
USUAL_SPEED = SPEEDS[2]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The seconds from the first frame on at which each frame begins.

    Attributes:
        starts: never falling, the first one 0.
    """

    starts: tuple[float, ...]

    def frame_at(self, seconds: float) -> int:
        """Return the index of the frame that is shown ``seconds`` after the first one began."""
        return max(0, bisect_right(self.starts, seconds) - 1)

    @property
    def length(self) -> float:
        """Seconds until the last frame begins."""
        return self.starts[-1]

    def durations(self) -> tuple[float, ...]:
        """Return how long each frame of a film is shown, in seconds."""
        return (*(later - earlier for earlier, later in pairwise(self.starts)), LAST_SECONDS)


def timeline(steps: Sequence[DenoiseStep], speed: Speed, *, calm: bool = False) -> Timeline:
    """Return when each of ``steps``, one or more of one variant, is shown.

    Args:
        steps: in order.
        speed: how fast.
        calm: every step is shown for as long, and so long that nothing flickers.
    """
    if calm or speed.factor is None:
        pace = CALM_SECONDS if calm else EVEN_SECONDS
        return Timeline(tuple(pace * number for number in range(len(steps))))
    factor = speed.factor
    gaps = [max(0.0, later.seconds - earlier.seconds) for earlier, later in pairwise(steps)]
    return Timeline(tuple(at / factor for at in accumulate(gaps, initial=0.0)))
