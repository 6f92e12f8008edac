"""The engine's thread itself: loads, edits and lets go, one job at a time; knows no widgets.

torch is imported on it, after the window is up. Whatever breaks in a job ends that job; where the
engine cannot be trusted any more it is let go, and the window is told.
"""

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import QThread, Signal

from app.app_events import (
    AppEvent,
    EditFailed,
    EngineLost,
    GpuMemory,
    LoadFailed,
    ModelReady,
    ModelUnloaded,
    RunRecorded,
)
from app.draft_so_far import draft_so_far
from app.engine_loading import EngineLoader, LoadedEngine
from app.gentle_import import LoadAbandonedError, short_switch_interval
from app.mailbox import Mailbox
from app.messages import kind_of
from engine.errors import DeviceLostError, EngineError, OutOfMemoryError
from engine.events import Cancelled, DenoiseStep, Draft, ModelLoading
from engine.memory_return import gpu_bytes, release_memory
from engine.recording import Recorder, Recording
from engine.request import EditRequest

_log = logging.getLogger(__name__)

LARGE_MODEL = 1 << 30  # bytes of weights from which two models are never held at once


@dataclass(frozen=True, slots=True)
class LoadJob:
    """Load the checkpoint in ``folder``."""

    folder: Path


@dataclass(frozen=True, slots=True)
class EditJob:
    """Carry out ``request`` until ``cancel``; ``steps`` can be read while it runs."""

    request: EditRequest
    cancel: threading.Event = field(default_factory=threading.Event)
    steps: Recorder = field(default_factory=Recorder)


@dataclass(frozen=True, slots=True)
class UnloadJob:
    """Let the model go, and give its memory back."""


Job = LoadJob | EditJob | UnloadJob


