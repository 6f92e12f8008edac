"""Threads of the engine with somebody who listens: what arrives, and on which thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from app.app_events import AppEvent
from app.engine_loading import EngineLoader
from app.engine_thread import EngineThread


class Listener(QObject):
    """Keeps what arrives, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[AppEvent] = []
        self.threads: set[QThread] = set()

    @Slot(object)
    def hear(self, event: AppEvent) -> None:
        self.events.append(event)
        self.threads.add(QThread.currentThread())

    def kinds(self) -> list[type]:
        return [type(event) for event in self.events]

    def has(self, kind: type, edit_id: int | None = None) -> bool:
        found = [event for event in self.events if isinstance(event, kind)]
        return any(edit_id in (None, getattr(event, "edit_id", None)) for event in found)


Start = Callable[[EngineLoader], tuple[EngineThread, Listener]]


@contextmanager
def listened_threads(qtbot: QtBot) -> Iterator[Start]:
    """Give what starts a thread with a listener; all of them are stopped at the end."""
    threads: list[EngineThread] = []

    def make(loader: EngineLoader) -> tuple[EngineThread, Listener]:
        thread, listener = EngineThread(loader), Listener()
        thread.event_arrived.connect(listener.hear)
        thread.start()
        threads.append(thread)
        return thread, listener

    yield make
    for thread in threads:
        qtbot.waitUntil(thread.stop)
