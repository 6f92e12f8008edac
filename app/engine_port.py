"""What the program needs of the engine's thread; knows no thread."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from engine.request import EditRequest


class EnginePort(Protocol):
    """``app.engine_thread.EngineThread``, as its users see it."""

    @property
    def event_arrived(self) -> SignalInstance:
        """Return the signal that carries every event."""

    def load(self, folder: Path) -> None:
        """Load a checkpoint."""

    def unload(self) -> None:
        """Let the model go."""

    def submit(self, request: EditRequest) -> None:
        """Run an edit."""

    def cancel(self) -> None:
        """Cancel the edits that were submitted."""

    def restart(self) -> None:
        """Give the engine up and begin anew without a model."""