class EngineWorker(QThread):
    """``run`` and what it calls is on the thread, the public rest is for the GUI thread.

    Attributes:
        jobs: what is to be done, in order; ``None`` ends the thread.
        stopping: ends the thread after the job, and a load in its middle.
        mailbox: what the thread says.
        broken: kind and words of the error that ended it, empty where none did.

    Signals:
        event_posted(): the mailbox was empty and is not any more.
    """

    event_posted = Signal()

    def __init__(self, loader: EngineLoader) -> None:
        """Make the thread, not yet started; ``loader`` makes the engine, on the thread."""
        super().__init__()
        self.jobs: SimpleQueue[Job | None] = SimpleQueue()
        self.stopping = threading.Event()
        self.mailbox = Mailbox()
        self.broken = ("", "")
        self._loader = loader
        self._engine: LoadedEngine | None = None
        self._gpu: int | None = None

    def take_jobs(self) -> list[Job]:
        """Take away the jobs that wait."""
        taken: list[Job] = []
        while True:
            try:
                job = self.jobs.get_nowait()
            except Empty:
                return taken
            if job is not None:
                taken.append(job)

    def run(self) -> None:
        """Do the jobs in order until the stop."""
        try:
            with short_switch_interval():
                while (job := self.jobs.get()) is not None and not self.stopping.is_set():
                    self._do(job)
        except BaseException as error:  # an error that leaves a thread would end the program
            _log.exception("the engine's thread broke")
            self.broken = (kind_of(error), str(error))
        self._engine = None  # freed on the thread that made it

    def _do(self, job: Job) -> None:
        if isinstance(job, LoadJob):
            self._load(job.folder)
        elif isinstance(job, EditJob):
            self._edit(job)
        else:
            self._let_go()
            self._post(ModelUnloaded())
        gpu = gpu_bytes()
        if gpu != self._gpu:
            self._gpu = gpu
            self._post(GpuMemory(gpu))

    def _post(self, event: AppEvent) -> None:
        if self.mailbox.put(event):
            self.event_posted.emit()

    def _let_go(self) -> None:
        self._engine = None
        release_memory()

    def _note_loading(self, event: ModelLoading) -> None:
        """Pass a loading note on, or break the load off: it has no other place to look."""
        if self.stopping.is_set():
            raise LoadAbandonedError
        self._post(event)

    def _load(self, folder: Path) -> None:
        if self._engine is not None and self._engine.info.weight_bytes >= LARGE_MODEL:
            self._let_go()
        self._post(ModelLoading(folder.name, "libraries", 0.0))
        failure = self._try_to_load(folder)
        if failure is not None:
            # By now nothing refers to what was read of it.
            release_memory()
            self._post(failure)

    def _try_to_load(self, folder: Path) -> LoadFailed | EngineLost | None:
        """Load, or return what to tell; an error is looked at here and kept nowhere."""
        try:
            self._engine = self._loader(folder, self._note_loading, self.stopping)
        except LoadAbandonedError:
            return None
        except DeviceLostError as error:
            self._engine = None  # its weights were on the same device
            return EngineLost(kind_of(error), str(error))
        except EngineError as error:
            return self._failure(folder, error)
        except BaseException as error:
            _log.exception("loading %s failed", folder)
            return self._failure(folder, error)
        # A model that it took the place of is gone.
        release_memory()
        self._post(ModelReady(self._engine.info))
        return None

    def _failure(self, folder: Path, error: BaseException) -> LoadFailed:
        kept = None if self._engine is None else self._engine.info
        return LoadFailed(folder, kind_of(error), str(error), kept)

    def _edit(self, job: EditJob) -> None:
        edit_id = job.request.edit_id
        if job.cancel.is_set():
            self._post(Cancelled(edit_id, None))
            return
        if self._engine is None:
            self._post(EditFailed(edit_id, "ModelNotLoadedError", "no model is loaded"))
            return
        end, lost = self._run_edit(self._engine, job)
        if lost is not None:
            # By now no error refers to the engine any more.
            self._engine = None
            release_memory()
            self._post(lost)
        for event in end_events(job, end):
            self._post(event)

    def _run_edit(
        self, engine: LoadedEngine, job: EditJob
    ) -> tuple[Draft | Cancelled | EditFailed, EngineLost | None]:
        """Run an edit; return its end, and what to tell where the engine is lost with it.

        Errors are looked at here and kept nowhere: their tracebacks hold the engine.
        """
        edit_id = job.request.edit_id
        end: Draft | Cancelled | EditFailed = EditFailed(
            edit_id, "EngineError", "the engine gave no draft"
        )
        try:
            for event in engine.edit(job.request, job.cancel):
                if isinstance(event, Draft | Cancelled):
                    end = event
                    continue
                if isinstance(event, DenoiseStep):
                    job.steps.add(event)
                self._post(event)
        except OutOfMemoryError as error:
            end = _failed(job, error, error.draft)
        except DeviceLostError as error:
            return _failed(job, error, error.draft), EngineLost(kind_of(error), str(error))
        except EngineError as error:
            end = _failed(job, error)
        except Exception as error:
            _log.exception("edit %d failed", edit_id)
            end = _failed(job, error, _so_far(job, engine))
        except BaseException as error:  # such as SystemExit, which no library may raise here
            _log.exception("edit %d broke the engine", edit_id)
            lost = EngineLost(kind_of(error), str(error))
            return _failed(job, error, _so_far(job, engine)), lost
        return end, None


def _so_far(job: EditJob, engine: LoadedEngine) -> Draft | None:
    return draft_so_far(job.request, job.steps.steps, engine.info.name)


def _failed(job: EditJob, error: BaseException, draft: Draft | None = None) -> EditFailed:
    return EditFailed(job.request.edit_id, kind_of(error), str(error), draft)


def end_events(job: EditJob, end: Draft | Cancelled | EditFailed) -> list[AppEvent]:
    """Return what is told at the end of an edit: its recording, if there is one, and the end."""
    steps = job.steps.steps
    if not steps:
        return [end]
    draft = end if isinstance(end, Draft) else end.draft
    recording = Recording(job.request, steps, draft)
    return [RunRecorded(job.request.edit_id, recording), end]
