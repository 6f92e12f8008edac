"""Shows the courses that go on, and carries out what is pressed there."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs.work import Phase
from app.models.ask_row import Answer, AskRow
from app.models.course import Course, Press
from app.models.course_desk import CourseDesk
from app.models.course_view import course_view
from app.models.deeds import remove_folder_course
from app.models.models_page import ModelsPage
from app.network_switch import NetworkSwitch
from engine.sizes import size_text


class GoingDesk(QObject):
    """Serves the boxes at the top of the page.

    Signals:
        use_asked(Path): load the model in this folder.
    """

    use_asked = Signal(object)

    def __init__(
        self,
        page: ModelsPage,
        courses: CourseDesk,
        network: NetworkSwitch,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._network = network
        self._page = page
        self._courses = courses
        self._to_remove: dict[str, Path] = {}
        courses.changed.connect(self._show)
        courses.ended.connect(self._note_end)
        courses.gone.connect(page.drop_course)
        courses.begun.connect(page.lead_to_course)
        page.pressed.connect(self._press)
        page.answered.connect(self._take_answer)
        network.changed.connect(self._show_all)
        self._show_all()

    @Slot()
    def _show_all(self) -> None:
        for course in self._courses.courses:
            self._show(course)

    @Slot(object)
    def _show(self, course: Course) -> None:
        self._page.show_course(course_view(course, self._network.reason))

    @Slot(str, object)
    def _press(self, key: str, press: Press) -> None:
        course = self._courses.course(key)
        if course is None:
            return
        if press is Press.PAUSE:
            self._courses.stop(key)
        elif press in (Press.CONTINUE, Press.TRY_AGAIN):
            self._courses.go_on(key)
        elif press is Press.CANCEL:
            self._cancel(course)
        elif press is Press.USE and course.result is not None:
            self.use_asked.emit(course.result)
            self._courses.dismiss(key)
        elif press is Press.DISMISS:
            self._courses.dismiss(key)

    def _cancel(self, course: Course) -> None:
        """Stop, and ask first what becomes of that which is there."""
        leaves = course.leaving is not None and course.leaving.exists()
        if course.phase is Phase.WAITING or not leaves:
            self._courses.stop(course.key, dismiss=True)
            return
        progress = None if course.state is None else course.state.progress
        done = 0 if progress is None else progress.bytes_done
        there = f"the {size_text(done)} that are there" if done else "what is there"
        stands = course.phase is Phase.STOPPED
        answers = (
            Answer("keep", "&Keep it for later", "primary"),
            Answer("remove", "&Remove it"),
            Answer("back", "&Back" if stands else "&Go on"),
        )
        question = f"Keep {there}, so that it can go on later, or remove it from the disk?"
        self._page.courses[course.key].ask(AskRow(question, answers))

    @Slot(str, str)
    def _take_answer(self, key: str, answer: str) -> None:
        course = self._courses.course(key)
        if course is None or answer == "back":
            return
        if course.phase is Phase.DONE:
            return  # it was quicker than the answer
        if answer == "remove" and course.leaving is not None:
            self._to_remove[key] = course.leaving
        if course.over:
            self._remove_left(key)
        self._courses.stop(key, dismiss=True)

    @Slot(object)
    def _note_end(self, course: Course) -> None:
        if course.phase is Phase.DONE:
            self._to_remove.pop(course.key, None)
        self._remove_left(course.key)

    def _remove_left(self, key: str) -> None:
        folder = self._to_remove.pop(key, None)
        if folder is not None and folder.exists():
            self._courses.begin(remove_folder_course(folder))
