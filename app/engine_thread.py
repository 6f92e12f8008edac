"""The only place where threads meet: one persistent thread owns the engine, jobs one at a time.

It must not know documents or widgets. torch is imported on the worker, after the window is up.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from engine.request import EditRequest


class EngineThread(QObject):
    """The GUI's side of the engine; every method is called on the GUI thread and returns at once.

    Signals:
        event_arrived(AppEvent): on the GUI thread, in the engine's order. When steps come faster
            than they are taken, only the newest is kept; nothing else is ever dropped.
    """

    event_arrived = Signal(object)

    def start(self) -> None:
        """Start the worker thread, which idles until a job comes."""
        raise NotImplementedError

    @Slot(object)
    def load(self, folder: Path) -> None:
        """Load the checkpoint in ``folder``: ``ModelLoading``..., then ModelReady or LoadFailed."""
        raise NotImplementedError

    @Slot(object)
    def submit(self, request: EditRequest) -> None:
        """Run an edit after the jobs that wait: it ends in Draft, Cancelled or EditFailed."""
        raise NotImplementedError

    @Slot()
    def cancel(self) -> None:
        """Cancel every edit submitted so far; later ones are not touched."""
        raise NotImplementedError

    def stop(self) -> bool:
        """Cancel, end the thread and wait for it; safe at any time, any number of times.

        Returns:
            False where the worker sat in foreign code for too long to wait; the process must
            then leave through ``os._exit`` (a thread inside torch aborts an orderly exit).
        """
        raise NotImplementedError
