"""The worker's events on their way to the screen, newest step only; a lock, and no Qt."""

import threading

from app.app_events import AppEvent
from engine.events import DenoiseStep, ModelLoading


class Mailbox:
    """Holds what the worker has said and nobody has read yet.

    Events come out in the order in which they went in. A step that follows an unread step takes
    its place, and so does a loading note: they only say how far things are. Everything else is
    kept, and since order is kept too, no old step ever comes after its draft.
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
            last = self._events[-1]
            if isinstance(event, DenoiseStep | ModelLoading) and type(last) is type(event):
                self._events[-1] = event
            else:
                self._events.append(event)
            return False

    def take(self) -> list[AppEvent]:
        """Return the unread events in order and empty the box."""
        with self._lock:
            events, self._events = self._events, []
        return events
