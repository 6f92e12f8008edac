"""A verb of our own program that prints one JSON value, asked in a process of its own."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.jobs.child import Child
from app.jobs.job_lines import CRASHED, NOT_STARTED
from engine.jobs import JobFailed

_PATIENCE_MS: Final = 120_000  # importing torch from a slow disk takes its time
_MOST_KEPT: Final = 2**16  # characters of what the process complains of
_KILLED_MS: Final = 1000  # within which a process that was killed is gone
_NO_ANSWER: Final = "JobNoAnswer"


class Query(QObject):
    """Asks once, such as ``("models", "list", "--json")``; the exit code does not matter.

    Signals:
        answered(object): the value that the verb printed, as ``json`` reads it.
        failed(JobFailed): it printed none.
        ended(): either of them was told; nothing more comes.
    """

    answered = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(
        self,
        verb: Sequence[str],
        environment: Mapping[str, str],
        *,
        command: Sequence[str] = (),
        parent: QObject | None = None,
    ) -> None:
        """Prepare it, and ask nothing; the arguments are those of ``Child``."""
        super().__init__(parent)
        self._given = b""
        self._complaints = b""
        self._over = False
        self._child = Child(verb, environment, command=command, parent=self)
        self._child.wrote.connect(self._take)
        self._child.complained.connect(self._take_complaint)
        self._child.ended.connect(self._note_end)
        self._child.not_started.connect(self._note_not_started)
        self._waiting = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._waiting.timeout.connect(self._give_up)

    @property
    def detail(self) -> str:
        """Return what the process wrote to its standard error, for who wants to know."""
        return self._complaints.decode("utf-8", "replace").strip()[-_MOST_KEPT:]

    def start(self) -> None:
        """Ask."""
        self._waiting.start()
        self._child.start()

    def drop(self) -> None:
        """Want no answer any more: nothing is told, and the process is gone."""
        self._over = True
        self._end_child()

    @Slot(object)
    def _take(self, given: bytes) -> None:
        self._given += given

    @Slot(object)
    def _take_complaint(self, given: bytes) -> None:
        self._complaints = (self._complaints + given)[-_MOST_KEPT:]

    @Slot(str)
    def _note_end(self, how: str) -> None:
        try:
            value = json.loads(self._given)
        except (ValueError, RecursionError):
            self._fail(JobFailed(CRASHED, how))
            return
        if self._close():
            self.answered.emit(value)
            self.ended.emit()

    @Slot(str)
    def _note_not_started(self, why: str) -> None:
        QTimer.singleShot(0, self, lambda: self._fail(JobFailed(NOT_STARTED, why)))

    @Slot()
    def _give_up(self) -> None:
        self._fail(JobFailed(_NO_ANSWER, ""))
        self._end_child()

    def _end_child(self) -> None:
        self._waiting.stop()
        self._child.kill()
        self._child.wait(_KILLED_MS)

    def _fail(self, failure: JobFailed) -> None:
        if self._close():
            self.failed.emit(failure)
            self.ended.emit()

    def _close(self) -> bool:
        """Return whether nothing was told yet; from now on it was."""
        self._waiting.stop()
        first, self._over = not self._over, True
        return first
