"""Puts the workspace's tabs into the window: tab bar and the two stacks; knows no files."""

from PySide6.QtCore import QObject, Slot

from app.edit_flow import FlowState
from app.letting_go import let_go
from app.main_window import MainWindow
from app.panels.tab_bar import EditMark
from app.tab import Tab
from app.tab_titles import tab_titles
from app.workspace import Workspace

_MARKS = {
    FlowState.IDLE: EditMark.NONE,
    FlowState.RUNNING: EditMark.RUNNING,
    FlowState.REVIEWING: EditMark.WAITING,
}


class TabShelf(QObject):
    """Tab ``i`` of the workspace is tab ``i`` of the bar; the stacks are in no order."""

    def __init__(
        self, window: MainWindow, workspace: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._workspace = workspace

    @Slot(object)
    def add(self, tab: Tab) -> None:
        """Put a new tab at the end."""
        self._window.editors.addWidget(tab.editor)
        self._window.pages.addWidget(tab.page)
        self._window.tab_bar.add(tab.title, _tip(tab))
        self.retitle(tab)

    @Slot(object)
    def remove(self, tab: Tab) -> None:
        """Take a tab out, before the workspace forgets it."""
        index = self._workspace.index_of(tab)
        self._window.tab_bar.blockSignals(True)
        self._window.tab_bar.removeTab(index)
        self._window.tab_bar.blockSignals(False)
        self._window.editors.removeWidget(tab.editor)
        self._window.pages.removeWidget(tab.page)
        let_go(tab.editor)
        let_go(tab.page)
        self._name([other for other in self._workspace if other is not tab])

    @Slot(object)
    def show(self, tab: Tab) -> None:
        """Bring a tab to the front and give it the keyboard."""
        self._window.tab_bar.setCurrentIndex(self._workspace.index_of(tab))
        self._window.editors.setCurrentWidget(tab.editor)
        self._window.pages.setCurrentWidget(tab.page)
        tab.editor.setFocus()

    @Slot(object)
    def retitle(self, tab: Tab) -> None:
        """Show a tab's name and mark; those of its name are told apart by their folders."""
        self._name(list(self._workspace), tab)

    def _name(self, tabs: list[Tab], changed: Tab | None = None) -> None:
        """Show what is called otherwise than before, and ``changed`` in any case."""
        bar = self._window.tab_bar
        titles = tab_titles([(tab.title, tab.document.path) for tab in tabs])
        for index, (tab, title) in enumerate(zip(tabs, titles, strict=True)):
            if tab is changed or bar.title(index) != title:
                mark = _MARKS[tab.flow.state]
                bar.show_tab(index, title, _tip(tab), modified=tab.modified, mark=mark)

    def show_edit(self, tab: Tab) -> None:
        """Show how a tab's edit stands; that of a tab just closed ends a moment later."""
        if tab in self._workspace:
            self.retitle(tab)


def _tip(tab: Tab) -> str:
    return "Not saved yet" if tab.document.path is None else str(tab.document.path)
