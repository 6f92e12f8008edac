"""Between the bar to find and replace and the editor in front; knows neither's inside."""

from PySide6.QtCore import QObject, Slot

from app.editor.editor_view import EditorView
from app.panels.find_bar import FindBar
from app.workspace import Workspace

READ_ONLY = "This file is read-only: nothing is replaced in it"


class Finding(QObject):
    """Serves Ctrl+F, Ctrl+H and the bar."""

    def __init__(self, bar: FindBar, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._workspace = workspace

    @Slot()
    def open(self) -> None:
        """Open the bar with the selected words."""
        self._bar.open_bar(_seen_words(self._workspace.current.editor))

    @Slot()
    def open_replacing(self) -> None:
        """Open the bar with the selected words and a row for what is to come in their place."""
        tab = self._workspace.current
        read_only = tab.document.read_only
        self._bar.open_bar(_seen_words(tab.editor), replacing=not read_only)
        if read_only:
            self._bar.show_note(READ_ONLY)

    @Slot()
    def open_or_replace_all(self) -> None:
        """Replace every place; where nobody was asked yet by what, ask."""
        if self._bar.replacing:
            self._bar.ask_replace_all()
        else:
            self.open_replacing()

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

    @Slot(str, str, bool)
    def replace(self, query: str, after: str, case: bool) -> None:
        """Replace the selected place and go to the next, and say which that is."""
        tab = self._workspace.current
        if tab.document.read_only:
            self._bar.show_note(READ_ONLY)
            return
        outcome = tab.editor.find_side.replace(query, after, case)
        place, count = tab.editor.find_side.found()
        if outcome.done and not count:
            self._bar.show_words(outcome.words)  # that none is left to be found is no failure
        else:
            self._bar.show_count(place, count)
        self._bar.show_note(outcome.note)

    @Slot(str, str, bool)
    def replace_all(self, query: str, after: str, case: bool) -> None:
        """Replace every place and say how many there were."""
        tab = self._workspace.current
        if tab.document.read_only:
            self._bar.show_note(READ_ONLY)
            return
        outcome = tab.editor.find_side.replace_all(query, after, case)
        if outcome.done or outcome.left:
            self._bar.show_words(outcome.words)
            self._bar.show_note(outcome.note)
        else:
            self._bar.show_count(0, 0)

    @Slot()
    def end(self) -> None:
        """Take the marks away; the caret stays at the place that was found."""
        for tab in self._workspace:
            tab.editor.find_side.end()
        self._workspace.current.editor.setFocus()


def _seen_words(editor: EditorView) -> str:
    """Return the selected words, "" where a draft stands in their place: nobody sees them."""
    selected, span = editor.selected_span(), editor.draft_span()
    if span is not None and selected.start < span.end and selected.end > span.start:
        return ""
    return editor.text_at(selected)
