"""The only place where threads meet: one persistent thread owns the engine, jobs one at a time.

It must not know documents or widgets. torch is imported on the worker, after the window is up.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from PySide6.QtCore import (
    QCoreApplication,
    QDeadlineTimer,
    QElapsedTimer,
    QObject,
    Qt,
    QThread,
    QTimer,
    Signal,
    Slot,
)

from app.app_events import AppEvent, EditFailed, LoadFailed, ModelReady, RunRecorded
from app.gentle_import import (
    LoadAbandonedError,
    gentle_imports,
    preload_torch_libraries,
    short_switch_interval,
)
from app.mailbox import Mailbox
from app.messages import kind_of
from app.screen_rate import frame_ms
from engine.errors import EngineError, OutOfMemoryError
from engine.events import Cancelled, DenoiseStep, Draft, EngineEvent, ModelLoading
from engine.model_info import ModelInfo
from engine.recording import Recorder, Recording
from engine.request import EditRequest

_log = logging.getLogger(__name__)

_STOP_LIMIT = 10.0  # seconds that stop() waits for the worker
_LARGE_MODEL = 1 << 30  # bytes of weights from which two models are never held at once


class LoadedEngine(Protocol):
    """What the worker needs of ``engine.session.Engine``."""

    @property
    def info(self) -> ModelInfo:
        """Return what is loaded."""

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Yield the events of one edit, the last of them Draft or Cancelled."""


EngineLoader = Callable[[Path, Callable[[ModelLoading], None], threading.Event], LoadedEngine]


def load_engine(
    folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
) -> LoadedEngine:
    """Load the real engine; called on the worker.

    Raises:
        CheckpointError: the folder holds no model that can run.
        LoadAbandonedError: ``stop`` was set.
    """
    preload_torch_libraries()
    with gentle_imports(stop):
        from engine.session import Engine

        return Engine.load(folder, on_loading=on_loading, beside_a_window=True)


@dataclass(frozen=True, slots=True)
class _LoadJob:
    folder: Path


@dataclass(frozen=True, slots=True)
class _EditJob:
    request: EditRequest
    cancel: threading.Event = field(default_factory=threading.Event)


class _Worker(QThread):
    """The thread itself. ``run`` is on the worker, every other method on the GUI thread."""

    event_posted = Signal()  # the mailbox was empty and is not any more

    def __init__(self, loader: EngineLoader, mailbox: Mailbox) -> None:
        super().__init__()
        self.jobs: SimpleQueue[_LoadJob | _EditJob | None] = SimpleQueue()
        self.stopping = threading.Event()
        self._loader = loader
        self._mailbox = mailbox
        self._engine: LoadedEngine | None = None

    def run(self) -> None:
        """Do the jobs in order until the stop."""
        with short_switch_interval():
            while (job := self.jobs.get()) is not None and not self.stopping.is_set():
                if isinstance(job, _LoadJob):
                    self._load(job.folder)
                else:
                    self._edit(job)
        self._engine = None  # freed on the thread that made it

    def _post(self, event: AppEvent) -> None:
        if self._mailbox.put(event):
            self.event_posted.emit()

    def _note_loading(self, event: ModelLoading) -> None:
        """Pass a loading note on, or break the load off: it has no other place to look."""
        if self.stopping.is_set():
            raise LoadAbandonedError
        self._post(event)

    def _load(self, folder: Path) -> None:
        if self._engine is not None and self._engine.info.weight_bytes >= _LARGE_MODEL:
            self._engine = None
        self._post(ModelLoading(folder.name, "libraries", 0.0))
        try:
            self._engine = self._loader(folder, self._note_loading, self.stopping)
        except LoadAbandonedError:
            return
        except EngineError as error:
            self._post_load_failure(folder, error)
        except Exception as error:
            _log.exception("loading %s failed", folder)
            self._post_load_failure(folder, error)
        else:
            self._post(ModelReady(self._engine.info))

    def _post_load_failure(self, folder: Path, error: Exception) -> None:
        kept = None if self._engine is None else self._engine.info
        self._post(LoadFailed(folder, kind_of(error), str(error), kept))

    def _edit(self, job: _EditJob) -> None:
        edit_id = job.request.edit_id
        if job.cancel.is_set():
            self._post(Cancelled(edit_id, None))
            return
        if self._engine is None:
            self._post(EditFailed(edit_id, "ModelNotLoadedError", "no model is loaded"))
            return
        steps = Recorder()
        try:
            for event in self._engine.edit(job.request, job.cancel):
                if isinstance(event, DenoiseStep):
                    steps.add(event)
                    self._post(event)
                elif isinstance(event, Draft | Cancelled):
                    self._end(job.request, steps, event)
                else:
                    self._post(event)
        except OutOfMemoryError as error:
            self._end(
                job.request, steps, EditFailed(edit_id, kind_of(error), str(error), error.draft)
            )
        except EngineError as error:
            self._end(job.request, steps, EditFailed(edit_id, kind_of(error), str(error)))
        except Exception as error:
            _log.exception("edit %d failed", edit_id)
            self._end(job.request, steps, EditFailed(edit_id, kind_of(error), str(error)))

    def _end(
        self, request: EditRequest, recorder: Recorder, end: Draft | Cancelled | EditFailed
    ) -> None:
        """Tell how an edit ended, and before that its steps, if there were any."""
        if steps := recorder.steps:
            draft = end if isinstance(end, Draft) else end.draft
            recording = Recording(request, steps, draft)
            self._post(RunRecorded(request.edit_id, recording))
        self._post(end)


