"""The parts of the Models window by name, and the long work that they start; knows no page."""

from dataclasses import dataclass

from app.jobs.job_queue import JobQueue
from app.main_window import MainWindow
from app.model_choice import ModelChoice
from app.models.graphics_desk import GraphicsDesk
from app.models.models_desk import ModelsDesk
from app.models.models_view import ModelsView
from app.models.set_up_desk import SetUpDesk
from app.network_switch import NetworkSwitch
from app.questions import Questions
from app.run_queue import RunQueue
from app.settings_store import SettingsStore
from app.theme import Theme
from engine.runtime.activate import runtime_in_use


@dataclass(frozen=True, slots=True)
class Models:
    """What the Models window is made of.

    Attributes:
        jobs: the long work of the whole program.
        view: the window, to which pages are added.
        desk: what serves the page Models.
        graphics: what serves the page Graphics card.
        set_up: what shows the set-up at the first start.
    """

    jobs: JobQueue
    view: ModelsView
    desk: ModelsDesk
    graphics: GraphicsDesk
    set_up: SetUpDesk

    def leave(self) -> None:
        """Stop all that goes on, since the program ends."""
        # First who would ask what has changed once the jobs have stopped.
        self.desk.leave()
        self.graphics.leave()
        self.jobs.leave()


def make_models(
    window: MainWindow,
    store: SettingsStore,
    theme: Theme,
    network: NetworkSwitch,
    questions: Questions,
    *,
    queue: RunQueue,
    choice: ModelChoice,
) -> Models:
    """Return the parts, owned by ``window``; nothing is asked and nothing shown."""
    jobs = JobQueue(network.environment, window)
    view = ModelsView(window, theme, store)
    desk = ModelsDesk(
        jobs,
        queue=queue,
        choice=choice,
        network=network,
        questions=questions,
        store=store,
        theme=theme,
        parent=window,
    )
    return Models(
        jobs=jobs,
        view=view,
        desk=desk,
        graphics=GraphicsDesk(jobs, network, questions, runtime_in_use(), window),
        set_up=SetUpDesk(window, desk, view, store, choice=choice, network=network),
    )
