"""Benchmark figures as values, and how they print; knows nothing of what is measured."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: a ratio or a percentile taken in one run.

    Attributes:
        name: stable key, such as "first_window".
        title: for people.
        value: what was measured, in ``unit``.
        unit: "x" for a ratio, "ms" or "s" for a time, none for a count.
        goal: the bound to reach, in ``unit``; None where the figure is only told.
        at_least: the goal is a lower bound; else an upper one.
        detail: what the figure was taken from, in a few words.
    """

    name: str
    title: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Whether the goal is reached; a figure without one never misses it."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile: a value that was measured, none between two.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("a percentile needs at least one value")
    rank = math.ceil(percent / 100 * len(values))
    return sorted(values)[max(rank, 1) - 1]


def to_json(figures: Sequence[Figure]) -> str:
    """Return the figures as one line of JSON."""
    return json.dumps([asdict(figure) | {"passed": figure.passed} for figure in figures])


def from_json(line: str) -> list[Figure]:
    """Return the figures of a line that :func:`to_json` made."""
    return [
        Figure(**{name: value for name, value in entry.items() if name != "passed"})
        for entry in json.loads(line)
    ]


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = ["| figure | measured | goal | | from |", "|---|---:|---:|---|---|"]
    for figure in figures:
        value = f"{figure.value:.3g} {figure.unit}".rstrip()
        rows.append(f"| {figure.title} | {value} | {_goal(figure)} | {figure.detail} |")
    return "\n".join(rows)


def summary(figures: Sequence[Figure]) -> str:
    """Return in a line how many goals were reached, and which were missed."""
    bound = [figure for figure in figures if figure.goal is not None]
    missed = [figure.name for figure in bound if not figure.passed]
    line = f"{len(bound) - len(missed)} of {len(bound)} goals reached"
    return f"{line}; missed: {', '.join(missed)}" if missed else line


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return "- | told"
    sign = "≥" if figure.at_least else "≤"
    bound = f"{sign} {figure.goal:g} {figure.unit}".rstrip()
    return f"{bound} | {'✓ reached' if figure.passed else '✗ **missed**'}"
