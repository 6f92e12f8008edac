"""A run as it can be looked at again: what was asked, its steps, and what came of it."""

import sys
from collections import Counter
from dataclasses import dataclass
from typing import Final

from engine.events import DenoiseStep, Draft
from engine.request import EditRequest

MOST_BYTES: Final = 128 << 20
# Of a token: the object, its numbers, and a share of its runners-up.
_TOKEN_BYTES: Final = 200


@dataclass(frozen=True, slots=True)
class Recording:
    """All that a run showed.

    Attributes:
        request: what was asked.
        steps: of every variant, in the order in which they were computed: every one of them, or
            of a very long run some, the last of each variant among them (``Recorder``).
        draft: how it ended; ``None`` where it broke off before there was one.
    """

    request: EditRequest
    steps: tuple[DenoiseStep, ...]
    draft: Draft | None


class Recorder:
    """Keeps the steps of a run as they come, in bounded memory.

    Each step of a long span that is refined piece by piece shows all of it: kept whole, a run
    would take memory as the square of the span, a gigabyte for 100 KB. Where the steps take more
    than the bound, every second one is let go, and again until half of it is free.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        """Start with no step.

        Args:
            most: bytes that the steps may take, about.
        """
        self._most = most
        self._steps: list[DenoiseStep] = []
        self._bytes = 0

    @property
    def steps(self) -> tuple[DenoiseStep, ...]:
        """Return the steps that are kept, in order."""
        return tuple(self._steps)

    def add(self, step: DenoiseStep) -> None:
        """Keep the next step; earlier ones may have to go."""
        self._steps.append(step)
        self._bytes += _bytes_of(step)
        if self._bytes <= self._most:
            return
        while self._bytes > self._most // 2:
            fewer = _every_second(self._steps)
            if len(fewer) == len(self._steps):
                return
            self._steps = fewer
            self._bytes = sum(map(_bytes_of, fewer))


def _bytes_of(step: DenoiseStep) -> int:
    """Return about how much memory a step takes."""
    return sys.getsizeof(step.text) + _TOKEN_BYTES * len(step.tokens)


def _every_second(steps: list[DenoiseStep]) -> list[DenoiseStep]:
    """Return every second step of each variant, its last one among them."""
    seen: Counter[int] = Counter()
    kept = []
    for step in reversed(steps):
        if seen[step.variant] % 2 == 0:
            kept.append(step)
        seen[step.variant] += 1
    return kept[::-1]
