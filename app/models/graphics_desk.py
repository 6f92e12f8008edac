"""Serves the page Graphics card: asks what there is, has the work done; knows no widget inside.

The page is made when the Models window is first opened, and what there is is asked anew whenever
the page comes to the front: a card or a driver may have come meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from app.jobs.job_queue import JobQueue
from app.jobs.work import Work, WorkState
from app.letting_go import let_go
from app.models.graphics_known import Known
from app.network_switch import NetworkSwitch
from app.questions import Questions
from app.theme import Theme
from engine.runtime.activate import RuntimeInUse

if TYPE_CHECKING:
    from app.jobs.query import Query
    from app.models.graphics_page import GraphicsPage
    from app.models.graphics_state import Deed

TITLE: Final = "Graphics card"
KEY: Final = "runtime"
_PROBLEM: Final = "Anneal’s own program gave no answer that makes sense. Look again."


@dataclass(frozen=True, slots=True)
class _Answers:
    """What was asked and not yet answered; what came so far."""

    plan: object = None
    status: object = None


class GraphicsDesk(QObject):
    """Stands between the page and our own program.

    Signals:
        restart_wanted(): the person wants Anneal to start anew.
        notice_given(str): something that is said in passing.
    """

    restart_wanted = Signal()
    notice_given = Signal(str)

    def __init__(
        self,
        jobs: JobQueue,
        switch: NetworkSwitch,
        questions: Questions,
        own: RuntimeInUse,
        parent: QObject | None = None,
    ) -> None:
        """Begin knowing nothing.

        Args:
            jobs: the long work of the program.
            switch: that decides whether the network may be used.
            questions: asks the person.
            own: the runtime that this very process runs on.
            parent: owns the desk.
        """
        super().__init__(parent)
        self._jobs = jobs
        self._switch = switch
        self._questions = questions
        folder = "" if own.folder is None else str(own.folder)
        self._known = Known(own_kind=own.kind.value, own_folder=folder)
        self._page: GraphicsPage | None = None
        self._queries: list[Query] = []
        self._answers = _Answers()
        self._look_again = False
        self._left = False
        jobs.changed.connect(self._note_work)

    @property
    def known(self) -> Known:
        """Return what is known."""
        return self._known

    def make_page(self, theme: Theme) -> "GraphicsPage":
        """Return the page; once."""
        from app.models.graphics_page import GraphicsPage

        self._page = GraphicsPage(theme)
        self._page.wanted.connect(self.do)
        self._switch.govern(self._page.gate)
        self._show()
        return self._page

    @Slot(object)
    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        if self._page is not None:
            self._page.set_theme(theme)

    @Slot(str)
    def note_page(self, title: str) -> None:
        """Look anew where this page came to the front."""
        if title == TITLE:
            self.look()

    @Slot()
    def look(self) -> None:
        """Ask for card, driver and runtime; once more where they are being asked for."""
        if self._left:
            return
        if self._queries:
            # What is on its way may tell how things were before.
            self._look_again = True
            return
        # Imported when it is wanted: no start should wait for it.
        from app.jobs.query import Query

        self._answers = _Answers()
        for name in ("plan", "status"):
            query = Query(("runtime", name, "--json"), self._switch.environment(), parent=self)
            query.answered.connect(self._taker(name))
            query.ended.connect(lambda query=query: self._note_end(query))
            self._queries.append(query)
        self._known = replace(self._known, asking=True)
        for query in tuple(self._queries):
            query.start()
        self._show()

    @Slot()
    def tidy_left_over(self) -> None:
        """Free the disk of removed runtimes, where some are left that were in use till their end.

        Nothing but the names of a few folders is read; whoever has none pays for no process.
        """
        from app.models.graphics_state import Deed
        from engine.runtime.places import left_over

        if self._jobs.front is None and left_over():
            self.do(Deed.TIDY)

    @Slot()
    def leave(self) -> None:
        """Want no answers and ask no more, since the program ends."""
        self._left = True
        for query in self._queries:
            query.drop()

    @Slot(object)
    def do(self, deed: "Deed") -> None:
        """Do what the person wants."""
        from app.models.graphics_state import Deed

        match deed:
            case Deed.INSTALL:
                self._submit("Installing the runtime for graphics cards", "install", network=True)
            case Deed.REPAIR:
                self._submit("Repairing the runtime for graphics cards", "repair", network=True)
            case Deed.FROM_FOLDER:
                self._install_from_folder()
            case Deed.REMOVE:
                self._remove()
            case Deed.TIDY:
                self._submit("Removing what is left over", "tidy", heavy=False)
            case Deed.PAUSE:
                self._jobs.stop(KEY)
            case Deed.LOG:
                self._open_log()
            case Deed.LOOK:
                self.look()
            case Deed.RESTART:
                self.restart_wanted.emit()

    def _submit(self, title: str, *verb: str, network: bool = False, heavy: bool = True) -> None:
        verb = ("runtime", *verb, "--events")
        self._jobs.submit(Work(KEY, title, verb, heavy=heavy, page=TITLE, network=network))

    def _install_from_folder(self) -> None:
        folder = self._questions.folder_of_packages()
        if folder is None:
            return
        found = self._known.found
        # Of what is installed, ``install`` believes that it is whole.
        verb = "repair" if found is not None and found.installed else "install"
        self._submit("Installing the runtime from a folder", verb, "--from", str(folder))

    def _remove(self) -> None:
        found = self._known.found
        if found is not None and self._questions.remove_runtime(found.nbytes + found.unfinished):
            self._submit("Removing the runtime for graphics cards", "remove")

    def _open_log(self) -> None:
        found = self._known.found
        if found is None:
            return
        if not Path(found.log).exists():
            self.notice_given.emit("The installer has said nothing yet")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(found.log)):
            self.notice_given.emit(f"The log is {found.log}")

    def _taker(self, name: str) -> Callable[[object], None]:
        def take(value: object) -> None:
            change = {name: value}
            self._answers = replace(self._answers, **change)

        return take

    def _note_end(self, query: "Query") -> None:
        """One of the questions is over; read both answers once the other one is too."""
        from app.models.graphics_facts import read_found, read_offer

        self._queries.remove(query)
        let_go(query)
        if self._queries:
            return
        if self._look_again:
            self._look_again = False
            self.look()
            return
        try:
            found, offer = read_found(self._answers.status), read_offer(self._answers.plan)
        except ValueError:
            self._known = replace(self._known, asking=False, problem=_PROBLEM)
        else:
            self._known = replace(self._known, asking=False, problem="", found=found, offer=offer)
        self._show()

    @Slot(object)
    def _note_work(self, state: WorkState) -> None:
        if state.work.key != KEY:
            return
        self._known = replace(self._known, work=state)
        self._show()
        if state.over:
            self.look()

    def _show(self) -> None:
        if self._page is not None:
            from app.models.graphics_state import view_of

            self._page.show_view(view_of(self._known))
