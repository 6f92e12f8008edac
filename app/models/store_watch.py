"""Asks our own program which models there are, and what the 26B model would take; shows nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from app.letting_go import let_go

if TYPE_CHECKING:
    from app.jobs.query import Query
    from app.models.get_offer import DownloadFigures
    from app.models.stored import StoredModel

_LIST: Final = ("models", "list", "--json")
_PLAN: Final = ("models", "plan", "--estimate", "--json")  # without a network


class StoreWatch(QObject):
    """Holds what was last found.

    Signals:
        changed(): there is another answer, or none came.
    """

    changed = Signal()

    def __init__(
        self,
        environment: Callable[[], Mapping[str, str]],
        parent: QObject | None = None,
        *,
        chosen: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Begin without an answer.

        Args:
            environment: of our own program's children.
            parent: owns this.
            chosen: folders of models that the person chose, wherever they lie.
        """
        super().__init__(parent)
        self._chosen = chosen
        self._environment = environment
        self._queries: dict[tuple[str, ...], Query] = {}
        self._again: set[tuple[str, ...]] = set()
        self._models: tuple[StoredModel, ...] | None = None
        self._figures: DownloadFigures | None = None
        self._problem = ""
        self._left = False

    @property
    def models(self) -> "tuple[StoredModel, ...] | None":
        """Return the models and those elsewhere, ``None`` before the first answer."""
        if self._models is None:
            return None
        from app.models.stored import elsewhere

        return (*self._models, *elsewhere(self._chosen(), self._models))

    @property
    def figures(self) -> "DownloadFigures | None":
        """Return what the 26B model would take, ``None`` before the first answer."""
        return self._figures

    @property
    def problem(self) -> str:
        """Return why the models are not known, "" where they are."""
        return self._problem

    @Slot()
    def ask(self) -> None:
        """Ask for both; where an answer is on its way, once more after it."""
        self._ask(_LIST)
        self._ask(_PLAN)

    @Slot()
    def leave(self) -> None:
        """Want no answer and ask no more, since the program ends."""
        self._left = True
        for query in self._queries.values():
            query.drop()

    def _ask(self, verb: tuple[str, ...]) -> None:
        if self._left:
            return
        if verb in self._queries:
            self._again.add(verb)
            return
        # Imported when it is wanted: no start should wait for it.
        from app.jobs.query import Query

        query = self._queries[verb] = Query(verb, self._environment(), parent=self)
        query.answered.connect(self._take_models if verb is _LIST else self._take_figures)
        query.failed.connect(self._fail_models if verb is _LIST else self._fail_figures)
        query.start()

    @Slot(object)
    def _take_models(self, given: object) -> None:
        from app.models.stored import read_models

        try:
            self._models, self._problem = read_models(given), ""
        except ValueError:
            self._problem = "Which models there are could not be found out."
        self._end(_LIST)

    @Slot(object)
    def _fail_models(self, _failure: object) -> None:
        self._problem = "Which models there are could not be found out."
        self._end(_LIST)

    @Slot(object)
    def _take_figures(self, given: object) -> None:
        # Figures stand beside memory plans, which no start needs.
        from app.models.get_offer import read_figures

        try:
            self._figures = read_figures(given)
        except ValueError:
            self._figures = None
        self._end(_PLAN)

    @Slot(object)
    def _fail_figures(self, _failure: object) -> None:
        self._figures = None
        self._end(_PLAN)

    def _end(self, verb: tuple[str, ...]) -> None:
        query = self._queries.pop(verb)
        let_go(query)
        self.changed.emit()
        if verb in self._again:
            self._again.discard(verb)
            self._ask(verb)
