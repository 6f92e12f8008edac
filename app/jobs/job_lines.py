"""What a job's process writes, piece by piece, as events, and how it ended; no Qt, no process.

A process may write half a line, lines that are none of ours, or nothing at all: whatever it does,
a job has exactly one end.
"""

from typing import Final

from engine.job_json import read_job_line
from engine.jobs import JobDone, JobEnd, JobEvent, JobFailed, JobStopped

CRASHED: Final = "JobCrashed"  # the kind of failure of a process that ended without a word
NOT_STARTED: Final = "JobNotStarted"  # of one that never began
STOPPED: Final = "stopped; it can go on from where it stopped"
_MOST_LINE: Final = 2**20  # bytes; a longer line is none of ours
_MOST_KEPT: Final = 2**16  # characters of what a process complains of


class JobLines:
    """Takes the bytes of one process as they come."""

    def __init__(self) -> None:
        self._rest = b""
        self._complaints = ""
        self._end: JobEnd | None = None

    @property
    def detail(self) -> str:
        """Return the last of what the process wrote that was no event, for who wants to know."""
        return self._complaints.strip()

    def take(self, given: bytes) -> list[JobEvent]:
        """Return the events that are whole now; the end is kept for ``finish``."""
        *lines, self._rest = (self._rest + given).split(b"\n")
        if len(self._rest) > _MOST_LINE:
            self._rest = b""
        events = (self._read(line) for line in lines)
        return [event for event in events if event is not None]

    def take_complaint(self, given: bytes) -> None:
        """Keep what the process wrote to its standard error."""
        self._complaints = (self._complaints + given.decode("utf-8", "replace"))[-_MOST_KEPT:]

    def finish(self, *, stop_wanted: bool, how: str = "") -> JobEnd:
        """Return how the job ended; nothing more comes.

        Args:
            stop_wanted: the person stopped it: then an end without a word is no failure.
            how: what the system says of a process that ended without a word.
        """
        if self._rest:
            self._read(self._rest)
            self._rest = b""
        if self._end is not None:
            return self._end
        return JobStopped(STOPPED) if stop_wanted else JobFailed(CRASHED, how)

    def _read(self, line: bytes) -> JobEvent | None:
        """Return the event of a whole line, ``None`` for an end or where there is none."""
        text = line.decode("utf-8", "replace").strip()
        if not text:
            return None
        try:
            event = read_job_line(text)
        except ValueError:
            self.take_complaint(line[:_MOST_LINE] + b"\n")
            return None
        if isinstance(event, JobDone | JobStopped | JobFailed):
            self._end = self._end or event
            return None
        return None if self._end else event
