"""Leaving, for good or to start again: asks for unsaved text, lets everything end; no engine."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from app.file_desk import FileDesk
from app.main_window import MainWindow
from app.recovery_keeper import RecoveryKeeper
from app.restarting import restart_problem


class Quitting(QObject):
    """Serves the window's close button, Ctrl+Q and the session's end.

    Signals:
        leaving(): the person agreed; what is to be remembered is remembered now.
        restart_refused(Message): there is nothing to start again, so nobody leaves.
    """

    leaving = Signal()
    restart_refused = Signal(object)

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
        self._again: Sequence[str] | None = None
        self._may_stop_work: Callable[[], bool] = lambda: True

    def ask_before(self, may_stop_work: Callable[[], bool]) -> None:
        """Ask this first: whether what goes on beside the texts may stop."""
        self._may_stop_work = may_stop_work

    @property
    def again(self) -> Sequence[str] | None:
        """Return the files that the next Anneal is to open at once; ``None`` for no next one."""
        return self._again

    @Slot()
    def restart(self) -> None:
        """Leave as ``quit`` does, and have the program start again with the same files."""
        problem = restart_problem()
        if problem is not None:
            self.restart_refused.emit(problem)
        elif self._leave():
            self._again = self._desk.open_paths()

    @Slot()
    def quit(self) -> None:
        """Leave, unless the person cancels for the sake of unsaved text."""
        self._leave()

    def _leave(self) -> bool:
        """Return whether the person leaves."""
        if not (self._may_stop_work() and self._desk.may_close_all()):
            return False
        self.leaving.emit()
        self._keeper.forget_all()
        self._keeper.close()
        self._window.finish_close()
        return True
