"""Measures the start of the bundle, to the first paint and to a model that is ready.

`make bundle-times` prints it as a table. Seconds of the processor stand beside those of the clock:
on a machine that has other work they tell more.

Cold means that none of the bundle's files are in memory: each is given up before each start, which
needs no rights and leaves other programs' files alone. The system's own libraries and fonts stay.

Usage: measure_start.py [--runs N] [FOLDER]
"""

import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bundle_run import Moment, Place, plain_environment, times_of_start, work_folder

ROOT = Path(__file__).resolve().parents[2]
STEPS = {"python": "the program's first line", "painted": "window painted", "ready": "model ready"}


def give_up_pages(folder: Path) -> None:
    """Let the system forget the contents of the files below ``folder``."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def row(name: str, moments: Sequence[Moment]) -> str:
    """Return a line of the table, in seconds."""
    clock = [moment.seconds for moment in moments]
    work = statistics.median(moment.work for moment in moments)
    figures = (min(clock), statistics.median(clock), percentile(clock, 0.9), max(clock), work)
    return f"{name:32}" + "".join(f"{figure:8.2f}" for figure in figures) + "\n"


@contextmanager
def screen(environment: dict[str, str]) -> Iterator[str]:
    """Give a virtual screen where there can be one, and else none; return which."""
    server = shutil.which("Xvfb")
    if server is None:
        yield "no screen (offscreen)"
        return
    reader, writer = os.pipe()
    command = [server, "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-noreset"]
    child = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            environment |= {"DISPLAY": f":{told.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
        yield "a virtual screen (Xvfb)"
    finally:
        child.terminate()
        child.wait()


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Measure the start of the bundle")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist" / "anneal")
    parser.add_argument("--runs", type=int, default=12, metavar="N", help="starts of each kind")
    options = parser.parse_args()
    bundle: Path = options.folder.absolute()
    with work_folder() as work:
        environment = plain_environment(work / "home")
        # What a person has: every core.
        del environment["OMP_NUM_THREADS"]
        with screen(environment) as where:
            place = Place(bundle / "anneal", work, environment)
            times_of_start(place, ["ready"], work / "times")
            sys.stdout.write(f"{options.runs} starts each, on {where}; load {os.getloadavg()[0]}\n")
            heads = "".join(f"{head:>8}" for head in ("least", "median", "p90", "most", "work"))
            sys.stdout.write(f"{'seconds':32}{heads}\n")
            for kind in ("warm", "cold"):
                found: dict[str, list[Moment]] = {}
                for _ in range(options.runs):
                    if kind == "cold":
                        give_up_pages(bundle)
                    for what, moment in times_of_start(place, [*STEPS], work / "times").items():
                        found.setdefault(what, []).append(moment)
                for what, words in STEPS.items():
                    sys.stdout.write(row(f"{kind}: {words}", found[what]))
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
