"""When the model is in memory: from the start or from its first use, and until nobody uses it.

It must not know the engine; what is used it is told.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from app.run_queue import RunQueue
from app.settings_store import SettingsStore

_MINUTE = 60.0  # seconds
_SLACK_MS = 50


class ModelRest(QObject):
    """Unloads the model after the person's time of rest; its next use loads it again."""

    def __init__(
        self,
        queue: RunQueue,
        store: SettingsStore,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make one; ``clock`` tells seconds and never goes back."""
        super().__init__(parent)
        self._queue = queue
        self._store = store
        self._clock = clock
        self._used = clock()
        self._waiting = QTimer(self, singleShot=True, timerType=Qt.TimerType.VeryCoarseTimer)
        self._waiting.timeout.connect(self.look)

    @property
    def minutes(self) -> int:
        """Return the minutes of rest after which the model is unloaded, 0 for never."""
        return self._store.settings.unload_minutes

    def choose_minutes(self, minutes: int) -> None:
        """Unload after so many minutes of rest, counted from now; 0 for never."""
        self._store.put(replace(self._store.settings, unload_minutes=minutes))
        self._waiting.stop()  # it may wait for the end of a longer rest
        self.stir()

    def choose_rule(self, rule: Literal["start", "use"]) -> None:
        """Load the model at the start, or when it is first asked, from the next start on."""
        self._store.put(replace(self._store.settings, load_model=rule))

    @Slot()
    def stir(self) -> None:
        """The model is used, or about to be."""
        self._used = self._clock()
        if not self.minutes:
            self._waiting.stop()
        elif not self._waiting.isActive():
            self._wait(self.minutes * _MINUTE)

    @Slot()
    def look(self) -> None:
        """Unload the model if it has rested long enough, else look again when it will have."""
        if not self.minutes or self._queue.resting or self._queue.info is None:
            return
        if self._queue.busy:
            self._used = self._clock()
        left = self._used + self.minutes * _MINUTE - self._clock()
        if left > 0:
            self._wait(left)
        else:
            self._queue.unload()

    def _wait(self, seconds: float) -> None:
        self._waiting.start(int(seconds * 1000) + _SLACK_MS)
