"""What an engine is to the program, and the one place that loads the real one; no widgets.

torch is imported here, late, on the thread that asks.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from app.gentle_import import gentle_imports, preload_torch_libraries
from engine.events import EngineEvent, ModelLoading
from engine.model_info import ModelInfo
from engine.request import EditRequest
from engine.runtime.trial import on_trial


class LoadedEngine(Protocol):
    """What the program needs of ``engine.session.Engine``."""

    @property
    def info(self) -> ModelInfo:
        """Return what is loaded."""

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Yield the events of one edit, the last of them Draft or Cancelled."""


EngineLoader = Callable[[Path, Callable[[ModelLoading], None], threading.Event], LoadedEngine]


def load_engine(
    folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
) -> LoadedEngine:
    """Load the real engine; called on the engine's thread.

    Raises:
        CheckpointError: the folder holds no model that can run.
        DeviceLostError: the graphics card is gone.
        LoadAbandonedError: ``stop`` was set.
    """
    with on_trial(), gentle_imports(stop):
        preload_torch_libraries()
        from engine.session import Engine
    with gentle_imports(stop):
        return Engine.load(folder, on_loading=on_loading, beside_a_window=True)
