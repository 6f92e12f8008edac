"""Serves the box that gets the 26B model: figures, choices, the folder; begins the course."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from app.jobs.environment import use_own_environment
from app.models.course_desk import CourseDesk
from app.models.deeds import GET, get_course
from app.models.get_box import GetBox
from app.models.get_offer import Choices, get_view, wish_of
from app.models.large_model import LargeModel
from app.models.recipes import recipe_choices
from app.models.store_watch import StoreWatch
from app.models.stored import is_large
from app.questions import Questions
from app.settings_store import SettingsStore


class GetDesk(QObject):
    """Shows the box while there is no such model and none is on its way."""

    def __init__(
        self,
        box: GetBox,
        *,
        courses: CourseDesk,
        stored: StoreWatch,
        large: Callable[[], LargeModel | None],
        questions: Questions,
        settings: SettingsStore,
    ) -> None:
        """Serve ``box``, which owns this object.

        Args:
            box: the box.
            courses: that carry out what takes long.
            stored: which models there are, and what this one would take.
            large: says whether it would run here, ``None`` while that is not known.
            questions: that ask for a folder.
            settings: that name the folder of models.
        """
        super().__init__(box)
        self._box = box
        self._courses = courses
        self._stored = stored
        self._large = large
        self._questions = questions
        self._settings = settings
        self._choices = Choices()
        box.choices_changed.connect(self._take_choices)
        box.download_asked.connect(self._begin)
        box.place_asked.connect(self._ask_place)
        courses.changed.connect(self._note_course)
        courses.gone.connect(self._note_gone)
        stored.changed.connect(self.show)
        self.show()

    @Slot()
    def show(self) -> None:
        """Show what there is to say now."""
        figures = self._stored.figures
        known = self._stored.models is not None and figures is not None
        there = any(is_large(model) for model in self._stored.models or ())
        on_its_way = self._courses.course(GET) is not None
        self._box.setVisible(known and not there and not on_its_way)
        if figures is not None:
            self._box.show_view(get_view(figures, self._large(), self._choices))

    @Slot(bool, bool, int)
    def _take_choices(self, quantize: bool, remove: bool, recipe: int) -> None:
        large = self._large()
        known = recipe_choices(None) if large is None else large.choices
        name = known[recipe].name if 0 <= recipe < len(known) else ""
        self._choices = Choices(quantize, remove, name)
        self.show()

    @Slot()
    def _begin(self) -> None:
        figures = self._stored.figures
        if figures is not None:
            self._courses.begin(get_course(wish_of(figures, self._large(), self._choices)))

    @Slot()
    def _ask_place(self) -> None:
        figures = self._stored.figures
        if figures is None:
            return
        folder = self._questions.folder_for_models(figures.place.parent)
        if folder is not None:
            settings = replace(self._settings.settings, models_folder=str(folder))
            self._settings.put(settings)
            use_own_environment(settings)
            self._stored.ask()

    @Slot(object)
    def _note_course(self, _course: object) -> None:
        if not self._box.isHidden():
            self.show()

    @Slot(str)
    def _note_gone(self, _key: str) -> None:
        self.show()
