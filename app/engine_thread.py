"""The only place where threads meet: one persistent thread owns the engine, jobs one at a time.

It must not know documents or widgets. A thread that broke, or that sits in foreign code and is
given up, is replaced by a new one; what the old one still says is not heard.
"""

import time
from collections.abc import Callable, Sequence
from math import ceil
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QDeadlineTimer,
    QElapsedTimer,
    QObject,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from app.app_events import (
    AppEvent,
    EditFailed,
    EngineLost,
    EngineSilent,
    GpuMemory,
    LoadFailed,
    ModelReady,
    ModelUnloaded,
)
from app.draft_so_far import draft_so_far
from app.engine_loading import EngineLoader, load_engine
from app.engine_worker import EditJob, EngineWorker, LoadJob, UnloadJob, end_events
from app.patience import Patience
from app.screen_rate import frame_ms
from engine.events import Cancelled, DenoiseStep, Draft, ModelLoading
from engine.request import EditRequest

_STOP_LIMIT = 10.0  # seconds that stop() waits for the worker
# That a thread which was given up has before another one begins: it may let its model go by then,
# and two large ones have no room beside each other.
_GRACE_MS = 5000
_LOOK_MS = 500  # how often a cancel that is not answered is looked at
RESTARTED = "EngineRestartedError"  # kind of an engine that a person gave up
# What a thread says of its model is past with the thread.
_OF_A_MODEL = (ModelLoading, ModelReady, LoadFailed, ModelUnloaded, GpuMemory, EngineLost)
_STOPPED = "EngineStoppedError"  # kind of one that ended for no reason that it told


