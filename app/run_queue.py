"""Brings the edits of all tabs to the one engine, one at a time, and its events back.

It knows flows and the engine thread, and which model there is; no widgets and no documents.
"""

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot

from app.app_events import AppEvent, EditFailed, LoadFailed, ModelReady
from app.edit_flow import EditFlow
from app.messages import load_problem
from engine.events import Cancelled, DenoiseStep, Draft, ModelLoading
from engine.model_info import ModelInfo
from engine.request import EditRequest


class EnginePort(Protocol):
    """What the queue needs of ``app.engine_thread.EngineThread``."""

    @property
    def event_arrived(self) -> SignalInstance:
        """Return the signal that carries every event."""

    def load(self, folder: Path) -> None:
        """Load a checkpoint."""

    def submit(self, request: EditRequest) -> None:
        """Run an edit."""

    def cancel(self) -> None:
        """Cancel the edits that were submitted."""


@dataclass(frozen=True, slots=True)
class _Entry:
    flow: EditFlow
    request: EditRequest


class RunQueue(QObject):
    """At most one edit is with the engine; the others wait here, the model's load included.

    Signals:
        model_ready(ModelInfo): another model takes requests now.
        model_loading(ModelLoading): how far a load is.
        load_failed(Path): the checkpoint in this folder cannot be loaded; ``model_failed``
            follows, and whoever hears this one may load another in between.
        model_failed(Message): there is no such model; an earlier one stays.
        queue_moved(): what waits and what runs is different now.
    """

    model_ready = Signal(object)
    model_loading = Signal(object)
    load_failed = Signal(object)
    model_failed = Signal(object)
    queue_moved = Signal()

    def __init__(self, engine: EnginePort, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._flows: list[EditFlow] = []
        self._waiting: deque[_Entry] = deque()
        self._running: _Entry | None = None
        self._info: ModelInfo | None = None
        self._loading: ModelLoading | None = None
        engine.event_arrived.connect(self._take_event)

    @property
    def info(self) -> ModelInfo | None:
        """Return the model that takes requests."""
        return self._info

    @property
    def loading(self) -> bool:
        """Return whether a model is being loaded."""
        return self._loading is not None

    @property
    def busy(self) -> bool:
        """Return whether the engine loads a model or has an edit, or an edit waits for it."""
        return self.loading or self._running is not None or bool(self._waiting)

    def load(self, folder: Path) -> None:
        """Load the checkpoint in ``folder``; edits wait for it."""
        self._loading = ModelLoading(folder.name, "libraries", 0.0)
        self.model_loading.emit(self._loading)
        self._engine.load(folder)

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
        if self._loading is not None:
            return "Loading the model…"
        return "Waiting for the run in another tab…" if self._running else ""

    def _submit(self, flow: EditFlow, request: EditRequest) -> None:
        self._waiting.append(_Entry(flow, request))
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
        if self._running is None and self._loading is None and self._waiting:
            self._running = self._waiting.popleft()
            self._engine.submit(self._running.request)
        self.queue_moved.emit()

    @Slot(object)
    def _take_event(self, event: AppEvent) -> None:
        if isinstance(event, ModelLoading):
            self._loading = event
            self.model_loading.emit(event)
        elif isinstance(event, ModelReady):
            self._loading = None
            self._info = event.info
            self.model_ready.emit(event.info)
        elif isinstance(event, LoadFailed):
            self._loading = None
            self._info = event.kept
            self.load_failed.emit(event.folder)
            instead = "" if self._loading is None else self._loading.name
            problem = load_problem(event.kind, event.folder, event.message, instead=instead)
            self.model_failed.emit(problem)
        if isinstance(event, Draft | Cancelled | EditFailed) and self._is_running(event.edit_id):
            self._running = None
        for flow in tuple(self._flows):
            flow.handle(event)
        if not isinstance(event, ModelLoading | DenoiseStep):
            self._move()

    def _is_running(self, edit_id: int) -> bool:
        return self._running is not None and self._running.request.edit_id == edit_id
