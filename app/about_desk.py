"""Opens the About window, and has the licences gathered beside it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.letting_go import let_go_when_closed
from app.main_window import MainWindow
from app.theme import Theme

if TYPE_CHECKING:
    from app.dialogs.about import AboutDialog


class AboutDesk(QObject):
    """One About window at a time, beside the main one.

    Signals:
        link_activated(str): a link in it was chosen.
    """

    link_activated = Signal(str)

    def __init__(self, window: MainWindow, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._dialog: AboutDialog | None = None

    @Slot()
    def show_about(self) -> None:
        """Show what the program is and all that it is made of."""
        # Imported when it is wanted: no start should wait for what reads packages' metadata.
        from app.about_facts import about_facts
        from app.dialogs.about import AboutDialog
        from app.licences.installed import standard_text
        from app.licences.loader import NoticeLoader
        from app.qt_words import qt_words

        if self._dialog is None:
            licence = standard_text("Apache-2.0.txt").text
            dialog = AboutDialog(about_facts(), licence, qt_words(), self._theme, self._window)
            let_go_when_closed(dialog)
            dialog.link_activated.connect(self.link_activated)
            dialog.finished.connect(self._forget)
            loader = NoticeLoader(dialog)
            loader.loaded.connect(dialog.licences.set_notices)
            loader.failed.connect(dialog.licences.set_problem)
            loader.start()
            self._dialog = dialog
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    @Slot(object)
    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        if self._dialog is not None:
            self._dialog.set_theme(theme)

    @Slot()
    def _forget(self) -> None:
        self._dialog = None
