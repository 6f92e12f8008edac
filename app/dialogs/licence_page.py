"""All that Anneal is made of: a list that is searched, and the licences of what is chosen.

It is told the notices and knows not where they come from.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.fonts import editor_font
from app.licences.notice import Notice
from app.licences.words import NoticeSearch, full_text, heading, summary
from app.panels.search_line import SearchLine
from app.panels.widgets import make_button, make_label, set_tone

_LIST_WIDTH = 268  # px
_ROW_HEIGHT = 46
_TEXT_POINTS = 9


class LicencePage(QWidget):
    """Search and list at the left, what was chosen at the right.

    Signals:
        link_activated(str): the address of a source was pressed.
    """

    link_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: Sequence[Notice] = ()
        self._search_in = NoticeSearch(())
        self._home = ""
        self._search = SearchLine("Search names, licences and texts")
        self._search.installEventFilter(self)
        self._count = make_label("Looking…", "muted")
        self._list = QListWidget()
        self._list.setAccessibleName("What Anneal is made of")
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title = make_label("", "strong")
        self._licence = make_label("", "muted")
        self._licence.setWordWrap(True)
        self._link = make_button("", "link", "Open in the browser")
        self._link.setAutoDefault(False)
        self._link.hide()
        self._text = make_text("Licence texts")
        self._lay_out()
        self._search.textChanged.connect(self._look_for)
        self._list.currentItemChanged.connect(self._show)
        self._link.clicked.connect(self._open_link)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self._search)
        side.addWidget(self._list, 1)
        side.addWidget(self._count)
        self._list.setFixedWidth(_LIST_WIDTH)
        self._search.setFixedWidth(_LIST_WIDTH)
        facts = QVBoxLayout()
        facts.setSpacing(4)
        facts.addWidget(self._title)
        facts.addWidget(self._licence)
        facts.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(facts)
        right.addWidget(self._text, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(side)
        row.addLayout(right, 1)

    def set_notices(self, notices: Sequence[Notice]) -> None:
        """List ``notices``, and choose the first."""
        self._notices = notices
        self._search_in = NoticeSearch(notices)
        self._list.clear()
        for place, notice in enumerate(notices):
            item = QListWidgetItem(f"{heading(notice)}\n{notice.licence}")
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            item.setToolTip(summary(notice))
            item.setData(Qt.ItemDataRole.UserRole, place)
            self._list.addItem(item)
        self._look_for(self._search.text())

    def set_problem(self, words: str) -> None:
        """Say why there is no list."""
        self._count.setText("")
        self._title.setText("The licences cannot be read")
        set_tone(self._title, "error")
        self._licence.setText(words)

    def choose(self, name: str) -> None:
        """Show the notice of this name, whatever was searched for."""
        self._search.clear()
        for row in range(self._list.count()):
            if self._notices[row].name == name:
                self._list.setCurrentRow(row)
                self._list.scrollToItem(self._list.item(row))

    @property
    def search_line(self) -> SearchLine:
        """Return where words are searched."""
        return self._search

    def shown_names(self) -> list[str]:
        """Return the names that the search leaves."""
        rows = range(self._list.count())
        return [self._notices[row].name for row in rows if not self._list.item(row).isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search line the arrows go into the list."""
        arrows = (Qt.Key.Key_Down, Qt.Key.Key_Up)
        pressed = event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in arrows:
            self._list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _look_for(self, query: str) -> None:
        left = set(self._search_in.matching(query))
        for row in range(self._list.count()):
            self._list.item(row).setHidden(row not in left)
        if not left:
            self._count.setText("Nothing has these words" if self._notices else "Looking…")
            self._list.setCurrentRow(-1)
            return
        self._count.setText(f"{len(left)} of {len(self._notices)}" if query.strip() else "")
        if not query.strip():
            self._count.setText(f"{len(left)} in all")
        if self._list.currentRow() in left:
            self._go_to_words()
        else:
            self._list.setCurrentRow(min(left))

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            for label in (self._title, self._licence):
                label.clear()
            self._link.hide()
            self._text.clear()
            return
        notice = self._notices[item.data(Qt.ItemDataRole.UserRole)]
        self._title.setText(heading(notice))
        self._licence.setText(summary(notice))
        self._link.setText(notice.home.replace("&", "&&"))
        self._home = notice.home
        self._link.setAccessibleName(f"Open {notice.home}")
        self._link.setVisible(bool(notice.home))
        self._text.setPlainText(full_text(notice))
        self._go_to_words()

    def _go_to_words(self) -> None:
        """Show the first place of the words that were searched for, if the text has them."""
        self._text.moveCursor(self._text.textCursor().MoveOperation.Start)
        if query := self._search.text().strip():
            self._text.find(query)

    def _open_link(self) -> None:
        self.link_activated.emit(self._home)


def make_text(name: str) -> QPlainTextEdit:
    """Return a field of plain text that is read and copied, and never changed."""
    text = QPlainTextEdit()
    text.setObjectName("field")
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setFont(editor_font("", _TEXT_POINTS))
    text.setAccessibleName(name)
    # With a caret, so that one selects by keyboard alone.
    text.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return text
