"""The worker's events on their way to the screen, newest step only; a lock, and no Qt."""

import threading

from app.app_events import AppEvent
from engine.events import DenoiseStep, ModelLoading


class Mailbox:
    """Holds what the worker has said and nobody has read yet.

    Events come out in the order in which they went in. A step that follows unread steps takes
    the place of the one of its own variant, and a loading note that of another: they only say how
    far things are. Everything else is kept, and since order is kept too, no old step ever comes
    after its draft.
    """

    def __init__(self) -> None:
        """Make an empty mailbox."""
        self._lock = threading.Lock()
        self._events: list[AppEvent] = []

    def put(self, event: AppEvent) -> bool:
        """Store ``event``; return whether the reader must be woken (the box was empty)."""
        with self._lock:
            if not self._events:
                self._events.append(event)
                return True
            self._drop_older(event)
            self._events.append(event)
            return False

    def _drop_older(self, event: AppEvent) -> None:
        """Drop what says less than ``event`` does of the same, where nothing else came since."""
        for place in reversed(range(len(self._events))):
            match self._events[place], event:
                case (ModelLoading(), ModelLoading()):
                    del self._events[place]
                    return
                case (DenoiseStep() as earlier, DenoiseStep() as step):
                    if (earlier.edit_id, earlier.variant) == (step.edit_id, step.variant):
                        del self._events[place]
                        return
                case _:
                    return

    def take(self) -> list[AppEvent]:
        """Return the unread events in order and empty the box."""
        with self._lock:
            events, self._events = self._events, []
        return events
