"""The one holder of the settings while the program runs: gives the value out, saves changes.

It must not know what a setting means.
"""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.settings import Settings
from app.settings_file import is_there, load_settings, save_settings
from app.settings_merge import merge_settings
from engine.files import SaveError

_WAIT_MS = 400


class SettingsStore(QObject):
    """Holds a frozen ``Settings`` and writes it to its file a moment after it has changed.

    Another window may write the same file: what was changed there since stays in it.

    Signals:
        save_failed(str): the settings could not be written, in words; told once.
    """

    save_failed = Signal(str)

    def __init__(self, settings: Settings, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._written = settings
        self._path = path
        self._told = False
        self._waiting = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._waiting.timeout.connect(self.save)

    @property
    def settings(self) -> Settings:
        """Return the settings as they are now."""
        return self._settings

    @property
    def folder(self) -> Path:
        """Return the folder of this person's settings."""
        return self._path.parent

    def put(self, settings: Settings) -> None:
        """Take other settings."""
        if settings != self._settings:
            self._settings = settings
            self._waiting.start()

    @Slot()
    def save(self) -> None:
        """Write the settings now."""
        self._waiting.stop()
        try:
            save_settings(self._merged(), self._path)
            self._written = self._settings
        except SaveError as error:
            if not self._told:
                self._told = True
                self.save_failed.emit(f"Your settings could not be saved: {error}")

    def _merged(self) -> Settings:
        """Return what the file is to hold, after what another window has put there."""
        if not is_there(self._path):
            return self._settings
        found = load_settings(self._path)  # puts one aside that is damaged
        if found.problem:
            return self._settings
        return merge_settings(self._settings, self._written, found.settings)