class EngineThread(QObject):
    """The GUI's side of the engine; every method is called on the GUI thread.

    All but :meth:`stop` return at once.

    Signals:
        event_arrived(AppEvent): on the GUI thread, in the engine's order. When steps come faster
            than they are taken, or than the screen shows them, only the newest is kept; nothing
            else is ever dropped.
    """

    event_arrived = Signal(object)

    def __init__(
        self,
        loader: EngineLoader = load_engine,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the thread, not yet started.

        Args:
            loader: makes the engine, on the worker.
            parent: owns this.
            clock: tells seconds and never goes back.
        """
        super().__init__(parent)
        self._loader = loader
        self._clock = clock
        self._worker = self._make_worker()
        self._given_up: list[EngineWorker] = []  # that still run: a thread cannot be killed
        self._stopped = False
        self._pace = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._pace.timeout.connect(self._deliver)
        self._last_step = QElapsedTimer()  # since steps were passed on
        self._wait_limit = _STOP_LIMIT
        self._open: dict[int, EditJob] = {}  # edits that have not ended, in order
        self._model = ""  # name of the one that is loaded
        self._patience = Patience()
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look_for_answer)

    def start(self) -> None:
        """Start the worker thread, which idles until a job comes."""
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)
        self._worker.start()

    @Slot(object)
    def load(self, folder: Path) -> None:
        """Load the checkpoint in ``folder``: ``ModelLoading``..., then ModelReady or LoadFailed."""
        self._worker.jobs.put(LoadJob(folder))

    @Slot()
    def unload(self) -> None:
        """Let the model go and give its memory back: ``ModelUnloaded``."""
        self._worker.jobs.put(UnloadJob())

    @Slot(object)
    def submit(self, request: EditRequest) -> None:
        """Run an edit after the jobs that wait: it ends in Draft, Cancelled or EditFailed."""
        job = EditJob(request)
        if not self._open:
            self._patience.begin()
        self._open[request.edit_id] = job
        self._worker.jobs.put(job)

    @Slot()
    def cancel(self) -> None:
        """Cancel every edit submitted so far; later ones have an event of their own."""
        for job in self._open.values():
            job.cancel.set()
        if self._open and not self._stopped:
            self._patience.ask(self._clock())
            self._looking.start()

    @Slot()
    def restart(self) -> None:
        """Give the engine up, whatever it is at, and begin anew without a model.

        The edit or the load that it was at ends. A thread inside foreign code cannot be stopped:
        it keeps its memory until it comes back, and is not heard any more.
        """
        self._replace(RESTARTED, "the engine was given up and started anew")

    @Slot()
    def stop(self) -> bool:
        """Cancel, end the thread and wait for it; safe at any time, any number of times.

        No event arrives afterwards.

        Returns:
            False where a worker sat in foreign code for too long to wait; the process must
            then leave through ``os._exit`` (a thread inside torch aborts an orderly exit).
        """
        self._stopped = True
        self._looking.stop()
        self._worker.stopping.set()
        self.cancel()
        self._worker.jobs.put(None)
        stopped = self._worker.wait(QDeadlineTimer(int(self._wait_limit * 1000)))
        self._wait_limit = 0.0  # who asks again has waited already
        return stopped and all(worker.wait(QDeadlineTimer(0)) for worker in self._given_up)

    def _make_worker(self) -> EngineWorker:
        worker = EngineWorker(self._loader)
        worker.event_posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        worker.finished.connect(self._look_for_end, Qt.ConnectionType.QueuedConnection)
        return worker

    @Slot()
    def _look_for_end(self) -> None:
        """A thread has ended; where nobody wanted that, another takes its place."""
        self._given_up = [worker for worker in self._given_up if not worker.isFinished()]
        if self._stopped:
            return
        if self._worker.isFinished():
            kind, words = self._worker.broken
            self._replace(kind or _STOPPED, words or "the engine's thread ended by itself")
        elif not self._given_up:
            self._worker.start()  # it waited for the room of the one that has ended

    @Slot()
    def _look_for_answer(self) -> None:
        """Tell once that the engine was asked to stop and has not answered."""
        if not any(job.cancel.is_set() for job in self._open.values()):
            self._looking.stop()
        elif self._patience.is_out(self._clock()):
            self._looking.stop()
            self._pass_on([EngineSilent(next(iter(self._open)))])

    def _replace(self, kind: str, words: str) -> None:
        """Put a new thread in the place of the one that there is, and end what it was at."""
        if self._stopped:
            return
        old, self._worker = self._worker, self._make_worker()
        old.stopping.set()
        said = [event for event in old.mailbox.take() if not isinstance(event, _OF_A_MODEL)]
        waiting = old.take_jobs()
        gone = [job for job in self._open.values() if not any(job is one for one in waiting)]
        old.jobs.put(None)
        for job in waiting:
            self._worker.jobs.put(job)
        if old.isRunning():
            self._given_up.append(old)
            QTimer.singleShot(_GRACE_MS, self._worker, self._begin)
        else:
            self._worker.start()
        # First that the engine is gone: what ends brings the next edit, which must wait.
        self._pass_on([EngineLost(kind, words), *said])
        left = [job for job in gone if job.request.edit_id in self._open]
        self._pass_on(self._ends(left, kind, words))

    @Slot()
    def _begin(self) -> None:
        """Begin beside a thread that does not end."""
        if not self._stopped and not self._worker.isFinished():
            self._worker.start()

    def _ends(self, gone: Sequence[EditJob], kind: str, words: str) -> list[AppEvent]:
        """Return the ends of the edits that were with an engine that is gone."""
        events: list[AppEvent] = []
        for job in gone:
            job.cancel.set()
            edit_id = job.request.edit_id
            draft = draft_so_far(job.request, job.steps.steps, self._model)
            end: Cancelled | EditFailed = Cancelled(edit_id, draft)
            if kind != RESTARTED:
                end = EditFailed(edit_id, kind, words, draft)
            events += end_events(job, end)
        return events

    @Slot()
    def _deliver(self) -> None:
        """Pass on what the worker has said since the last time, steps no faster than the screen.

        What waits meanwhile stays in the mailbox, where a newer step takes an older one's place.
        """
        if self._pace.isActive():
            return
        early = frame_ms() - self._last_step.elapsed() if self._last_step.isValid() else 0.0
        if early > 0:
            self._pace.start(ceil(early))
            return
        events = self._worker.mailbox.take()
        if any(isinstance(event, DenoiseStep) for event in events):
            self._last_step.start()
            self._patience.note_step(self._clock())
        self._pass_on(events)

    def _pass_on(self, events: Sequence[AppEvent]) -> None:
        for event in events:
            if self._stopped:
                return
            if isinstance(event, ModelReady):
                self._model = event.info.name
            if isinstance(event, Draft | Cancelled | EditFailed):
                self._open.pop(event.edit_id, None)
                self._patience.begin()
            self.event_arrived.emit(event)
