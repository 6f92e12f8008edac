"""The windows of the menu Help, and links: opened only where the person agrees; no behaviour else.

The page never opens a link by itself, and nothing here fetches anything: a link goes to the
system's browser.
"""

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from app.actions import key_groups
from app.dialogs.about import AboutDialog
from app.dialogs.keys import KeyGroup, KeysDialog
from app.main_window import MainWindow
from app.panels import brush_keys
from app.panels.instruction_keys import shown_keys
from app.panels.replay_drawer import shown_keys as replay_keys

_SCHEMES = ("http", "https", "mailto")


class Help(QObject):
    """Opens one window at a time over the main one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def show_keys(self) -> None:
        """Show every key."""
        groups = (
            *key_groups(self._window.commands),
            KeyGroup("Instruction", shown_keys()),
            KeyGroup("Replay", replay_keys()),
            KeyGroup("Strength brush", brush_keys.shown_keys()),
        )
        dialog = KeysDialog(groups, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def show_about(self) -> None:
        """Show what the program is."""
        dialog = AboutDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def open_link(self, address: str) -> None:
        """Hand a link that the person clicked to the system's browser; other kinds are told."""
        url = QUrl(address)
        if url.scheme() in _SCHEMES:
            QDesktopServices.openUrl(url)
        else:
            self._window.status.show_notice(f"Not opened: {address}")
