"""Which checkpoint is loaded: the starter, or a folder that the person chose; knows no engine.

A choice is remembered once its model is ready: what cannot be loaded would fail at every start.
"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.known_models import KnownModel, known_models
from app.models_place import models_place
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
        self._remembered: Path | None = None  # loaded by itself, as the settings name it

    @property
    def has_starter(self) -> bool:
        """Return whether the starter model is there."""
        return (starter_folder() / "config.json").exists()

    @staticmethod
    def is_starter(folder: Path) -> bool:
        """Return whether ``folder`` is that of the starter model."""
        return folder == starter_folder()

    @Slot()
    def load_first(self) -> None:
        """Load the model of the settings, else the starter where there is one.

        Or only have it ready to be loaded when it is first asked, as the settings say.
        """
        settings = self._store.settings
        if not settings.model_folder and not self.has_starter:
            return
        folder = Path(settings.model_folder) if settings.model_folder else starter_folder()
        if settings.load_model == "use":
            self._queue.rest(folder)
        else:
            self.note_woken(folder)
            self._queue.load(folder)

    @Slot()
    def load_now(self) -> None:
        """Load the model that rests, or that was there last, else as at the start."""
        folder = self._queue.folder
        if folder is None:
            self.load_first()
            folder = self._queue.folder
        if self._queue.resting:
            self._queue.wake()
        elif folder is not None and not self._queue.loading and self._queue.info is None:
            self._queue.load(folder)

    def take_refuge(self) -> bool:
        """Load the starter for now, in place of what cannot be used; return whether it is there.

        The settings keep what they name.
        """
        if self.has_starter:
            self._queue.load(starter_folder())
        return self.has_starter

    @Slot(object)
    def note_woken(self, folder: Path) -> None:
        """A model is loaded that nobody has just chosen: where it fails, the starter may do."""
        self._remembered = folder

    def known(self) -> tuple[KnownModel, ...]:
        """Return the models that there are to switch to, besides the starter."""
        settings = self._store.settings
        kept = models_place(settings.models_folder) or checkpoints_folder()
        return known_models(settings.recent_models, kept)

    @Slot(object)
    def take_folder(self, folder: Path) -> None:
        """Load the checkpoint in ``folder``, and remember it once it is ready."""
        self._take(folder)

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
            settings = self._store.settings
            if info.folder == starter_folder():
                self._store.put(replace(settings, model_folder=""))
            else:
                settings = settings.with_recent_model(info.folder)
                self._store.put(replace(settings, model_folder=str(info.folder)))

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
                self.take_refuge()

    def _take(self, folder: Path) -> None:
        """Load what the person chose; what the settings name does not matter any more."""
        self._chosen = folder
        self._remembered = None
        self._queue.load(folder)


def _usual_folder() -> Path:
    """Return where the person's checkpoints are kept, or their home where none is."""
    folder = checkpoints_folder()
    return folder if folder.is_dir() else Path.home()
