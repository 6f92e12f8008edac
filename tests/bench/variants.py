"""Several variants of one rewrite against one, on the starter: how many times as long they take.

One right after the other in the same process, several rounds, with another first seed in each.
All runs take the same number of steps: the cap is low, and nothing stops before it. Torch has all
cores, as for the command line; beside the window it leaves one free.

Usage: python -m tests.bench.variants
"""

import statistics
import sys
import threading
import time

import torch

from engine.events import Draft
from engine.paths import starter_folder
from engine.presets import starter_presets
from engine.request import EditRequest, SamplingOptions, Span
from engine.session import Engine
from tests.bench.figures import Figure, to_json
from tests.bench.generate import TEXT

ROUNDS = 7
# About what a rewrite with the starter takes.
STEPS = 8


def seconds_of(engine: Engine, variants: int, seed: int) -> float:
    """Return how long a rewrite of the 60 words takes, from the request to its draft."""
    options = SamplingOptions(
        seed=seed, max_steps=STEPS, stability_threshold=STEPS, max_canvases=1, variants=variants
    )
    instruction = starter_presets()[0].instruction
    request = EditRequest(1, 0, Span(0, len(TEXT)), "", TEXT, "", instruction, options)
    start = time.perf_counter()
    last = None
    for event in engine.edit(request, threading.Event()):
        last = event
    seconds = time.perf_counter() - start
    if not isinstance(last, Draft) or len(last.others) != variants - 1:
        raise TypeError(f"the edit ended in {last}")
    return seconds


def measure(engine: Engine, threads: int) -> dict[tuple[int, int], list[float]]:
    """Return the seconds of every round by number of variants and of torch's threads.

    One variant is measured on one thread too: on a busy machine, threads that wait for each other
    make a single run slower, and the ratio would flatter.
    """
    wanted = [(1, 1), (1, threads), (2, threads), (4, threads), (2, 1), (4, 1)]
    times: dict[tuple[int, int], list[float]] = {key: [] for key in wanted}
    for seed in range(ROUNDS + 1):
        for (variants, with_threads), found in times.items():
            torch.set_num_threads(with_threads)
            seconds = seconds_of(engine, variants, 4 * seed)
            # The first round warms up.
            if seed:
                found.append(seconds)
    return times


def main() -> None:
    """Measure, and print the figures as JSON."""
    engine = Engine.load(starter_folder(), device="cpu")
    threads = torch.get_num_threads()
    times = {key: statistics.median(found) for key, found in measure(engine, threads).items()}
    one = min(times[1, 1], times[1, threads])
    figures = [
        Figure(
            name=f"variants_{count}",
            title=f"{count} variants of a 60-word rewrite, times as long as one",
            value=times[count, threads] / one,
            unit="x",
            goal=goal,
            detail=f"medians of {ROUNDS} rounds, {STEPS} steps each: {times[count, threads]:.2f} s "
            f"on {threads} threads against {one:.2f} s for one at its best; on one thread "
            f"{times[count, 1] / times[1, 1]:.2f} x",
        )
        for count, goal in ((2, 1.5), (4, 3.0))
    ]
    sys.stdout.write(to_json(figures) + "\n")


if __name__ == "__main__":
    main()
