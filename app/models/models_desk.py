"""Serves the page Models: asks what there is, starts what a person wants; knows no widget inside.

The page is made when the Models window is first opened.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.jobs.environment import job_environment
from app.jobs.job_queue import JobQueue
from app.models.machine_watch import MachineWatch
from app.settings_store import SettingsStore
from app.theme import Theme

if TYPE_CHECKING:
    from app.models.models_page import ModelsPage

TITLE = "Models"


class ModelsDesk(QObject):
    """Stands between the page and our own program.

    Signals:
        page_asked(str): the person wants to see another page of the window, by its title.
    """

    page_asked = Signal(str)

    def __init__(
        self, jobs: JobQueue, store: SettingsStore, theme: Theme, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._store = store
        self._theme = theme
        self._page: ModelsPage | None = None
        self.machine = MachineWatch(lambda: job_environment(store.settings), self)
        self.machine.changed.connect(self._show_machine)

    def make_page(self) -> QWidget:
        """Return the page; once."""
        from app.models.models_page import ModelsPage

        self._page = ModelsPage(self._theme)
        self._page.machine.again_asked.connect(self.machine.ask)
        self._page.machine.card_asked.connect(lambda: self.page_asked.emit("Graphics card"))
        self._show_machine()
        return self._page

    @Slot()
    def refresh(self) -> None:
        """Ask anew what there is: the window was opened."""
        self.machine.ask()

    @Slot(object)
    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        if self._page is not None:
            self._page.set_theme(theme)

    @Slot()
    def leave(self) -> None:
        """The program ends."""
        self.machine.leave()

    @Slot()
    def _show_machine(self) -> None:
        if self._page is None:
            return
        box, watch = self._page.machine, self.machine
        if watch.machine is not None:
            box.show_facts(watch.machine.facts, needs_runtime=watch.machine.needs_runtime)
        elif watch.problem:
            box.show_failure(watch.problem)
        if watch.asking:
            box.show_asking()
