"""The parts around the engine and its model together; no behaviour."""

from dataclasses import dataclass

from app.engine_care import EngineCare
from app.main_window import MainWindow
from app.model_choice import ModelChoice
from app.model_desk import ModelDesk
from app.model_rest import ModelRest
from app.questions import Questions
from app.run_queue import RunQueue
from app.settings_store import SettingsStore


@dataclass(frozen=True, slots=True)
class EngineParts:
    """Which model there is, when it is in memory, what starts a broken engine, and the menu."""

    choice: ModelChoice
    rest: ModelRest
    care: EngineCare
    desk: ModelDesk


def make_engine_parts(
    window: MainWindow, queue: RunQueue, questions: Questions, store: SettingsStore
) -> EngineParts:
    """Return the parts, not yet connected."""
    choice = ModelChoice(queue, questions, store, window)
    rest = ModelRest(queue, store, window)
    care = EngineCare(queue, choice, window)
    desk = ModelDesk(window, queue, choice, rest, care, store=store)
    return EngineParts(choice, rest, care, desk)
