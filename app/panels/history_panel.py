"""The history beside the text: a search, the runs, and one of them in full; knows no files.

It shows what it is given and says what the person wants, and does none of it itself.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.history.entry import HistoryPage
from app.icons import tinted_icon
from app.panels.history_detail import HistoryDetail
from app.panels.history_list import HistoryList
from app.panels.history_room import HistoryRoom
from app.panels.search_line import SearchLine
from app.panels.widgets import make_label, make_tool
from app.theme import Theme

_EMPTY = "No runs yet.\n\nEvery rewrite that you ask for shows up here. Kept on this machine only."
_OFF = "No history is kept.\n\nThe menu above turns it on. Runs stay on this machine only."
_NOT_FOUND = "Nothing found.\n\nInstructions, texts and file names are looked through for words."
_LEAST_WIDTH = 250  # px


class HistoryPanel(QFrame):
    """One column.

    Signals:
        search_changed(str): look for this.
        more_wanted(int): runs of the same search, older than this one.
        run_chosen(int | None): show this run in full.
        asked(str): what is to be done with the run that is shown, as ``HistoryDetail`` says it.
        forget_all_asked(): delete every run.
        keeping_asked(bool): keep runs from now on, or keep none.
        options_opened(): the menu of what is kept opens; ``room`` says what room there is.
        closed(): the person is done with the panel.
    """

    search_changed = Signal(str)
    more_wanted = Signal(object)
    run_chosen = Signal(object)
    asked = Signal(str)
    forget_all_asked = Signal()
    keeping_asked = Signal(bool)
    options_opened = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAccessibleName("History")
        self.setMinimumWidth(_LEAST_WIDTH)
        self.query = SearchLine("Search runs")
        self.query.installEventFilter(self)
        self.list = HistoryList()
        self.detail = HistoryDetail()
        self._blank = make_label(_EMPTY, "muted")
        self._blank.setWordWrap(True)
        self._blank.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._blank.setContentsMargins(20, 72, 20, 0)
        self._options = make_tool("What is kept")
        self._close = make_tool("Close the history (Esc)")
        self.keep = QAction("Keep a history", self, checkable=True, checked=True)
        self.room = HistoryRoom(self)
        self.forget_all = QAction("Forget all runs…", self)
        self._problem = ""
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 8, 2)
        head.setSpacing(2)
        head.addWidget(make_label("History", "strong"))
        head.addStretch(1)
        head.addWidget(self._options)
        head.addWidget(self._close)
        column.addLayout(head)
        search = QHBoxLayout()
        search.setContentsMargins(10, 2, 10, 6)
        search.addWidget(self.query)
        column.addLayout(search)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setHandleWidth(1)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.list)
        parts.addWidget(self.detail)
        parts.setSizes([300, 260])
        self._stack.addWidget(parts)
        self._stack.addWidget(self._blank)
        self._stack.setCurrentIndex(1)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.query.textChanged.connect(self.search_changed)
        self.list.runs.more_wanted.connect(self.more_wanted)
        self.list.run_chosen.connect(self.run_chosen)
        self.list.draft_asked.connect(lambda: self._ask("show"))
        self.list.forget_asked.connect(lambda: self._ask("forget"))
        self.list.left_above.connect(self.query.setFocus)
        self.list.typed.connect(self._type_on)
        self.list.menu_asked.connect(self.detail.open_menu)
        self.detail.asked.connect(self.asked)
        self.keep.triggered.connect(self.keeping_asked)
        self.forget_all.triggered.connect(self.forget_all_asked)
        self._options.clicked.connect(self._open_options)
        self._close.clicked.connect(self.closed)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.list.set_theme(theme)
        self.detail.set_theme(theme)
        self._options.setIcon(tinted_icon("more", theme))
        self._close.setIcon(tinted_icon("close", theme))

    def show_page(self, page: HistoryPage) -> None:
        """Show what a search found."""
        if page.lines:
            self._problem = ""  # it can be read again, so that an empty one will be empty
        self.list.show_page(page)
        empty = (self._problem or _EMPTY) if self.keep.isChecked() else _OFF
        self._blank.setText(_NOT_FOUND if page.words.strip() else empty)
        self._stack.setCurrentIndex(0 if page.lines else 1)

    @Slot(str)
    def show_problem(self, words: str) -> None:
        """Say why runs cannot be kept or read, where there are none to show."""
        self._problem = words
        if self.blank_text() == _EMPTY:
            self._blank.setText(words)

    def show_keeping(self, keeping: bool) -> None:
        """Show whether runs are kept."""
        self.keep.setChecked(keeping)

    def take_keyboard(self) -> None:
        """Let one type into the search."""
        self.query.setFocus()
        self.query.selectAll()

    def has_keyboard(self) -> bool:
        """Return whether the keyboard is anywhere in the panel."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def blank_text(self) -> str:
        """Return what stands in place of the runs, "" where there are any."""
        return self._blank.text() if self._stack.currentIndex() else ""

    def button(self, name: str) -> QToolButton:
        """Return the button "options" or "close"."""
        return self._options if name == "options" else self._close

    def _ask(self, name: str) -> None:
        """Ask by key for what the menu may have switched off."""
        if self.detail.action(name).isEnabled():
            self.asked.emit(name)

    @Slot()
    def _open_options(self) -> None:
        self.options_opened.emit()
        menu = QMenu(self)
        menu.addAction(self.keep)
        menu.addMenu(self.room)
        menu.addSeparator()
        menu.addAction(self.forget_all)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._options.mapToGlobal(self._options.rect().bottomLeft()))

    @Slot(str)
    def _type_on(self, letters: str) -> None:
        self.query.setFocus()
        self.query.end(False)
        self.query.insert(letters)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search into the list by key, or offer the marked draft at once."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._ask("show")
                return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window's own shortcuts do."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.closed.emit()
                return True
        return super().event(event)
