"""The help: chapters at the left, the page beside them; it is told its text and knows no action.

The page is the one that shows documents, so that the help is set as they are.
"""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.fitting import take_size
from app.help_text import chapters, holding
from app.panels.search_line import SearchLine
from app.panels.widgets import make_label, set_tone
from app.preview.page_view import PageView
from app.theme import Theme

_SIZE = (940, 700)
_CHAPTERS_WIDTH = 232  # px
_POINTS = 11.0


class HelpWindow(QDialog):
    """Stands beside the main window and keeps nobody from typing there.

    Signals:
        link_activated(str): a link out of the help was chosen.
    """

    link_activated = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Anneal help")
        self.setModal(False)
        self._chapters = chapters("")
        self._jumping = False
        self._page = PageView(theme)
        self._page.set_font_size(_POINTS)
        self._page.setAccessibleName("Help text")
        self._page.setAccessibleDescription("")
        self._search = SearchLine("Search the help")
        self._search.installEventFilter(self)
        self._count = make_label(tone="muted")
        self._list = QListWidget()
        self._list.setAccessibleName("Chapters")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out()
        self._list.currentItemChanged.connect(self._go)
        self._list.itemClicked.connect(lambda item: self._go(item, None))
        self._search.textChanged.connect(self._look_for)
        self._page.top_line_changed.connect(self._note_line)
        self._page.link_activated.connect(self.link_activated)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.begin_search)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(14, 14, 14, 10)
        column.setSpacing(8)
        column.addWidget(self._search)
        column.addWidget(self._list, 1)
        column.addWidget(self._count)
        side = QWidget()
        side.setLayout(column)
        side.setFixedWidth(_CHAPTERS_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._page, 1)
        take_size(self, QSize(*_SIZE))

    @property
    def page(self) -> PageView:
        """Return the page that shows the text."""
        return self._page

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._page.set_theme(theme)

    def set_pictures(self, folder: Path) -> None:
        """Look for the pictures of the text in ``folder``."""
        self._page.set_base_folder(folder)

    def set_text(self, text: str) -> None:
        """Show ``text``, whose chapters are its headings of the second level."""
        self._chapters = chapters(text)
        self._page.set_source(text, "markdown")
        self._list.clear()
        for chapter in self._chapters:
            item = QListWidgetItem(chapter.title)
            item.setData(Qt.ItemDataRole.UserRole, chapter.anchor)
            self._list.addItem(item)
        self._look_for(self._search.text())
        self._note_line(self._page.top_line())

    def show_chapter(self, anchor: str) -> None:
        """Go to a chapter; "" leaves the reader where he was."""
        for row in range(self._list.count()):
            item = self._list.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == anchor:
                self._search.clear()
                self._list.setCurrentItem(item)
                self._go(item, None)

    def current_chapter(self) -> str:
        """Return the title of the chapter that is chosen."""
        item = self._list.currentItem()
        return "" if item is None else item.text()

    def shown_chapters(self) -> list[str]:
        """Return the titles of the chapters that the search leaves."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return [item.text() for item in items if not item.isHidden()]

    def search_words(self) -> str:
        """Return what the window says of the search."""
        return self._count.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the search line's keys before the window does; the page turns from there too."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                backwards = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._find(backwards=backwards, again=True)
                return True
            if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                QCoreApplication.sendEvent(self._page, event)
                return True
            if key == Qt.Key.Key_Down:
                self._list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def begin_search(self) -> None:
        """Give the keyboard to the search line."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _look_for(self, query: str) -> None:
        """Leave the chapters that have the words, and go to the first place of them."""
        query = query.strip()
        left = {chapter.anchor for chapter in holding(self._chapters, query)}
        for row in range(self._list.count()):
            item = self._list.item(row)
            item.setHidden(item.data(Qt.ItemDataRole.UserRole) not in left)
        self._find(backwards=False, again=False)

    def _find(self, *, backwards: bool, again: bool) -> None:
        query = self._search.text().strip()
        place, count = self._page.find_words(query, backwards=backwards, again=again)
        words = ""
        if count:
            words = f"{place} of {count} · Enter: next"
        elif query:
            left = len(self.shown_chapters())
            words = f"In {left} chapters, word by word" if left else "Not in the help"
        self._count.setText(words)
        set_tone(self._count, "warning" if words == "Not in the help" else "muted")

    def _go(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and not self._jumping:
            self._jumping = True
            self._page.scroll_to_anchor(item.data(Qt.ItemDataRole.UserRole))
            self._jumping = False

    def _note_line(self, line: float) -> None:
        """The reader scrolled: the list shows the chapter at the top."""
        if self._jumping:
            return
        above = [at for at, chapter in enumerate(self._chapters) if chapter.line <= line + 1.0]
        self._jumping = True
        self._list.setCurrentRow(above[-1] if above else 0)
        self._jumping = False
