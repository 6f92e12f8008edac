"""Gathers the licence notices beside the window, which stays free; shows nothing."""

import threading

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.licences.gather import gather
from app.licences.notice import Notice

_LOOK_MS = 40


class NoticeLoader(QObject):
    """Gathers once.

    Its thread touches no object of Qt: it may go on for a moment after its loader is gone.

    Signals:
        loaded(tuple[Notice, ...]): here they are.
        failed(str): they cannot be read, and why.
    """

    loaded = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: list[tuple[Notice, ...] | Exception] = []
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._take)

    def start(self) -> None:
        """Begin."""
        found = self._found
        threading.Thread(target=_gather_into, args=(found,), daemon=True).start()
        self._look.start()

    @Slot()
    def _take(self) -> None:
        if not self._found:
            return
        self._look.stop()
        (found,) = self._found
        if isinstance(found, Exception):
            self.failed.emit(f"{type(found).__name__}: {found}")
        else:
            self.loaded.emit(found)


def _gather_into(found: list[tuple[Notice, ...] | Exception]) -> None:
    try:
        found.append(gather())
    except (OSError, ValueError, KeyError, TypeError) as error:
        found.append(error)
