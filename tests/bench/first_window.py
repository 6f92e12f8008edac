"""Time from the start of the process to the first paint of the window, with the welcome document.

Each start is a process of its own on a virtual screen, with the files already in the page cache.

Usage: python -m tests.bench.first_window
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from tests.bench.display import fall_back_to_offscreen
from tests.bench.figures import Figure, to_json

STARTS = 9


def time_start(environment: dict[str, str]) -> float:
    """Return the seconds of one start.

    Raises:
        RuntimeError: the editor did not start, or torch was imported before the window was up.
    """
    begun = time.monotonic()
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.window_child"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    words = child.stdout.split()
    if len(words) != 2:
        raise RuntimeError(f"the editor did not start: {child.stderr}")
    if words[1] != "0":
        raise RuntimeError("torch was imported before the window was up")
    return float(words[0]) - begun


def main() -> None:
    """Measure, and print the figure as JSON."""
    fall_back_to_offscreen()
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        # As on a person's machine, the first start leaves its bytecode for the later ones.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        time_start(environment)
        seconds = [time_start(environment) for _ in range(STARTS)]
    figure = Figure(
        name="first_window",
        title="start of the process to the first window, torch not imported",
        value=statistics.median(seconds),
        unit="s",
        goal=0.5,
        detail=f"median of {STARTS} starts, worst {max(seconds):.2f} s",
    )
    sys.stdout.write(to_json([figure]) + "\n")


if __name__ == "__main__":
    main()
