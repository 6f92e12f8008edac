"""The long work of the whole window: one heavy job at a time, the others wait; knows no work.

Closing a window stops no job; leaving the program stops all of them in order, and each goes on
when it is asked for again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.jobs.work import Phase, Work, WorkState
from app.letting_go import let_go
from engine.jobs import JobEvent, JobProgress

if TYPE_CHECKING:
    from app.jobs.job import Job

_TELL_MS: Final = 100  # progress is told no more often: nobody reads faster


class _Entry(QObject):
    """One work and its job; a slot of its own hears the job."""

    event_arrived = Signal(object, object)

    def __init__(self, state: WorkState, parent: QObject) -> None:
        super().__init__(parent)
        self.state = state
        self.job: Job | None = None
        self.untold = False

    @Slot(object)
    def take(self, event: JobEvent) -> None:
        """Pass an event on, with who had it."""
        self.event_arrived.emit(self, event)


class JobQueue(QObject):
    """Takes work, runs it and tells how it stands.

    Signals:
        changed(WorkState): how one work stands now; each end is told once.
    """

    changed = Signal(object)

    def __init__(
        self,
        environment: Callable[[], Mapping[str, str]],
        parent: QObject | None = None,
        *,
        command: Sequence[str] = (),
    ) -> None:
        """Begin without work.

        Args:
            environment: what every job's process gets beside the variables of this one.
            parent: owns the queue.
            command: what takes the verbs; our own program where it is empty.
        """
        super().__init__(parent)
        self._environment = environment
        self._command = command
        self._entries: dict[str, _Entry] = {}  # in the order in which they were asked for
        self._leaving = False
        self._telling = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._telling.timeout.connect(self._tell)

    @property
    def front(self) -> WorkState | None:
        """Return the work that a person would ask after: heavy before light, running first."""
        states = [entry.state for entry in self._entries.values() if not entry.state.over]
        order = sorted(states, key=lambda one: (one.phase is Phase.WAITING, not one.work.heavy))
        return order[0] if order else None

    @property
    def busy(self) -> bool:
        """Return whether heavy work is running."""
        return any(
            entry.state.work.heavy and entry.job is not None for entry in self._entries.values()
        )

    def state(self, key: str) -> WorkState | None:
        """Return how the work of ``key`` stands, or stood at its end; ``None`` for none."""
        entry = self._entries.get(key)
        return None if entry is None else entry.state

    def submit(self, work: Work) -> None:
        """Take work; nothing happens where that of its key is not over."""
        before = self.state(work.key)
        if self._leaving or (before is not None and not before.over):
            return
        self._drop(work.key)
        entry = self._entries[work.key] = _Entry(WorkState(work), self)
        entry.event_arrived.connect(self._take)
        self.changed.emit(entry.state)
        self._move()

    def stop(self, key: str) -> None:
        """Stop the work of ``key`` between two events, or wait no longer for its turn."""
        entry = self._entries.get(key)
        if entry is None or entry.state.over:
            return
        if entry.job is None:
            self._put(entry, replace(entry.state, phase=Phase.STOPPED))
        else:
            self._put(entry, replace(entry.state, phase=Phase.STOPPING))
            entry.job.stop()

    def stop_network(self) -> bool:
        """Stop all work that may use the network; return whether there was any."""
        keys = [
            key
            for key, entry in self._entries.items()
            if entry.state.work.network and not entry.state.over
        ]
        for key in keys:
            self.stop(key)
        return bool(keys)

    def forget(self, key: str) -> None:
        """Forget work that is over."""
        if (state := self.state(key)) is not None and state.over:
            self._drop(key)

    @Slot()
    def leave(self) -> None:
        """Stop everything, since the program ends; takes no more work."""
        self._leaving = True
        jobs = [entry.job for entry in self._entries.values() if entry.job is not None]
        for job in jobs:
            job.stop()
        for job in jobs:
            job.leave()

    def _drop(self, key: str) -> None:
        if (entry := self._entries.pop(key, None)) is not None:
            let_go(entry)

    def _move(self) -> None:
        """Start what may start."""
        # Imported when it is wanted: no start should wait for it.
        from app.jobs.job import Job

        for entry in list(self._entries.values()):
            waits = entry.state.phase is Phase.WAITING
            if not waits or self._leaving or (entry.state.work.heavy and self.busy):
                continue
            work = entry.state.work
            job = Job(work.verb, self._environment(), command=self._command, parent=self)
            entry.job = job
            job.event_arrived.connect(entry.take)
            self._put(entry, replace(entry.state, phase=Phase.RUNNING))
            job.start()

    @Slot(object, object)
    def _take(self, entry: _Entry, event: JobEvent) -> None:
        """Fold an event into the state of its work."""
        job = entry.job
        state = entry.state.after(event, "" if job is None else job.detail)
        if isinstance(event, JobProgress):
            entry.state, entry.untold = state, True
            if not self._telling.isActive():
                self._telling.start()
            return
        if state.over and job is not None:
            entry.job = None
            let_go(job)
        self._put(entry, state)
        if state.over:
            self._move()

    @Slot()
    def _tell(self) -> None:
        for entry in list(self._entries.values()):
            if entry.untold:
                self._put(entry, entry.state)

    def _put(self, entry: _Entry, state: WorkState) -> None:
        entry.state, entry.untold = state, False
        self.changed.emit(state)
