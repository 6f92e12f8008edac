"""Takes the time of work on a device; knows no model.

A GPU works behind the host's back: the clock is read when the device has nothing left to do.
"""

import time
from collections.abc import Callable

import torch

from engine.fused.graph import StepGraph

# Short work is repeated until it has lasted this long, so that reading the clock is no part of it.
_LEAST_SECONDS = 2e-3


def wait_for(device: torch.device) -> None:
    """Let the device finish what it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def seconds_of(work: Callable[[], object], device: torch.device) -> float:
    """Return how long ``work`` takes until its results are there."""
    wait_for(device)
    start = time.perf_counter()
    work()
    wait_for(device)
    return time.perf_counter() - start


def best_seconds(work: Callable[[], object], device: torch.device, repetitions: int) -> float:
    """Return the shortest time of ``work``, which is run once before; short work many times."""
    first = seconds_of(work, device)
    count = max(1, round(_LEAST_SECONDS / max(first, 1e-9)))

    def together() -> None:
        for _ in range(count):
            work()

    return min(seconds_of(together, device) for _ in range(repetitions)) / count


def replayed(
    work: Callable[[], None], device: torch.device, *, waits_for_host: bool = False
) -> Callable[[], None]:
    """Return ``work`` as the device repeats it without the host: recorded where it is a GPU.

    Args:
        work: as ``StepGraph`` wants it.
        device: where it computes.
        waits_for_host: the work asks the host in the middle, so it cannot be recorded.
    """
    if device.type != "cuda" or waits_for_host:
        return work
    return StepGraph(work).replay
