"""Opens the Models window beside the main one, and remembers its place; knows no page's inside.

The window and its pages are made when they are first asked for: no start waits for them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.main_window import MainWindow
from app.settings_store import SettingsStore
from app.theme import Theme

if TYPE_CHECKING:
    from app.models.models_window import ModelsWindow


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page of the Models window.

    Attributes:
        title: as the list of pages shows it.
        icon: name of a drawing of ``resources/icons``.
        make: makes the page, once.
    """

    title: str
    icon: str
    make: Callable[[], QWidget]


class ModelsView(QObject):
    """Holds what pages there are, and the window once it was asked for.

    Signals:
        opened(): the window is shown, or shown again.
        page_shown(str): a page is in front of the open window, by its title.
        closed(): the window is closed; what goes on in it goes on.
    """

    opened = Signal()
    page_shown = Signal(str)
    closed = Signal()

    def __init__(self, window: MainWindow, theme: Theme, store: SettingsStore) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._store = store
        self._specs: list[PageSpec] = []
        self._models: ModelsWindow | None = None
        window.installEventFilter(self)

    @property
    def window(self) -> "ModelsWindow | None":
        """Return the window, ``None`` before it was first asked for."""
        return self._models

    @property
    def shown(self) -> bool:
        """Return whether the window is open."""
        return self._models is not None and self._models.isVisible()

    def add_page(self, title: str, icon: str, make: Callable[[], QWidget]) -> None:
        """Offer one more page, at the end of the list."""
        spec = PageSpec(title, icon, make)
        self._specs.append(spec)
        if self._models is not None:
            self._models.add_page(spec.title, spec.icon, spec.make())

    @Slot()
    def open(self) -> None:
        """Show the window as it was left."""
        self.open_page("")

    def open_page(self, title: str) -> None:
        """Show the window with the page of this title, "" for the one that was in front."""
        # Its widgets take their time to import, and many a start never needs them.
        from app.models.models_window import ModelsWindow

        if self._models is None:
            self._models = ModelsWindow(self._theme, self._window)
            # The program's key; those of the text stay with the text.
            self._models.addAction(self._window.commands.quit)
            for spec in self._specs:
                self._models.add_page(spec.title, spec.icon, spec.make())
            self._models.page_shown.connect(self._note_page)
            self._models.hidden.connect(self._note_hidden)
            self._restore(self._models)
        if title:
            self._models.show_page(title)
        was_open = self._models.isVisible()
        self._models.show()
        self._models.raise_()
        self._models.activateWindow()
        if not was_open:
            self._models.focus_list()
        self.opened.emit()
        self.page_shown.emit(self._models.current_title())

    @Slot(object)
    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        if self._models is not None:
            self._models.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the window with the one that it belongs to."""
        if watched is self._window and event.type() is QEvent.Type.Hide and self.shown:
            assert self._models is not None
            self._models.close()
        return super().eventFilter(watched, event)

    def _restore(self, models: "ModelsWindow") -> None:
        if place := self._store.settings.models_window:
            models.restoreGeometry(QByteArray.fromBase64(place.encode()))
            models.keep_on_screen()

    @Slot(str)
    def _note_page(self, title: str) -> None:
        if self.shown:
            self.page_shown.emit(title)

    @Slot()
    def _note_hidden(self) -> None:
        assert self._models is not None
        place = bytes(self._models.saveGeometry().toBase64().data()).decode()
        self._store.put(replace(self._store.settings, models_window=place))
        self.closed.emit()
        # Not every system gives the keyboard back by itself, and none while a window closes.
        QTimer.singleShot(0, self, self._give_back)

    def _give_back(self) -> None:
        if self._window.isVisible() and not self.shown:
            self._window.activateWindow()
