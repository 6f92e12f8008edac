"""A window that is busy: it does not look while the engine's thread goes on."""

import time

from app.app_events import AppEvent
from app.engine_thread import EngineThread
from tests.patience import PROCESS


def sit_until_it_is_said(thread: EngineThread, kind: type[AppEvent]) -> None:
    """Look at nothing until the worker has said an event of ``kind``."""
    end = time.monotonic() + PROCESS
    while not any(isinstance(event, kind) for event in thread._worker.mailbox._events):
        assert time.monotonic() < end, f"{kind} was never said"
        time.sleep(0.005)
