"""The open tabs and which of them is in front; knows no files, no dialogs and no widgets."""

from collections.abc import Callable, Iterator
from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.document import Document
from app.letting_go import let_go
from app.tab import Tab

TabMaker = Callable[[str, Document], Tab]


class Workspace(QObject):
    """There is always at least one tab once the first one was added.

    Signals:
        tab_added(Tab): it stands at the end and is not yet in front.
        tab_removed(Tab): it still stands in its place; afterwards it is gone.
        tab_titled(Tab): its name or its modified mark is different now.
        current_changed(Tab): another tab is in front.
    """

    tab_added = Signal(object)
    tab_removed = Signal(object)
    tab_titled = Signal(object)
    current_changed = Signal(object)

    def __init__(self, make_tab: TabMaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_tab = make_tab
        self._keys = count(1)
        self._tabs: list[Tab] = []
        self._current: Tab | None = None

    @property
    def current(self) -> Tab:
        """Return the tab in front.

        Raises:
            LookupError: no tab was added yet.
        """
        if self._current is None:
            raise LookupError("there is no tab")
        return self._current

    def __iter__(self) -> Iterator[Tab]:
        """Return the tabs from left to right."""
        return iter(tuple(self._tabs))

    def __len__(self) -> int:
        """Return the number of tabs."""
        return len(self._tabs)

    def index_of(self, tab: Tab) -> int:
        """Return where ``tab`` stands, counted from the left."""
        return self._tabs.index(tab)

    def tab_of(self, path: Path) -> Tab | None:
        """Return the tab in which the file ``path`` is open."""
        return next((tab for tab in self._tabs if _same_file(tab.document.path, path)), None)

    def add(
        self, document: Document, text: str, language: str, name: str = "", *, behind: bool = False
    ) -> Tab:
        """Open a tab for ``document`` with ``text`` and bring it to the front.

        A single tab that nobody touched gives way to it. With ``behind`` the tab in front stays
        there, where there is one.
        """
        old = self._tabs[0] if len(self._tabs) == 1 and self._tabs[0].pristine else None
        tab = self._make_tab(f"tab-{next(self._keys)}", document)
        tab.setParent(self)
        tab.name = name or self._free_name(document, old)
        tab.load_text(text, language)
        tab.title_changed.connect(lambda: self.tab_titled.emit(tab))
        self._tabs.append(tab)
        self.tab_added.emit(tab)
        if not behind or self._current is None or old is not None:
            self.select(tab)
        if old is not None:
            self.remove(old)
        return tab

    def _free_name(self, document: Document, leaving: Tab | None) -> str:
        """Return a name that tells a text without a file from the others, "" for a file."""
        if document.path is not None:
            return ""
        taken = {tab.title for tab in self._tabs if tab is not leaving}
        names = (f"{document.title} {number}" for number in count(2))
        return next(name for name in chain((document.title,), names) if name not in taken)

    def add_empty(self) -> Tab:
        """Open an empty text without a file."""
        tab = self.add(Document(), "", "markdown")
        tab.pristine = True
        return tab

    def remove(self, tab: Tab) -> None:
        """Close a tab, asking nobody; another one comes to the front."""
        index = self._tabs.index(tab)
        self.tab_removed.emit(tab)
        self._tabs.remove(tab)
        if not self._tabs:
            self._current = None
            self.add_empty()
        elif tab is self._current:
            self.select(self._tabs[min(index, len(self._tabs) - 1)])
        tab.let_go()
        let_go(tab)

    @Slot(int)
    def select_index(self, index: int) -> None:
        """Bring the tab of that index to the front."""
        if 0 <= index < len(self._tabs):
            self.select(self._tabs[index])

    def select(self, tab: Tab) -> None:
        """Bring ``tab`` to the front."""
        if tab is not self._current:
            self._current = tab
            self.current_changed.emit(tab)

    def step(self, by: int) -> None:
        """Bring the next tab to the front, round the ends."""
        self.select(self._tabs[(self._tabs.index(self.current) + by) % len(self._tabs)])

    @Slot(int, int)
    def move(self, start: int, end: int) -> None:
        """A tab was dragged from one index to another."""
        self._tabs.insert(end, self._tabs.pop(start))


def _same_file(one: Path | None, other: Path) -> bool:
    if one is None:
        return False
    return one == other.absolute() or (one.exists() and other.exists() and one.samefile(other))
