"""Runs a job for the command line: one line that changes, or JSON lines for a program.

Ctrl+C and SIGTERM stop a job between two events; what is whole stays, and the same command goes on.
"""

import argparse
import signal
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from types import FrameType
from typing import Final

from engine.cli_common import (
    CANCELLED,
    DONE,
    FAILED,
    flush_output,
    on_one_line,
    put,
    refusal,
    say,
    show_progress,
)
from engine.errors import EngineError
from engine.files import SaveError
from engine.job_json import job_line
from engine.jobs import (
    JobDone,
    JobEvent,
    JobFailed,
    JobNote,
    JobPlanned,
    JobProgress,
    JobStopped,
)
from engine.sizes import size_text

STOPPED: Final = "stopped; the same command goes on from where it stopped"


def add_events_option(parser: argparse.ArgumentParser) -> None:
    """Let a program watch the job."""
    parser.add_argument("--events", action="store_true", help="print what happens as lines of JSON")


def run_job(events: Generator[JobEvent, None, None], *, as_json: bool) -> int:
    """Carry out a job to its end, tell it, and return the exit code.

    Args:
        events: the job; it is closed where somebody stops it.
        as_json: print every event as a line of JSON, the end always among them.
    """
    tell = _tell_program if as_json else _tell_person
    try:
        with _stoppable(), closing(events):
            for event in events:
                tell(event)
                if isinstance(event, JobDone):
                    return DONE
    except KeyboardInterrupt:
        tell(JobStopped(STOPPED))
        return CANCELLED
    except (EngineError, SaveError) as error:
        tell(JobFailed(type(error).__name__, str(error)))
        return FAILED
    except BrokenPipeError:  # whoever watched has left
        raise
    except OSError as error:
        tell(JobFailed(type(error).__name__, refusal(error)))
        return FAILED
    return DONE


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let SIGTERM stop a job as Ctrl+C does; only the main thread may say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell_program(event: JobEvent) -> None:
    put(job_line(event) + "\n")
    flush_output()


def _tell_person(event: JobEvent) -> None:
    if not isinstance(event, JobProgress):
        show_progress("")
    match event:
        case JobPlanned():
            say(
                f"{event.title}: {size_text(event.nbytes)}, of which "
                f"{size_text(event.bytes_done)} are there; into {event.place}, where "
                f"{size_text(event.free_bytes)} are free now and "
                f"{size_text(max(event.free_after, 0))} afterwards"
            )
        case JobProgress():
            show_progress(progress_text(event))
        case JobNote(words) | JobStopped(words) | JobFailed(_, words):
            say(f"anneal: {words}")
        case JobDone():
            put(f"{on_one_line(event.words)}\n")


def progress_text(event: JobProgress) -> str:
    """Return how far a job is, as one short line."""
    parts = [f"{event.stage}:"]
    if event.nbytes:
        parts.append(f"{event.bytes_done / event.nbytes:.0%} of {size_text(event.nbytes)}")
    elif event.bytes_done:
        parts.append(size_text(event.bytes_done))
    if event.bytes_per_second:
        parts.append(f"at {size_text(int(event.bytes_per_second))}/s")
    if event.item:
        parts.append(event.item)
    return " ".join(parts)
