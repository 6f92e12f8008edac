"""The heat map of a track as a matrix: a row a step, a column a position; no Qt, no colours."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log1p

from app.replay import Mark, Track

FULL_NATS = 6.0  # from here on a position is as hot as can be
_KNEE = 0.1  # nats: the scale is nearly linear below, and logarithmic above
NOTHING = 255  # no position of the step's own canvas
_HOTTEST = 254


@dataclass(frozen=True, slots=True)
class HeatMatrix:
    """The heat of every position at every step.

    Attributes:
        width: positions.
        height: steps.
        heats: row by row; 0 (certain) to 254, or ``NOTHING``.
        marks: row, column and mark of every position that is not free, in order.
        starts: the first column of every canvas but the first one.
    """

    width: int
    height: int
    heats: bytes
    marks: tuple[tuple[int, int, Mark], ...]
    starts: tuple[int, ...]


def heat_share(entropy: float) -> float:
    """Return how hot ``entropy``, in nats, is: 0.0 (certain) to 1.0, on a log-like scale.

    Most of what happens lies far below the entropy of pure noise: on a linear scale a token that
    is nearly sure and one that is sure would look the same.
    """
    clipped = min(FULL_NATS, max(0.0, entropy))
    return log1p(clipped / _KNEE) / log1p(FULL_NATS / _KNEE)


def heat_matrix(track: Track) -> HeatMatrix:
    """Return the matrix of ``track``."""
    width = track.positions
    heats = bytearray([NOTHING]) * (width * len(track.frames))
    for row, frame in enumerate(track.frames):
        start = row * width + frame.first
        for place, cell in enumerate(frame.cells):
            if cell is not None and not cell.gone:
                heats[start + place] = round(_HOTTEST * heat_share(cell.entropy))
    return HeatMatrix(
        width=width,
        height=len(track.frames),
        heats=bytes(heats),
        marks=tuple(_marks(track)),
        starts=track.canvas_starts[1:],
    )


def _marks(track: Track) -> Iterator[tuple[int, int, Mark]]:
    for row, frame in enumerate(track.frames):
        for place, cell in enumerate(frame.cells):
            if cell is not None and cell.mark is not Mark.FREE:
                yield row, frame.first + place, cell.mark
