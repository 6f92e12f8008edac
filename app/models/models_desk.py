"""Serves the page Models: asks what there is, shows it, and loads what a person wants to use.

The page is made when the Models window is first opened. What is done with single models is
``RowDesk``'s, getting one ``GetDesk``'s; both begin courses of ``CourseDesk``.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.jobs.job_queue import JobQueue
from app.model_choice import ModelChoice
from app.models.course_desk import CourseDesk
from app.models.machine_watch import MachineWatch
from app.models.store_watch import StoreWatch
from app.network_switch import NetworkSwitch
from app.questions import Questions
from app.run_queue import RunQueue
from app.settings_store import SettingsStore
from app.theme import Theme

if TYPE_CHECKING:
    from app.models.course import Course
    from app.models.large_model import LargeModel
    from app.models.model_list import ListedModel
    from app.models.models_page import ModelsPage
    from app.models.recipes import RecipeChoice
    from app.models.row_desk import RowDesk
    from app.models.stored import StoredModel

TITLE = "Models"
CARD_TITLE = "Graphics card"
_SETTLED_MS = 50  # until a page whose parts have just come is laid out


class ModelsDesk(QObject):
    """Stands between the page and our own program.

    Signals:
        page_asked(str): the person wants to see another page of the window, by its title.
        notice_given(str): something to say in a line at the foot of the main window.
    """

    page_asked = Signal(str)
    notice_given = Signal(str)

    def __init__(
        self,
        jobs: JobQueue,
        *,
        queue: RunQueue,
        choice: ModelChoice,
        network: NetworkSwitch,
        questions: Questions,
        store: SettingsStore,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._choice = choice
        self._network = network
        self._questions = questions
        self._settings = store
        self._theme = theme
        self._page: ModelsPage | None = None
        self._rows: RowDesk | None = None
        self._leading = False
        self.courses = CourseDesk(jobs, self)
        self.machine = MachineWatch(network.environment, self)
        self.stored = StoreWatch(
            network.environment, self, chosen=lambda: store.settings.recent_models
        )
        self.machine.changed.connect(self._show_machine)
        self.stored.changed.connect(self.show_models)
        self.courses.changed.connect(self._note_course)
        self.courses.ended.connect(self._note_end)
        network.changed.connect(self.show_models)

    def make_page(self) -> QWidget:
        """Return the page; once."""
        from app.models.get_desk import GetDesk
        from app.models.going_desk import GoingDesk
        from app.models.models_page import ModelsPage
        from app.models.row_desk import RowDesk

        page = self._page = ModelsPage(self._theme)
        page.machine.again_asked.connect(self.machine.ask)
        page.machine.card_asked.connect(self._ask_card)
        page.models.folder_asked.connect(self._choice.ask_folder)
        going = GoingDesk(page, self.courses, self._network, page)
        going.use_asked.connect(self._choice.take_folder)
        rows = self._rows = RowDesk(
            page.models,
            courses=self.courses,
            store=self.stored,
            recipes=self._recipes,
            environment=self._network.environment,
        )
        rows.use_asked.connect(self._use)
        rows.notice_given.connect(self.notice_given)
        self._network.govern(page.get.gate)
        get = GetDesk(
            page.get,
            courses=self.courses,
            stored=self.stored,
            large=self.large,
            questions=self._questions,
            settings=self._settings,
        )
        self.machine.changed.connect(get.show)
        self._show_machine()
        self.show_models()
        return page

    def large(self) -> "LargeModel | None":
        """Return whether the 26B model would run here, ``None`` while that is not known."""
        # Memory plans take their time to import, and no start needs them.
        from app.models.large_model import judge_large

        machine = self.machine.machine
        if machine is None:
            return None
        info = self._queue.info
        running = info is not None and info.device != "cpu" and not info.taught_only
        return judge_large(machine, running=running)

    def _recipes(self) -> "tuple[RecipeChoice, ...]":
        """Return the 4-bit recipes, the one to take first."""
        from app.models.recipes import recipe_choices

        large = self.large()
        if large is None:
            return recipe_choices(None)
        return (large.best, *(one for one in large.choices if one is not large.best))

    def lead_to_get(self) -> None:
        """Bring how to get the 26B model into sight, as soon as it is known."""
        self._leading = True

    def _lead(self) -> None:
        known = self.stored.figures is not None and self.stored.models is not None
        if self._leading and known and not self.machine.asking and self._page is not None:
            # Later: the box is shown by whoever hears the same news next, and then laid out.
            self._leading = False
            QTimer.singleShot(_SETTLED_MS, self._page, self._page.lead_to_get)

    @Slot()
    def refresh(self) -> None:
        """Ask anew what there is: the window was opened, or something has changed."""
        self.machine.ask()
        self.stored.ask()

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
        self.stored.leave()
        if self._rows is not None:
            self._rows.leave()

    @Slot()
    def show_models(self) -> None:
        """Show which models there are, and which one is in use."""
        if self._page is None:
            return
        models = self.stored.models
        if models is None:
            if self.stored.problem:
                self._page.models.show_failure(self.stored.problem)
            return
        self._page.models.show_models([self._listed(model, models) for model in models])
        self._lead()

    @Slot()
    def _show_machine(self) -> None:
        if self._page is None:
            return
        box, watch, large = self._page.machine, self.machine, self.large()
        if watch.machine is not None and large is not None:
            facts = (*watch.machine.facts, large.fact)
            box.show_facts(facts, needs_runtime=watch.machine.needs_runtime)
        elif watch.problem:
            box.show_failure(watch.problem)
        if watch.asking:
            box.show_asking()
        self._lead()

    def _listed(self, model: "StoredModel", models: "tuple[StoredModel, ...]") -> "ListedModel":
        from app.models.deeds import source_of
        from app.models.model_list import ListedModel
        from app.models.offers import offers

        info = self._queue.info
        in_use = model.folder == (self._queue.folder if info is None else info.folder)
        at_work = any(
            model.folder in course.folders for course in self.courses.courses if not course.over
        )
        found = offers(
            model,
            in_use=in_use,
            at_work=at_work,
            source_there=source_of(model, models) is not None,
            no_network=self._network.reason,
        )
        return ListedModel(model, found, in_use)

    @Slot(object)
    def _use(self, model: "StoredModel") -> None:
        from app.models.stored import Kind

        if model.kind is Kind.STARTER:
            self._choice.take_starter()
        else:
            self._choice.take_folder(model.folder)

    @Slot()
    def _ask_card(self) -> None:
        self.page_asked.emit(CARD_TITLE)

    @Slot(object)
    def _note_course(self, course: "Course") -> None:
        """Lock or free the rows of a course where it begins, goes on or takes its next step."""
        if course.state is None:
            self.stored.ask()
        if course.state is None or course.over:
            self.show_models()

    @Slot(object)
    def _note_end(self, _course: "Course") -> None:
        self.stored.ask()
