"""Brings long work to the foot of the main window, and its end where nobody was there to see it.

Knows no work and no page.
"""

from PySide6.QtCore import QObject, Slot

from app.jobs.job_queue import JobQueue
from app.jobs.work import Phase, WorkState
from app.models.models_view import ModelsView
from app.panels.job_item import JobItem
from app.questions import Questions

_LONGEST = 40  # letters
_ENDS = {Phase.DONE: "done", Phase.FAILED: "failed"}


class JobFeed(QObject):
    """Feeds the item of the status bar."""

    def __init__(
        self, item: JobItem, jobs: JobQueue, view: ModelsView, questions: Questions
    ) -> None:
        """Feed ``item``, which owns this object."""
        super().__init__(item)
        self._item = item
        self._jobs = jobs
        self._view = view
        self._questions = questions
        self._unseen: WorkState | None = None  # the last one that ended behind a closed window
        jobs.changed.connect(self._note)
        view.opened.connect(self._see)
        item.asked.connect(self._show_page)

    def may_stop(self) -> bool:
        """Return whether the person leaves what takes long, and is not done."""
        state = self._jobs.front
        if state is None or not state.work.heavy:
            return True
        return self._questions.leave_work(state.work.title)

    @Slot(object)
    def _note(self, state: WorkState) -> None:
        if state.phase in _ENDS and state.work.heavy and not self._view.shown:
            self._unseen = state
        self._show()

    @Slot()
    def _see(self) -> None:
        self._unseen = None
        self._show()

    def _show(self) -> None:
        state = self._jobs.front
        if state is not None:
            # Imported when it is wanted: no start should wait for it.
            from app.jobs.work_words import short_words

            self._item.show_job(short_words(state), state.fraction, state.work.title)
        elif self._unseen is not None:
            title = self._unseen.work.title
            words = f"{_short(title)}: {_ENDS[self._unseen.phase]}"
            self._item.show_job(words, self._unseen.fraction, title)
        else:
            self._item.show_nothing()

    @Slot()
    def _show_page(self) -> None:
        state = self._jobs.front or self._unseen
        self._view.open_page("" if state is None else state.work.page)


def _short(title: str) -> str:
    """Return a title without its middle where that would take the room of everything else."""
    half = (_LONGEST - 1) // 2
    return title if len(title) <= _LONGEST else f"{title[:half]}…{title[-half:]}"
