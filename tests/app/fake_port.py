"""The engine's thread without an engine: a test sends the answers itself."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.app_events import AppEvent
from engine.request import EditRequest


class FakePort(QObject):
    """Records what it is asked; the test sends the answers."""

    event_arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[Path] = []
        self.requests: list[EditRequest] = []
        self.cancels = 0
        self.unloads = 0
        self.restarts = 0

    def load(self, folder: Path) -> None:
        self.loads.append(folder)

    def submit(self, request: EditRequest) -> None:
        self.requests.append(request)

    def cancel(self) -> None:
        self.cancels += 1

    def unload(self) -> None:
        self.unloads += 1

    def restart(self) -> None:
        self.restarts += 1

    def answer(self, event: AppEvent) -> None:
        self.event_arrived.emit(event)
