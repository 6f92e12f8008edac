"""How things are shown: zoom, theme, page, motion, the window's place; kept in the settings.

It must not know texts, flows or the engine.
"""

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, Slot

from app.actions import shown_key
from app.appearance import Appearance
from app.fonts import editor_font, page_points
from app.main_window import MainWindow
from app.settings_store import SettingsStore
from app.tab import Tab
from app.theme import Theme
from app.workspace import Workspace

_ZOOMS = (50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300)


class ViewControl(QObject):
    """Applies the settings to every tab and window part, and changes them as a person asks."""

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        appearance: Appearance,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._workspace = workspace
        self._appearance = appearance
        self._store = store
        settings = store.settings
        commands = window.commands
        themes = {
            "system": commands.theme_system,
            "light": commands.theme_light,
            "dark": commands.theme_dark,
        }
        themes[settings.theme].setChecked(True)
        commands.reduced_motion.setChecked(settings.reduced_motion)
        window.status.model.set_reduced_motion(settings.reduced_motion)
        commands.wrap.setChecked(settings.wrap)
        window.set_theme(appearance.theme)
        window.status.show_zoom(settings.zoom)
        window.set_page_visible(settings.page_shown)
        if settings.window_geometry:
            geometry = QByteArray.fromBase64(settings.window_geometry.encode())
            window.restoreGeometry(geometry)
        window.set_split(settings.split_ratio)

    def dress(self, tab: Tab) -> None:
        """Give a new tab the look of the others."""
        settings = self._store.settings
        font = editor_font(settings.font_family, settings.font_size)
        tab.editor.set_font(font)
        tab.editor.set_zoom(settings.zoom)
        tab.editor.set_wrap(settings.wrap)
        tab.page.set_font_size(page_points(settings.font_size, settings.zoom))
        tab.editor.set_theme(self._appearance.theme)
        tab.token_hover.set_theme(self._appearance.theme)
        tab.page.set_theme(self._appearance.theme)
        tab.run.set_reduced_motion(settings.reduced_motion)
        key = shown_key(self._window.commands.rewrite)
        tab.editor.set_hint(f"Write here; {key} rewrites a passage.")
        tab.editor.zoom_changed.connect(self.set_zoom)

    @Slot(object)
    def apply_theme(self, theme: Theme) -> None:
        """Paint everything in another theme."""
        self._window.set_theme(theme)
        for tab in self._workspace:
            tab.editor.set_theme(theme)
            tab.token_hover.set_theme(theme)
            tab.page.set_theme(theme)

    def choose_theme(self, choice: Literal["system", "light", "dark"]) -> None:
        """Take the theme that a person chose."""
        self._store.put(replace(self._store.settings, theme=choice))
        self._appearance.choose(choice)

    @Slot()
    def zoom_in(self) -> None:
        """Show everything one step larger."""
        zoom = self._store.settings.zoom
        self.set_zoom(next((step for step in _ZOOMS if step > zoom), zoom))

    @Slot()
    def zoom_out(self) -> None:
        """Show everything one step smaller."""
        zoom = self._store.settings.zoom
        self.set_zoom(next((step for step in reversed(_ZOOMS) if step < zoom), zoom))

    @Slot()
    def zoom_reset(self) -> None:
        """Show everything in its own size."""
        self.set_zoom(100)

    @Slot(int)
    def set_zoom(self, zoom: int) -> None:
        """Show editors and pages at ``zoom`` percent."""
        zoom = max(_ZOOMS[0], min(zoom, _ZOOMS[-1]))
        settings = self._store.settings
        if zoom == settings.zoom:
            return
        self._store.put(replace(settings, zoom=zoom))
        self._window.status.show_zoom(zoom)
        for tab in self._workspace:
            tab.editor.set_zoom(zoom)
            tab.page.set_font_size(page_points(settings.font_size, zoom))

    @Slot(bool)
    def show_page(self, shown: bool) -> None:
        """Show or hide the page."""
        self._store.put(replace(self._store.settings, page_shown=shown))
        self._window.set_page_visible(shown)
        self.feed_pages()

    @Slot()
    def feed_pages(self) -> None:
        """Let the page in front, and no other, follow its text."""
        shown = self._store.settings.page_shown
        for tab in self._workspace:
            tab.feed.set_active(shown and tab is self._workspace.current)

    @Slot(bool)
    def wrap(self, wrapped: bool) -> None:
        """Let long lines of code go on below, or to the right."""
        self._store.put(replace(self._store.settings, wrap=wrapped))
        for tab in self._workspace:
            tab.editor.set_wrap(wrapped)

    @Slot(bool)
    def reduce_motion(self, reduced: bool) -> None:
        """Show results without their steps, or every step."""
        self._store.put(replace(self._store.settings, reduced_motion=reduced))
        self._window.status.model.set_reduced_motion(reduced)
        for tab in self._workspace:
            tab.run.set_reduced_motion(reduced)

    def remember_window(self) -> None:
        """Keep the window's place for the next start."""
        geometry = bytes(self._window.saveGeometry().toBase64().data()).decode()
        settings = replace(self._store.settings, window_geometry=geometry)
        if self._window.pages.isVisible():
            settings = replace(settings, split_ratio=self._window.split())
        self._store.put(settings)
