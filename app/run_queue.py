"""Brings the edits of all tabs to the one engine, one at a time, and its events back.

It knows flows and the engine thread, and which model there is; no widgets and no documents. A
model that rests is loaded by the first edit that wants it.
"""

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

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
from app.edit_flow import EditFlow
from app.engine_port import EnginePort
from app.messages import Message, load_problem
from app.model_standing import ModelStanding
from app.model_state import ModelState
from engine.events import Cancelled, DenoiseStep, Draft, ModelLoading
from engine.model_info import ModelInfo
from engine.request import EditRequest


@dataclass(frozen=True, slots=True)
class _Entry:
    flow: EditFlow
    request: EditRequest


class RunQueue(QObject):
    """At most one edit is with the engine; the others wait here, the model's load included.

    Signals:
        model_ready(ModelInfo): another model takes requests now.
        model_loading(ModelLoading): how far a load is.
        model_expected(): the model that answers the next edit may be another one than before.
        model_woken(Path): the model that rests is about to be loaded, by itself.
        load_failed(Path): the checkpoint in this folder cannot be loaded; ``model_failed``
            follows, and whoever hears this one may load another in between.
        model_failed(Message): there is no such model; an earlier one stays.
        engine_lost(EngineLost): the engine broke or was given up; its model rests, and whoever
            hears this may load it, or another, at once.
        memory_returned(): an unloaded model has given its memory back.
        queue_moved(): what waits, what runs, or what the model does is different now.
    """

    model_ready = Signal(object)
    model_loading = Signal(object)
    model_woken = Signal(object)
    model_expected = Signal()
    load_failed = Signal(object)
    model_failed = Signal(object)
    engine_lost = Signal(object)
    memory_returned = Signal()
    queue_moved = Signal()

    def __init__(self, engine: EnginePort, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._flows: list[EditFlow] = []
        self._waiting: deque[_Entry] = deque()
        self._running: _Entry | None = None
        self._model = ModelStanding()
        engine.event_arrived.connect(self._take_event)

    @property
    def info(self) -> ModelInfo | None:
        """Return the model that takes requests; one that rests is loaded for them first."""
        return self._model.info

    @property
    def loading(self) -> bool:
        """Return whether a model is being loaded."""
        return self._model.loading is not None

    @property
    def resting(self) -> bool:
        """Return whether there is a model that the next edit loads by itself."""
        return self._model.resting

    @property
    def can_answer(self) -> bool:
        """Return whether an edit finds a model, now or once it is loaded."""
        return self._model.can_answer

    @property
    def taught_only(self) -> bool:
        """Return whether the model that answers the next edit knows only its presets."""
        return self._model.taught_only

    @property
    def busy(self) -> bool:
        """Return whether the engine loads a model or has an edit, or an edit waits for it."""
        return self.loading or self._running is not None or bool(self._waiting)

    @property
    def silent(self) -> bool:
        """Return whether the engine was asked to stop and has not answered for long."""
        return self._model.silent

    @property
    def folder(self) -> Path | None:
        """Return the folder of the model, or of the one that was last tried."""
        return self._model.folder

    @property
    def failure(self) -> Message | None:
        """Return why no model is loaded by itself, where the engine was given up."""
        return self._model.failure

    @property
    def state(self) -> ModelState:
        """Return where the model stands."""
        return self._model.state(working=self._running is not None)

    def load(self, folder: Path) -> None:
        """Load the checkpoint in ``folder``; edits wait for it."""
        loading = self._model.begin_load(folder)
        self.model_expected.emit()
        self.model_loading.emit(loading)
        self._engine.load(folder)

    def rest(self, folder: Path) -> None:
        """Load the checkpoint in ``folder`` once an edit, or somebody, asks for it."""
        self._model.rest(folder)
        self.model_expected.emit()
        self.queue_moved.emit()

    @Slot()
    def wake(self) -> None:
        """Load the model that rests, if there is one."""
        folder = self._model.folder
        if self._model.resting and folder is not None:
            self.model_woken.emit(folder)
            self.load(folder)

    @Slot()
    def unload(self) -> bool:
        """Let the model go where nobody needs it now; the next edit loads it again by itself."""
        info = self._model.info
        if self.busy or self._model.resting or info is None:
            return False
        self._engine.unload()
        self.rest(info.folder)
        return True

    @Slot()
    def restart(self) -> None:
        """Give the engine up, whatever it is at; edits that wait go on waiting for its model."""
        self._engine.restart()

    def give_up(self, why: Message) -> None:
        """Load nothing by itself any more: what waits is answered that there is no model."""
        self._model.give_up(why)
        self._move()

    def explain(self, reason: str) -> None:
        """Say why the model is the one that it is; "" takes that back."""
        self._model.reason = reason
        self.queue_moved.emit()

    def add_flow(self, flow: EditFlow) -> None:
        """Serve a flow from now on."""
        self._flows.append(flow)
        flow.request_made.connect(lambda request: self._submit(flow, request))
        flow.cancel_wanted.connect(lambda: self._cancel(flow))

    def remove_flow(self, flow: EditFlow) -> None:
        """Serve a flow no longer; its edit is cancelled, and nothing is answered."""
        self._flows.remove(flow)
        self._cancel(flow)

    def wait_reason(self, flow: EditFlow) -> str:
        """Return what the edit of ``flow`` waits for, "" where it is with the engine."""
        if not any(entry.flow is flow for entry in self._waiting):
            return ""
        if self.loading:
            return "Loading the model…"
        return "Waiting for the run in another tab…" if self._running else ""

    def _submit(self, flow: EditFlow, request: EditRequest) -> None:
        self._waiting.append(_Entry(flow, request))
        self.wake()
        self._move()

    def _cancel(self, flow: EditFlow) -> None:
        if self._running is not None and self._running.flow is flow:
            self._engine.cancel()
        kept = [entry for entry in self._waiting if entry.flow is not flow]
        gone = [entry for entry in self._waiting if entry.flow is flow]
        self._waiting = deque(kept)
        for entry in gone:
            # Later: the flow is in the middle of saying that it wants the cancel.
            answer = Cancelled(entry.request.edit_id, None)
            QTimer.singleShot(0, flow, lambda answer=answer: self._answer(flow, answer))
        self.queue_moved.emit()

    def _answer(self, flow: EditFlow, answer: Cancelled) -> None:
        """Tell ``flow``, unless its text was closed meanwhile: what it shows itself in is gone."""
        if flow in self._flows:
            flow.handle(answer)

    def _move(self) -> None:
        """Give the next edit to the engine, if it is free and has a model, or never will."""
        if self._running is None and not self.loading and not self.resting and self._waiting:
            self._running = self._waiting.popleft()
            self._engine.submit(self._running.request)
        self.queue_moved.emit()

    @Slot(object)
    def _take_event(self, event: AppEvent) -> None:
        if isinstance(event, ModelUnloaded | EngineLost | EngineSilent | GpuMemory):
            self._take_news(event)
            return
        self._model.silent = False
        if isinstance(event, ModelLoading):
            self._model.loading = event
            self.model_loading.emit(event)
        elif isinstance(event, ModelReady):
            self._model.take(event.info)
            self.model_ready.emit(event.info)
        elif isinstance(event, LoadFailed):
            self._take_failure(event)
        if isinstance(event, Draft | Cancelled | EditFailed) and self._is_running(event.edit_id):
            self._running = None
        for flow in tuple(self._flows):
            flow.handle(event)
        if not isinstance(event, ModelLoading | DenoiseStep):
            self._move()

    def _take_failure(self, event: LoadFailed) -> None:
        model = self._model
        model.end_load(event.kept)
        self.load_failed.emit(event.folder)
        instead = "" if model.loading is None else model.loading.name
        problem = load_problem(event.kind, event.folder, event.message, instead=instead)
        if model.loading is None and model.info is None:
            model.reason = problem.text
            model.go_back()
        elif model.loading is None and model.info is not None:
            model.folder = model.info.folder
        self.model_expected.emit()
        self.model_failed.emit(problem)
        if self._waiting:
            self.wake()

    def _take_news(self, event: ModelUnloaded | EngineLost | EngineSilent | GpuMemory) -> None:
        """Take what concerns no single edit."""
        if isinstance(event, EngineLost):
            self._model.lose()
            self.engine_lost.emit(event)
        elif isinstance(event, EngineSilent):
            self._model.silent = True
        elif isinstance(event, GpuMemory):
            self._model.gpu = event.used
        else:
            self.memory_returned.emit()
        self.queue_moved.emit()

    def _is_running(self, edit_id: int) -> bool:
        return self._running is not None and self._running.request.edit_id == edit_id
