"""The parts of the Models window by name, and the long work that they start; knows no page."""

from dataclasses import dataclass

from app.jobs.environment import job_environment
from app.jobs.job_queue import JobQueue
from app.main_window import MainWindow
from app.models.models_desk import ModelsDesk
from app.models.models_view import ModelsView
from app.settings_store import SettingsStore
from app.theme import Theme


@dataclass(frozen=True, slots=True)
class Models:
    """What the Models window is made of.

    Attributes:
        jobs: the long work of the whole program.
        view: the window, to which pages are added.
        desk: what serves the page Models.
    """

    jobs: JobQueue
    view: ModelsView
    desk: ModelsDesk


def make_models(window: MainWindow, store: SettingsStore, theme: Theme) -> Models:
    """Return the parts, owned by ``window``; nothing is asked and nothing shown."""
    jobs = JobQueue(lambda: job_environment(store.settings), window)
    return Models(
        jobs=jobs,
        view=ModelsView(window, theme, store),
        desk=ModelsDesk(jobs, store, theme, window),
    )
