"""Several drafts of one request, refined step by step together; knows no model and no text.

A lane is the loop of one draft: ``engine.denoise.denoise`` over a fork of the refiner that read
the prompt, with a generator of its own. Lanes share nothing that a step writes, so each gives
what it would have given alone, however they are computed.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from engine.canvas import CanvasPlan
from engine.denoise import LoopStep, Refiner

Lane = Iterator[LoopStep]
# Takes lanes that go on; gives the next step of each in their order, ``None`` where it has ended.
Advance = Callable[[Sequence[Lane]], Iterator[LoopStep | None]]


@dataclass(frozen=True, slots=True)
class Start:
    """What makes a draft differ from the others of its run: its canvases, and its seed."""

    plan: CanvasPlan
    seed: int


class ForkingRefiner(Refiner, Protocol):
    """A refiner whose reading several drafts can go on from."""

    @property
    def takes_turns(self) -> bool:
        """Whether its forks work in the same memory, so that only one may compute at a time."""
        ...

    def fork(self) -> Refiner:
        """Return a refiner that has read the same and goes on by itself; what was read is shared.

        The refiner itself may then only be forked again.
        """
        ...


def one_by_one(lanes: Sequence[Lane]) -> Iterator[LoopStep | None]:
    """Compute the next step of each lane when it is asked for."""
    for lane in lanes:
        yield next(lane, None)


def refine_together(
    lanes: Sequence[Lane], advance: Advance, finished: Collection[int], *, first: int = 0
) -> Iterator[LoopStep]:
    """Yield the first step of every lane, then the second of every lane, and so on.

    A lane that has ended takes no more time.

    Args:
        lanes: their places, counted from ``first``, are the numbers of the variants.
        advance: computes a step of each lane.
        finished: variants of which no further step is wanted; looked at between the rounds.
        first: number of the first lane.
    """
    going = dict(enumerate(lanes, start=first))
    while going:
        numbers = list(going)
        steps = advance([going[number] for number in numbers])
        for number, step in zip(numbers, steps, strict=True):
            if step is None:
                del going[number]
            else:
                yield replace(step, variant=number)
        going = {number: lane for number, lane in going.items() if number not in finished}
