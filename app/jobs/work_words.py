"""What is said of long work while it goes on: bytes, rate, time; no Qt, and no work by name."""

from typing import Final

from app.jobs.work import Phase, WorkState
from engine.jobs import JobProgress, Stage
from engine.sizes import size_text

_STAGES: Final = {
    Stage.LOOKING: "Looking at what there is",
    Stage.DOWNLOADING: "Downloading",
    Stage.VERIFYING: "Verifying",
    Stage.QUANTIZING: "Quantizing to 4 bits",
    Stage.INSTALLING: "Installing",
    Stage.REMOVING: "Removing",
}
_MINUTE, _HOUR = 60, 3600


def stage_words(state: WorkState) -> str:
    """Return what a work is doing, as a heading."""
    if state.phase is Phase.WAITING:
        return "Waiting for its turn"
    if state.phase is Phase.STOPPING:
        return "Stopping…"
    return "Starting…" if state.progress is None else _STAGES[state.progress.stage]


def percent_words(state: WorkState) -> str:
    """Return how far it is, "" where nothing can be said; 100 % is said of what is whole alone."""
    if (fraction := state.fraction) is None:
        return ""
    return f"{min(int(fraction * 100), 99 if fraction < 1 else 100)} %"


def amount_words(state: WorkState) -> str:
    """Return bytes, rate and the time that is left, parted by " · "."""
    progress = state.progress
    if progress is None:
        return ""
    parts = []
    if progress.nbytes:
        parts.append(f"{size_text(progress.bytes_done)} of {size_text(progress.nbytes)}")
    elif progress.bytes_done:
        parts.append(size_text(progress.bytes_done))
    # While a note stands nothing has moved since, so that nothing is known of rate and time.
    if state.phase is Phase.RUNNING and progress.bytes_per_second > 0 and not state.note:
        parts.append(f"{size_text(int(progress.bytes_per_second))}/s")
        if left := time_left(progress):
            parts.append(left)
    return " · ".join(parts)


def item_words(state: WorkState) -> str:
    """Return the file or package at hand and its number, "" for none."""
    progress = state.progress
    if progress is None or not progress.item:
        return ""
    if progress.items > 1:
        number = min(progress.items_done + 1, progress.items)
        return f"{progress.item} ({number} of {progress.items})"
    return progress.item


def short_words(state: WorkState) -> str:
    """Return in a few words what goes on, for the line at the foot of the window."""
    words = stage_words(state).rstrip("…")
    if state.phase is Phase.RUNNING and (percent := percent_words(state)):
        return f"{words} {percent}"
    return f"{words}…"


def time_left(progress: JobProgress) -> str:
    """Return how long it will take as it goes now, "" where nothing can be said."""
    if progress.bytes_per_second <= 0 or progress.nbytes <= progress.bytes_done:
        return ""
    seconds = (progress.nbytes - progress.bytes_done) / progress.bytes_per_second
    return f"{span_words(seconds)} left"


def span_words(seconds: float) -> str:
    """Return a span of time as people say it, no finer than anybody can know."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 55:
        return f"{round(seconds / 10) * 10} s"
    if seconds < 50 * _MINUTE:
        return f"{max(1, round(seconds / _MINUTE))} min"
    if seconds < 10 * _HOUR:
        quarters = round(seconds / _HOUR * 4)
        hours, rest = divmod(quarters, 4)
        return f"{hours} h {rest * 15} min" if rest and hours else f"{hours or 1} h"
    if seconds < 48 * _HOUR:
        return f"{round(seconds / _HOUR)} h"
    return f"{round(seconds / 24 / _HOUR)} days"
