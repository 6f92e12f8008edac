"""Starts an engine again that broke, and says what happened; knows no widget and no text.

The edit that was with it has ended by then, with its reason. What is said here is about the model:
that it is back, that another one is in its place, or that none is loaded by itself any more.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.app_events import EngineLost
from app.crash_count import CrashCount
from app.engine_thread import RESTARTED
from app.messages import ENGINE_BACK, ENGINE_GIVEN_UP, ENGINE_RESTARTED, GPU_LOST, ON_THE_PROCESSOR
from app.model_choice import ModelChoice
from app.run_queue import RunQueue

_GPU_LOST = "DeviceLostError"


class EngineCare(QObject):
    """Hears of a lost engine.

    Signals:
        notice_given(str): what became of the model.
    """

    notice_given = Signal(str)

    def __init__(
        self,
        queue: RunQueue,
        choice: ModelChoice,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make one; ``clock`` tells seconds and never goes back."""
        super().__init__(parent)
        self._queue = queue
        self._choice = choice
        self._clock = clock
        self._crashes = CrashCount()
        self._words = ""  # to be said once a model is there again
        self._lasting = ""  # what holds until Anneal is closed

    @property
    def card_is_lost(self) -> bool:
        """Return whether this process has lost its graphics card."""
        return bool(self._lasting)

    @Slot()
    def restart(self) -> None:
        """The person wants the engine started anew, whatever it is at."""
        self._crashes.forget()
        self._queue.restart()

    @Slot()
    def load(self) -> None:
        """The person wants the model that is not in memory."""
        self._crashes.forget()
        self._choice.load_now()

    @Slot(object)
    def note_lost(self, lost: EngineLost) -> None:
        """Load the model again, or another one, unless that goes wrong time after time."""
        if lost.kind == RESTARTED:
            self._words = ENGINE_RESTARTED
            self._choice.load_now()
        elif not self._crashes.note(self._clock()):
            self._words = ""
            self._queue.give_up(ENGINE_GIVEN_UP)
            self.notice_given.emit(ENGINE_GIVEN_UP.text)
        elif lost.kind == _GPU_LOST:
            self._lasting = f"{GPU_LOST.text} {ON_THE_PROCESSOR}"
            self._words = self._lasting
            if not self._choice.take_refuge():
                self._words = ""
                self._queue.give_up(GPU_LOST)
                self.notice_given.emit(GPU_LOST.text)
        else:
            self._words = ENGINE_BACK
            self._choice.load_now()

    @Slot()
    def note_ready(self) -> None:
        """A model takes requests again."""
        words, self._words = self._words, ""
        self._queue.explain(words or self._lasting)
        if words:
            self.notice_given.emit(words)
