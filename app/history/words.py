"""What the history says of its runs, in words; pure."""

from datetime import datetime, timedelta
from typing import Final

from app.history.entry import HistoryEntry, HistoryLine, Outcome
from engine.request import SamplingOptions

# Words of our own: the system's would be in its language, and ours are English.
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_USUAL: Final = SamplingOptions()
ICONS: Final = {
    Outcome.UNDECIDED: "waiting",
    Outcome.ACCEPTED: "accept",
    Outcome.REJECTED: "reject",
    Outcome.NOT_TAKEN: "retry",
    Outcome.STOPPED: "stop",
    Outcome.FAILED: "warning",
    Outcome.REVERTED: "revert",
}


def when_text(when: float, now: datetime) -> str:
    """Return a moment as one speaks of it: "today 14:03", "Tue 09:15", "3 Nov 2025".

    Args:
        when: seconds since 1970.
        now: the present moment, in local time.
    """
    moment = datetime.fromtimestamp(when, now.tzinfo)
    clock = f"{moment.hour:02}:{moment.minute:02}"
    age = (now.date() - moment.date()).days
    if age == 0:
        return f"today {clock}"
    if age == 1:
        return f"yesterday {clock}"
    if 1 < age < 7:
        return f"{_DAYS[moment.weekday()]} {clock}"
    day = f"{moment.day} {_MONTHS[moment.month - 1]}"
    near = timedelta() <= now - moment < timedelta(days=300)
    return f"{day} {clock}" if near else f"{day} {moment.year}"


def line_title(line: HistoryLine) -> str:
    """Return the first line of a run in the list."""
    return " ".join(line.instruction.split()) or "Fill at the caret"


def line_details(line: HistoryLine, now: datetime) -> str:
    """Return the second line of a run in the list."""
    return f"{line.outcome.value} · {when_text(line.when, now)} · {line.title or 'Untitled'}"


def entry_facts(entry: HistoryEntry) -> str:
    """Return how a run was made, in one line."""
    parts = [entry.model] if entry.model else []
    draft, request = entry.draft, entry.request
    if draft is not None:
        parts.append(f"{draft.steps:,} step" if draft.steps == 1 else f"{draft.steps:,} steps")
    if request is not None:
        parts.append(f"seed {draft.seed if draft is not None else request.options.seed}")
        parts += _options(request.options)
    return " · ".join(parts)


def _options(options: SamplingOptions) -> list[str]:
    """Return what was set otherwise than usual."""
    told = []
    if options.strength != _USUAL.strength:
        told.append(f"strength {round(options.strength * 100)} %")
    if options.variants > 1:
        told.append(f"{options.variants} variants")
    if options.keep_unsettled:
        told.append("words that do not settle stay")
    numbers = {
        "at most {} steps": options.max_steps,
        "entropy bound {} nats": options.entropy_bound,
        "t_min {}": options.t_min,
        "t_max {}": options.t_max,
        "stable for {} steps": options.stability_threshold,
        "confident below {} nats": options.confidence_threshold,
        "at most {} canvases": options.max_canvases,
    }
    return told + [words.format(value) for words, value in numbers.items() if value is not None]
