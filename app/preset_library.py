"""The own presets of the running program: read at the start, and again when their folder changes.

It must not know widgets, texts or the engine.
"""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from app.presets.front_matter import PresetError
from app.presets.own_preset import OwnPreset
from app.presets.preset_folder import MOST_FILES, PresetFile, read_folder, with_clashes

_WAIT_MS = 120  # editors write a file in several moves


class PresetLibrary(QObject):
    """Knows every file of the folder, also those that cannot be used.

    Signals:
        changed(): ``files`` are others now.
    """

    changed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._files: tuple[PresetFile, ...] = ()
        self._problem = ""
        self._taken_keys: Mapping[str, str] = {}
        self._watcher: QFileSystemWatcher | None = None
        self._settling = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._settling.timeout.connect(self.read)

    @property
    def folder(self) -> Path:
        """Return where the presets lie; it may not be there yet."""
        return self._folder

    @property
    def files(self) -> tuple[PresetFile, ...]:
        """Return every file, by name."""
        return self._files

    @property
    def presets(self) -> tuple[OwnPreset, ...]:
        """Return the presets that can be used, by name."""
        return tuple(file.preset for file in self._files if file.preset is not None)

    @property
    def problem(self) -> str:
        """Return what is wrong with the folder as a whole, "" for nothing."""
        return self._problem

    def set_taken_keys(self, taken: Mapping[str, str]) -> None:
        """Keep keys from presets: in the spelling of ``read_key``, with what each does."""
        self._taken_keys = taken

    @Slot()
    def start(self) -> None:
        """Read the folder and follow it from now on."""
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._note_change)
            self._watcher.directoryChanged.connect(self._note_change)
            self.read()

    @Slot()
    def read(self) -> None:
        """Read the folder now."""
        try:
            files, self._problem = read_folder(self._folder), ""
        except PresetError as error:
            files, self._problem = (), f"Your presets cannot be read: {error}."
        if len(files) == MOST_FILES:
            self._problem = f"Only the first {MOST_FILES} presets of the folder are read."
        self._follow(files)
        self._files = with_clashes(files, self._taken_keys)
        self.changed.emit()

    def file_of(self, path: Path) -> PresetFile | None:
        """Return what is known of a file."""
        return next((file for file in self._files if file.path == path), None)

    def has_name(self, name: str, besides: Path | None = None) -> bool:
        """Return whether a preset of another file has this name, whatever its case."""
        wanted = name.strip().casefold()
        return any(file.title.casefold() == wanted for file in self._files if file.path != besides)

    def owner_of_key(self, key: str, besides: Path | None = None) -> str:
        """Return what has ``key`` already, in words; "" for nothing."""
        if key in self._taken_keys:
            return self._taken_keys[key]
        for file in self._files:
            if file.path != besides and file.preset is not None and file.preset.key == key:
                return f"the preset “{file.preset.name}”"
        return ""

    def _note_change(self) -> None:
        self._settling.start()

    def _follow(self, files: tuple[PresetFile, ...]) -> None:
        """Watch the folder, or where it would be made, and every file in it."""
        if self._watcher is None:
            return
        watched = {*self._watcher.files(), *self._watcher.directories()}
        nearest = next(path for path in (self._folder, *self._folder.parents) if path.is_dir())
        wanted = {str(nearest), *(str(file.path) for file in files)}
        if gone := sorted(watched - wanted):
            self._watcher.removePaths(gone)
        if fresh := sorted(wanted - watched):
            self._watcher.addPaths(fresh)
