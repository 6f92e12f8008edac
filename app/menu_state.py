"""Greys what a menu offers in vain while it is open, with the reason; keys are not its matter.

A key that has nothing to do is quiet or says so. An entry that one reads promises something.
"""

import sys
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMenuBar, QWidget

from app.finding import READ_ONLY
from app.main_window import MainWindow
from app.panels.menu_tips import MenuTips
from app.workspace import Workspace

_NO_FILE = "This text is in no file yet"
_NO_CHANGE = "There is nothing to take back"
_NO_UNDONE = "Nothing was taken back"
_NO_QUERY = "Say first what to find, with Find…"
_NO_REPLACED = "Say first what to replace, with Replace…"
_ONE_TAB = "There is one tab alone"
# A panel of the desktop that shows the menus may ask for them and never say that they are shut.
# There they are not seen here; on macOS the system shows them and says so.
_MAY_BE_UNSEEN = sys.platform != "darwin"
_SEEN_MS = 1000  # within which a menu has come up, however it does


class MenuState(QObject):
    """Serves every menu of the bar."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._greyed: dict[QMenu, list[QAction]] = {}
        self._keyboard: QWidget | None = None  # what had it before the bar
        self._looking = QTimer(self, singleShot=True, interval=_SEEN_MS)
        self._looking.timeout.connect(self._free_unseen)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._note_keyboard)
        for entry in window.menuBar().actions():
            menu = entry.menu()
            assert isinstance(menu, QMenu)
            menu.aboutToShow.connect(lambda menu=menu: self._grey(menu))
            menu.aboutToHide.connect(lambda menu=menu: self._free(menu))
            if not menu.findChildren(MenuTips):
                MenuTips(menu)

    def _cannot(self) -> Iterator[tuple[QAction, str]]:
        """Yield what cannot be done, and why not."""
        commands, tab = self._window.commands, self._workspace.current
        if tab.document.path is None:
            yield commands.reload, _NO_FILE
        if not self._in_line():
            if not tab.editor.review_side.can_go_back():
                yield commands.undo, _NO_CHANGE
            if not tab.editor.review_side.can_go_again():
                yield commands.redo, _NO_UNDONE
        if not self._window.find_bar.query():
            yield commands.find_next, _NO_QUERY
            yield commands.find_previous, _NO_QUERY
        if tab.document.read_only:
            yield commands.replace, READ_ONLY
            yield commands.replace_all, READ_ONLY
        elif not self._window.find_bar.query():
            yield commands.replace_all, _NO_REPLACED
        if len(self._workspace) < 2:
            yield commands.next_tab, _ONE_TAB
            yield commands.previous_tab, _ONE_TAB

    def _in_line(self) -> bool:
        """Return whether a line of a bar has the keyboard: it undoes by itself."""
        focused = QApplication.focusWidget()
        return isinstance(self._keyboard if isinstance(focused, QMenuBar) else focused, QLineEdit)

    @Slot(QWidget, QWidget)
    def _note_keyboard(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QMenuBar):
            self._keyboard = before

    def _grey(self, menu: QMenu) -> None:
        if not len(self._workspace):
            return
        entries = menu.actions()
        for action, why in self._cannot():
            if action in entries and action.isEnabled():
                action.setEnabled(False)
                action.setToolTip(why)
                action.setStatusTip(why)
                self._greyed.setdefault(menu, []).append(action)
        if _MAY_BE_UNSEEN:
            self._looking.start()

    @Slot()
    def _free_unseen(self) -> None:
        """A key must not stay off for a menu that nobody sees."""
        for menu in [menu for menu in self._greyed if not menu.isVisible()]:
            self._free(menu)

    def _free(self, menu: QMenu) -> None:
        """The keys work again: what they have to do may change without a menu."""
        for action in self._greyed.pop(menu, []):
            action.setEnabled(True)
            action.setToolTip("")
            action.setStatusTip("")
