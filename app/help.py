"""The windows of the menu Help, and links: opened only where the person agrees; no behaviour else.

The help itself is made when it is first asked for, and then stays as the reader left it.

The page never opens a link by itself, and nothing here fetches anything: a link goes to the
system's browser.
"""

from contextlib import suppress
from dataclasses import fields
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTemporaryDir, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices

from app.actions import key_groups, plain_text, shown_key
from app.dialogs.help_window import HelpWindow
from app.dialogs.keys import KeyGroup, KeysDialog
from app.help_pictures import draw_marks
from app.help_text import MARKS_CHAPTER, Command, filled, read_help
from app.letting_go import let_go_when_closed
from app.main_window import MainWindow
from app.panels import brush_keys
from app.panels.instruction_keys import shown_keys
from app.panels.replay_drawer import shown_keys as replay_keys
from app.panels.widgets import key_text
from app.theme import Theme
from engine.paths import log_folder

OWN_PRESETS = "Your own presets"
_SCHEMES = ("http", "https", "mailto")


class Help(QObject):
    """Opens the help beside the main window, and one small window at a time over it."""

    def __init__(self, window: MainWindow, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._help: HelpWindow | None = None
        self._own_keys: tuple[KeyGroup, ...] = ()
        self._pictures: QTemporaryDir | None = None
        window.installEventFilter(self)

    @Slot()
    def show_help(self) -> None:
        """Show the help where the reader left it."""
        self.show_chapter("")

    def show_chapter(self, anchor: str) -> None:
        """Show the help at the chapter with this anchor."""
        if self._help is None:
            self._help = HelpWindow(self._theme, self._window)
            self._help.link_activated.connect(self.open_link)
            self._draw()
        commands = self._window.commands
        words = {
            field.name: Command(plain_text(action), shown_key(action))
            for field in fields(commands)
            if isinstance(action := getattr(commands, field.name), QAction)
        }
        table = [(group.title, group.keys) for group in self._key_groups()]
        self._help.set_text(filled(read_help(), words, table))
        self._help.show()
        self._help.show_chapter(anchor)
        self._help.raise_()
        self._help.activateWindow()
        self._help.begin_search()

    @Slot()
    def show_marks(self) -> None:
        """Show what the marks in a draft mean."""
        self.show_chapter(MARKS_CHAPTER)

    @Slot(object)
    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        if self._help is not None:
            self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the help with the window that it belongs to."""
        if watched is self._window and event.type() is QEvent.Type.Hide and self._help is not None:
            self._help.close()
        return super().eventFilter(watched, event)

    def _draw(self) -> None:
        """Draw the help in the colours of the theme, with its pictures."""
        if self._help is None:
            return
        if self._pictures is None:
            self._pictures = QTemporaryDir()
            # What is not removed by then stays behind on the disk.
            if (application := QCoreApplication.instance()) is not None:
                application.aboutToQuit.connect(self._pictures.remove)
        # One folder for each look: a page does not read a picture again that it knows.
        folder = Path(self._pictures.path()) / self._theme.surface.removeprefix("#")
        draw_marks(self._theme, folder)
        self._help.set_theme(self._theme)
        self._help.set_pictures(folder)

    def _key_groups(self) -> tuple[KeyGroup, ...]:
        return (
            *key_groups(self._window.commands),
            KeyGroup("Instruction", shown_keys()),
            KeyGroup("Replay", replay_keys()),
            KeyGroup("Strength brush", brush_keys.shown_keys()),
            *self._own_keys,
        )

    @Slot(object)
    def take_own_keys(self, keys: tuple[tuple[str, str], ...]) -> None:
        """List the keys of the person's own presets as well: names, and keys as Qt writes them."""
        shown = tuple((name, key_text(key)) for name, key in keys)
        self._own_keys = (KeyGroup(OWN_PRESETS, shown),) if shown else ()

    @Slot()
    def show_keys(self) -> None:
        """Show every key."""
        dialog = KeysDialog(self._key_groups(), self._window)
        let_go_when_closed(dialog)
        dialog.open()

    @Slot()
    def open_logs(self) -> None:
        """Show the folder of the log in the system's file manager, or say where it is."""
        folder = log_folder()
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._window.status.show_notice(f"The log folder is {folder}")

    @Slot(str)
    def open_link(self, address: str) -> None:
        """Hand a link that the person clicked to the system's browser; other kinds are told."""
        url = QUrl(address)
        if url.scheme() in _SCHEMES:
            QDesktopServices.openUrl(url)
        else:
            self._window.status.show_notice(f"Not opened: {address}")
