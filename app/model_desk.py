"""Keeps the menu of models true: what is there, what is loaded, what can be done with it now.

It must not know the engine.
"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from app.engine_care import EngineCare
from app.main_window import MainWindow
from app.model_choice import ModelChoice
from app.model_rest import ModelRest
from app.run_queue import RunQueue
from app.settings_store import SettingsStore


class ModelDesk(QObject):
    """Shows in the menu what the queue and the settings say."""

    def __init__(
        self,
        window: MainWindow,
        queue: RunQueue,
        choice: ModelChoice,
        rest: ModelRest,
        care: EngineCare,
        *,
        store: SettingsStore,
    ) -> None:
        super().__init__(window)
        self._commands = window.commands
        self._menu = window.model_menu
        self._queue = queue
        self._choice = choice
        self._rest = rest
        self._care = care
        self._store = store
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Enable what can be done with the model now."""
        queue = self._queue
        loaded = queue.info is not None and not queue.resting
        there = "The model is loaded" if loaded else ""
        _allow(self._commands.load_model, "The model is being loaded" if queue.loading else there)
        gone = "" if loaded else "No model is in memory"
        _allow(self._commands.unload_model, "The model is at work" if queue.busy else gone)
        # Only another process can use a card that this one has lost.
        self._commands.restart_anneal.setVisible(self._care.card_is_lost)
        self._commands.restart_anneal.setEnabled(self._care.card_is_lost)

    @Slot()
    def fill(self) -> None:
        """List the models, and mark what is chosen: the menu is about to be seen."""
        here = self._queue.folder if self._queue.can_answer else None
        starter = here is not None and self._choice.is_starter(here)
        self._menu.show_models(self._choice.known(), here, starter=starter)
        self._menu.show_minutes(self._rest.minutes)
        at_start = self._store.settings.load_model == "start"
        self._commands.load_at_start.setChecked(at_start)
        self._commands.load_on_use.setChecked(not at_start)
        self.refresh()


def _allow(action: QAction, hindrance: str) -> None:
    """Let ``action`` be chosen where nothing hinders it; else its tip says what does."""
    action.setEnabled(not hindrance)
    action.setToolTip(hindrance)
    action.setStatusTip(hindrance)
