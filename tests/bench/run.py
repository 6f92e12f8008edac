"""Runs the benchmarks, each in a process of its own, and prints a table and JSON.

Usage: python -m tests.bench.run [--json FILE] [NAME...]

The exit code tells whether every benchmark ran, not whether its goal was reached: a goal that is
missed on a busy machine is a figure, and no failure.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.display import screen
from tests.bench.figures import Figure, from_json, summary, table, to_json

BENCHMARKS = (
    "generate",
    "variants",
    "first_window",
    "gui_gap",
    "keystroke",
    "draft_paint",
    "editor_paint",
    "page_paint",
    "replay_seek",
    "history_search",
    "instructions",
)
ROOT = Path(__file__).resolve().parents[2]


def measure(name: str, environment: dict[str, str]) -> list[Figure]:
    """Run one benchmark and return its figures; none where it failed, which it says itself."""
    run = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = run.stdout.splitlines()
    if run.returncode != 0 or not lines:
        sys.stderr.write(f"bench: {name} failed with exit code {run.returncode}\n")
        return []
    return from_json(lines[-1])


def main() -> int:
    """Run the named benchmarks, or all; return 1 where one of them did not run."""
    parser = argparse.ArgumentParser(prog="make bench", description="Anneal's benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    arguments = parser.parse_args()
    names: list[str] = arguments.names or list(BENCHMARKS)
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    measured = []
    with screen() as environment:
        for name in names:
            begun = time.monotonic()
            sys.stderr.write(f"bench: {name} ...\n")
            measured.append(measure(name, environment))
            sys.stderr.write(f"bench: {name} took {time.monotonic() - begun:.0f} s\n")
    figures = [figure for part in measured for figure in part]
    sys.stdout.write(f"{table(figures)}\n\n{summary(figures)}\n\n{to_json(figures)}\n")
    if arguments.json is not None:
        arguments.json.write_text(to_json(figures) + "\n", encoding="utf-8")
    return 0 if all(measured) else 1


if __name__ == "__main__":
    sys.exit(main())
