"""Holds the courses that were begun, and brings their works to the queue one after another.

Knows no widget and no model.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs.job_queue import JobQueue
from app.jobs.work import Phase, WorkState

if TYPE_CHECKING:
    from app.models.course import Course


class CourseDesk(QObject):
    """The courses by their keys, in the order in which they were begun.

    Signals:
        begun(str): the course of this key was asked for just now.
        changed(Course): how one stands now.
        ended(Course): one is done, was stopped or failed; ``changed`` came before.
        gone(str): the course of this key is shown no more.
    """

    begun = Signal(str)
    changed = Signal(object)
    ended = Signal(object)
    gone = Signal(str)

    def __init__(self, jobs: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._courses: dict[str, Course] = {}
        self._to_dismiss: set[str] = set()
        jobs.changed.connect(self._note)

    @property
    def courses(self) -> "tuple[Course, ...]":
        """Return every course that was not dismissed."""
        return tuple(self._courses.values())

    def course(self, key: str) -> "Course | None":
        """Return the course of ``key``."""
        return self._courses.get(key)

    def begin(self, course: "Course") -> None:
        """Begin a course; nothing happens where one of its key goes on."""
        before = self._courses.get(course.key)
        if before is not None and not before.over:
            return
        self._courses.pop(course.key, None)
        self._courses[course.key] = course
        self.changed.emit(course)
        self._jobs.submit(course.work)
        self.begun.emit(course.key)

    def go_on(self, key: str) -> None:
        """Go on with the work at hand of a course that was stopped or failed."""
        course = self._courses.get(key)
        if course is not None and course.phase in (Phase.STOPPED, Phase.FAILED):
            self._courses[key] = course.again()
            self.changed.emit(self._courses[key])
            self._jobs.submit(course.work)

    def stop(self, key: str, *, dismiss: bool = False) -> None:
        """Stop a course, and let it be shown no more once it has stopped where ``dismiss`` is."""
        course = self._courses.get(key)
        if course is None:
            return
        if course.over:
            if dismiss:
                self.dismiss(key)
            return
        if dismiss:
            self._to_dismiss.add(key)
        self._jobs.stop(course.work.key)

    def dismiss(self, key: str) -> None:
        """Show a course that is over no more."""
        course = self._courses.get(key)
        if course is not None and course.over:
            del self._courses[key]
            for work in course.works:
                self._jobs.forget(work.key)
            self.gone.emit(key)

    @Slot(object)
    def _note(self, state: WorkState) -> None:
        for key, course in list(self._courses.items()):
            if course.work.key == state.work.key:
                self._move(key, course, course.after(state))

    def _move(self, key: str, before: "Course", after: "Course") -> None:
        self._courses[key] = after
        self.changed.emit(after)
        if after.at != before.at:
            self._jobs.submit(after.work)
        elif after.over and not before.over:
            self.ended.emit(after)
            if key in self._to_dismiss:
                self._to_dismiss.discard(key)
                self.dismiss(key)
