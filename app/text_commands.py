"""Undo, cut, copy, paste and their like, for whatever the person types in; no other behaviour."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QLineEdit

from app.preview.page_view import PageView
from app.workspace import Workspace


class TextCommands(QObject):
    """A line of a bar takes the command while it has the keyboard, else the editor in front."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        line = _focused_line()
        if line is not None:
            line.undo()
        else:
            self._workspace.current.editor.review_side.back()

    @Slot()
    def redo(self) -> None:
        """Make the change again that was taken back."""
        line = _focused_line()
        if line is not None:
            line.redo()
        else:
            self._workspace.current.editor.review_side.again()

    @Slot()
    def cut(self) -> None:
        """Move the selection to the clipboard."""
        (_focused_line() or self._workspace.current.editor).cut()

    @Slot()
    def copy(self) -> None:
        """Copy the selection to the clipboard."""
        (_focused_line() or self._focused_page() or self._workspace.current.editor).copy()

    @Slot()
    def paste(self) -> None:
        """Put the clipboard's text in place of the selection."""
        (_focused_line() or self._workspace.current.editor).paste()

    @Slot()
    def select_all(self) -> None:
        """Select everything."""
        line = _focused_line()
        if line is not None:
            line.selectAll()
        else:
            (self._focused_page() or self._workspace.current.editor).select_all()

    def _focused_page(self) -> PageView | None:
        page = self._workspace.current.page
        return page if page.hasFocus() else None


def _focused_line() -> QLineEdit | None:
    widget = QApplication.focusWidget()
    return widget if isinstance(widget, QLineEdit) else None
