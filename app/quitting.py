"""Leaving: asks for unsaved text, remembers the window, lets everything end; no engine."""

from PySide6.QtCore import QObject, Signal, Slot

from app.file_desk import FileDesk
from app.main_window import MainWindow
from app.recovery_keeper import RecoveryKeeper


class Quitting(QObject):
    """Serves the window's close button, Ctrl+Q and the session's end.

    Signals:
        leaving(): the person agreed; what is to be remembered is remembered now.
    """

    leaving = Signal()

    def __init__(
        self,
        window: MainWindow,
        desk: FileDesk,
        keeper: RecoveryKeeper,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._desk = desk
        self._keeper = keeper

    @Slot()
    def quit(self) -> None:
        """Leave, unless the person cancels for the sake of unsaved text."""
        if not self._desk.may_close_all():
            return
        self.leaving.emit()
        self._keeper.forget_all()
        self._keeper.close()
        self._window.finish_close()