class EngineThread(QObject):
    """The GUI's side of the engine; every method is called on the GUI thread.

    All but :meth:`stop` return at once.

    Signals:
        event_arrived(AppEvent): on the GUI thread, in the engine's order. When steps come faster
            than they are taken, or than the screen shows them, only the newest is kept; nothing
            else is ever dropped.
    """

    event_arrived = Signal(object)

    def __init__(self, loader: EngineLoader = load_engine, parent: QObject | None = None) -> None:
        """Make the thread, not yet started; ``loader`` makes the engine, on the worker."""
        super().__init__(parent)
        self._mailbox = Mailbox()
        self._worker = _Worker(loader, self._mailbox)
        self._worker.event_posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._pace = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._pace.timeout.connect(self._deliver)
        self._last_step = QElapsedTimer()  # since steps were passed on
        self._patience = _STOP_LIMIT
        self._cancels: dict[int, threading.Event] = {}  # of the edits that have not ended

    def start(self) -> None:
        """Start the worker thread, which idles until a job comes."""
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)
        self._worker.start()

    @Slot(object)
    def load(self, folder: Path) -> None:
        """Load the checkpoint in ``folder``: ``ModelLoading``..., then ModelReady or LoadFailed."""
        self._worker.jobs.put(_LoadJob(folder))

    @Slot(object)
    def submit(self, request: EditRequest) -> None:
        """Run an edit after the jobs that wait: it ends in Draft, Cancelled or EditFailed."""
        job = _EditJob(request)
        self._cancels[request.edit_id] = job.cancel
        self._worker.jobs.put(job)

    @Slot()
    def cancel(self) -> None:
        """Cancel every edit submitted so far; later ones have an event of their own."""
        for cancel in self._cancels.values():
            cancel.set()

    @Slot()
    def stop(self) -> bool:
        """Cancel, end the thread and wait for it; safe at any time, any number of times.

        No event arrives afterwards.

        Returns:
            False where the worker sat in foreign code for too long to wait; the process must
            then leave through ``os._exit`` (a thread inside torch aborts an orderly exit).
        """
        self._worker.stopping.set()
        self.cancel()
        self._worker.jobs.put(None)
        stopped = self._worker.wait(QDeadlineTimer(int(self._patience * 1000)))
        self._patience = 0.0  # who asks again has waited already
        return stopped

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
        events = self._mailbox.take()
        if any(isinstance(event, DenoiseStep) for event in events):
            self._last_step.start()
        for event in events:
            if self._worker.stopping.is_set():
                return
            if isinstance(event, Draft | Cancelled | EditFailed):
                self._cancels.pop(event.edit_id, None)
            self.event_arrived.emit(event)
