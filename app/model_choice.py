"""Which checkpoint is loaded: the starter, or a folder that the person chose; knows no engine.

A choice is remembered once its model is ready: what cannot be loaded would fail at every start.
"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.questions import Questions
from app.run_queue import RunQueue
from app.settings_store import SettingsStore
from engine.model_info import ModelInfo
from engine.paths import checkpoints_folder, starter_folder


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
        self._chosen: Path | None = None  # by the person, and not loaded yet
        self._remembered: Path | None = None  # loaded because the settings name it

    @Slot()
    def load_first(self) -> None:
        """Load the model of the settings, else the starter where there is one."""
        named = self._store.settings.model_folder
        if named:
            self._remembered = Path(named)
            self._queue.load(self._remembered)
        else:
            self._load_starter_if_there()

    @Slot()
    def take_starter(self) -> None:
        """Load the starter model, and remember it once it is ready."""
        self._take(starter_folder())

    @Slot()
    def ask_folder(self) -> None:
        """Let the person choose a folder, load it, and remember it once it is ready."""
        named = self._store.settings.model_folder
        folder = self._questions.model_folder(Path(named) if named else _usual_folder())
        if folder is not None:
            self._take(folder)

    @Slot(object)
    def note_ready(self, info: ModelInfo) -> None:
        """Remember the model that the person chose, for the next start."""
        if info.folder == self._chosen:
            self._chosen = None
            named = "" if info.folder == starter_folder() else str(info.folder)
            self._store.put(replace(self._store.settings, model_folder=named))

    @Slot(object)
    def note_failure(self, folder: Path) -> None:
        """Fall back to the starter where the model of the settings cannot be loaded at the start.

        The settings keep it: its disk may only be away today.
        """
        if folder == self._chosen:
            self._chosen = None
        if folder == self._remembered:
            self._remembered = None
            if folder != starter_folder():
                self._load_starter_if_there()

    def _take(self, folder: Path) -> None:
        """Load what the person chose; what the settings name does not matter any more."""
        self._chosen = folder
        self._remembered = None
        self._queue.load(folder)

    def _load_starter_if_there(self) -> None:
        if (starter_folder() / "config.json").exists():
            self._queue.load(starter_folder())


def _usual_folder() -> Path:
    """Return where the person's checkpoints are kept, or their home where none is."""
    folder = checkpoints_folder()
    return folder if folder.is_dir() else Path.home()
