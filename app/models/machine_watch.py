"""Asks our own program what this machine can run, in a process of its own; shows nothing.

The process imports torch, which takes some seconds, and is gone afterwards.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.letting_go import let_go

if TYPE_CHECKING:
    from app.jobs.query import Query
    from app.models.machine import Machine


class MachineWatch(QObject):
    """Holds what was last found.

    Signals:
        changed(): it is being asked, or there is an answer, or none came.
    """

    changed = Signal()

    def __init__(
        self, environment: Callable[[], Mapping[str, str]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._environment = environment
        self._query: Query | None = None
        self._machine: Machine | None = None
        self._problem = ""
        self._left = False

    @property
    def machine(self) -> "Machine | None":
        """Return what was found, ``None`` before the first answer."""
        return self._machine

    @property
    def asking(self) -> bool:
        """Return whether an answer is on its way."""
        return self._query is not None

    @property
    def problem(self) -> str:
        """Return why there is no answer, for people; "" for none."""
        return self._problem

    @Slot()
    def ask(self) -> None:
        """Look at the machine, unless somebody is looking already."""
        if self._query is not None or self._left:
            return
        # Imported when it is wanted: no start should wait for it.
        from app.jobs.query import Query

        self._problem = ""
        self._query = Query(("doctor", "--json"), self._environment(), parent=self)
        self._query.answered.connect(self._take)
        self._query.failed.connect(self._note_failure)
        self._query.start()
        self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """Want no answer and ask no more, since the program ends."""
        self._left = True
        if self._query is not None:
            self._query.drop()

    @Slot(object)
    def _take(self, given: object) -> None:
        from app.models.machine import read_machine

        try:
            self._machine = read_machine(given)
        except ValueError:
            self._fail()
            return
        self._end()

    @Slot(object)
    def _note_failure(self, _failure: object) -> None:
        self._fail()

    def _fail(self) -> None:
        self._problem = "This machine could not be looked at."
        self._end()

    def _end(self) -> None:
        if self._query is not None:
            let_go(self._query)
            self._query = None
        self.changed.emit()
