"""Keeps unsaved text safe from a crash and offers it at the next start; knows no widgets."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.file_desk import FileDesk
from app.questions import Questions
from app.recovery import ASK_EVERY, RecoveryStore
from app.tab import Tab
from app.workspace import Workspace


class RecoveryKeeper(QObject):
    """Hands texts to the store when they are due.

    Signals:
        problem_arose(str): unsaved text cannot be kept; told once for each reason.
    """

    problem_arose = Signal(str)

    def __init__(
        self, store: RecoveryStore, workspace: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._told = ""
        self._timer = QTimer(self, interval=round(ASK_EVERY * 1000))
        self._timer.timeout.connect(self.hand_over)
        self._timer.start()

    def watch(self, tab: Tab) -> None:
        """Keep the text of a tab safe from now on."""
        tab.text_changed.connect(lambda: self._store.changed(tab.key))

    @Slot(object)
    def forget(self, tab: Tab) -> None:
        """The tab was saved or closed: its text needs no keeping."""
        self._store.discard(tab.key)

    def forget_all(self) -> None:
        """Every text was saved or given up."""
        for tab in self._workspace:
            self._store.discard(tab.key)

    @Slot()
    def hand_over(self) -> None:
        """Keep each text that has waited long enough."""
        due = self._store.due()
        for tab in self._workspace:
            if tab.key in due:
                self._keep(tab)
        if self._store.problem != self._told:
            self._told = self._store.problem
            if self._told:
                self.problem_arose.emit(self._told)

    def keep_all(self) -> None:
        """Keep every modified text at once: something went badly wrong."""
        for tab in self._workspace:
            if tab.modified:
                self._keep(tab)

    def offer(self, desk: FileDesk, questions: Questions) -> None:
        """Offer what a crash left behind, if anything."""
        leftovers = self._store.leftovers()
        if not leftovers:
            return
        names = ["Untitled" if left.path is None else str(left.path) for left in leftovers]
        wanted = questions.recover(names)
        for leftover in leftovers:
            if wanted:
                tab = desk.open_unsaved(leftover.path, leftover.text)
                self._keep(tab)
            self._store.forget(leftover)

    def close(self) -> None:
        """Write what is to be written and end."""
        self._timer.stop()
        self._store.close()

    def _keep(self, tab: Tab) -> None:
        self._store.note(tab.key, tab.document.path, tab.editor.text())
