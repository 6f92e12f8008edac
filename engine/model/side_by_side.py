"""Computes the next step of several lanes at once, on the cores of a CPU; knows no sampling.

A step of a small model is a long row of small operations, which more than one core can hardly
share. Different drafts share no tensor that is written: each gets a thread and its part of the
cores, and what it computes is the same to the last bit (``tests/engine/test_variants.py``). Who
asks for steps notices nothing of the threads.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import torch

from engine.batch import Advance, Lane, one_by_one
from engine.denoise import LoopStep


@contextmanager
def lanes_on_cores(lanes: int, device: torch.device) -> Iterator[Advance]:
    """Lend a way to compute the steps of so many lanes.

    One after the other where there is one lane, one core, or a GPU, which does one thing at a
    time anyway. Torch has the threads that it had, in the block and behind it.
    """
    threads = torch.get_num_threads()
    workers = min(lanes, threads)
    if workers < 2 or device.type != "cpu":
        yield one_by_one
        return
    set_threads = partial(torch.set_num_threads, threads // workers)
    try:
        with ThreadPoolExecutor(workers, "lane", initializer=set_threads) as pool:
            yield partial(_at_once, pool)
    finally:
        # What a thread sets for itself, torch takes for all threads that start later.
        torch.set_num_threads(threads)


def _at_once(pool: ThreadPoolExecutor, lanes: Sequence[Lane]) -> Iterator[LoopStep | None]:
    """Start the next step of every lane, and yield them as they are done, in order."""
    yield from pool.map(_next_or_none, lanes)


def _next_or_none(lane: Lane) -> LoopStep | None:
    return next(lane, None)
