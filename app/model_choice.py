"""Which checkpoint is loaded: the starter, or a folder that the person chose; knows no engine."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.questions import Questions
from app.run_queue import RunQueue
from app.settings_store import SettingsStore
from engine.paths import starter_folder


class ModelChoice(QObject):
    """Loads through the run queue and remembers the choice."""

    def __init__(
        self,
        queue: RunQueue,
        questions: Questions,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._questions = questions
        self._store = store

    @Slot()
    def load_first(self) -> None:
        """Load the model of the settings, else the starter where there is one."""
        chosen = self._store.settings.model_folder
        if chosen:
            self._queue.load(Path(chosen))
        elif (starter_folder() / "config.json").exists():
            self._queue.load(starter_folder())

    @Slot()
    def take_starter(self) -> None:
        """Load the starter model, now and at the next start."""
        self._store.put(replace(self._store.settings, model_folder=""))
        self._queue.load(starter_folder())

    @Slot()
    def ask_folder(self) -> None:
        """Let the person choose a folder, and load it now and at the next start."""
        chosen = self._store.settings.model_folder
        folder = self._questions.model_folder(Path(chosen) if chosen else Path.home())
        if folder is not None:
            self._store.put(replace(self._store.settings, model_folder=str(folder)))
            self._queue.load(folder)
