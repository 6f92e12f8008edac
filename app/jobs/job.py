"""A long work of our own program in a process of its own; knows no work by name.

A crash of it never takes the window along, and its memory comes back when it ends.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.jobs.child import Child
from app.jobs.job_lines import NOT_STARTED, JobLines
from engine.jobs import JobEnd, JobFailed

_ON_QUIT_MS: Final = 1500  # that leaving may wait for a job to stop in order
_KILLED_MS: Final = 1500  # within which a process that was killed is gone


class Job(QObject):
    """Runs one verb, such as ``("models", "download", "--events")``.

    Signals:
        event_arrived(JobEvent): what the job says of itself; the last one is exactly one of
            ``JobDone``, ``JobStopped``, ``JobFailed``, and then the process is gone.
    """

    event_arrived = Signal(object)

    def __init__(
        self,
        verb: Sequence[str],
        environment: Mapping[str, str],
        *,
        command: Sequence[str] = (),
        parent: QObject | None = None,
    ) -> None:
        """Prepare it, and start nothing; the arguments are those of ``Child``."""
        super().__init__(parent)
        self._lines = JobLines()
        self._end: JobEnd | None = None
        self._started = False
        self._stop_wanted = False
        self._child = Child(verb, environment, command=command, parent=self)
        self._child.wrote.connect(self._take)
        self._child.complained.connect(self._take_complaint)
        self._child.ended.connect(self._note_end)
        self._child.not_started.connect(self._note_not_started)

    @property
    def running(self) -> bool:
        """Return whether it was started and has not ended."""
        return self._started and self._end is None

    @property
    def end(self) -> JobEnd | None:
        """Return how it ended, ``None`` before."""
        return self._end

    @property
    def detail(self) -> str:
        """Return what the process wrote beside its events, for who wants to know."""
        return self._lines.detail

    def start(self) -> None:
        """Start it; once."""
        if not self._started:
            self._started = True
            self._child.start()

    @Slot()
    def stop(self) -> None:
        """Stop it between two events; what is whole stays. It is killed where it takes too long."""
        if self.running and not self._stop_wanted:
            # Once: a second word would break what the first one has it put in order.
            self._stop_wanted = True
            self._child.terminate()

    def leave(self) -> None:
        """Stop it now, since the program ends; waits a moment and then kills it."""
        if not self.running:
            return
        self.stop()
        if not self._child.wait(_ON_QUIT_MS):
            self._child.kill()
            self._child.wait(_KILLED_MS)

    @Slot(object)
    def _take(self, given: bytes) -> None:
        for event in self._lines.take(given):
            self.event_arrived.emit(event)

    @Slot(object)
    def _take_complaint(self, given: bytes) -> None:
        self._lines.take_complaint(given)

    @Slot(str)
    def _note_end(self, how: str) -> None:
        self._finish(self._lines.finish(stop_wanted=self._stop_wanted, how=how))

    @Slot(str)
    def _note_not_started(self, why: str) -> None:
        # Later: whoever started it still has to hear of its start.
        QTimer.singleShot(0, self, lambda: self._finish(JobFailed(NOT_STARTED, why)))

    def _finish(self, end: JobEnd) -> None:
        if self._end is None:
            self._end = end
            self.event_arrived.emit(end)
