"""Between the find bar and the editor of the tab in front; knows neither's inside."""

from PySide6.QtCore import QObject, Slot

from app.panels.find_bar import FindBar
from app.workspace import Workspace


class Finding(QObject):
    """Serves Ctrl+F and the bar."""

    def __init__(self, bar: FindBar, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._workspace = workspace

    @Slot()
    def open(self) -> None:
        """Open the bar with the selected words."""
        editor = self._workspace.current.editor
        self._bar.open_bar(editor.text_at(editor.selected_span()))

    @Slot(str, bool)
    def mark(self, query: str, case: bool) -> None:
        """Mark every place; the caret stays until the person types or asks for the next one."""
        editor = self._workspace.current.editor
        editor.find_side.mark(query, case)
        self._bar.show_count(*editor.find_side.found())

    @Slot(str, bool)
    def search(self, query: str, case: bool) -> None:
        """Look for other words: mark every place, go to the first one from here on."""
        editor = self._workspace.current.editor
        editor.find_side.go_first(query, case)
        self._bar.show_count(*editor.find_side.found())

    @Slot(str, bool, bool)
    def go(self, query: str, backwards: bool, case: bool) -> None:
        """Go to the next place and say which it is."""
        editor = self._workspace.current.editor
        editor.find_side.go(query, backwards, case)
        self._bar.show_count(*editor.find_side.found())

    @Slot()
    def end(self) -> None:
        """Take the marks away; the caret stays at the place that was found."""
        for tab in self._workspace:
            tab.editor.find_side.end()
        self._workspace.current.editor.setFocus()
