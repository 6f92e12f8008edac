"""Find in the text of one tab; knows no editor: it asks by signals and is told the outcome."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from app.icons import tinted_icon
from app.panels.widgets import make_label, make_tool, set_tone
from app.theme import Theme


class FindBar(QFrame):
    """A line to type in, its neighbours before and after, and whether case counts.

    Signals:
        search_changed(str, bool): other words or another case rule: mark them all.
        opened(str, bool): the bar came up with these words: mark them all, and go nowhere yet.
        find_asked(str, bool, bool): go to the next one: query, backwards, case.
        closed(): the person is done; the marks may go.
    """

    search_changed = Signal(str, bool)
    opened = Signal(str, bool)
    find_asked = Signal(str, bool, bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self._query = QLineEdit()
        self._query.setPlaceholderText("Find in this file")
        self._query.setAccessibleName("Find in this file")
        self._query.setMaximumWidth(420)
        self._query.installEventFilter(self)
        self._case = make_tool("Match case", checkable=True)
        self._previous = make_tool("Previous (Shift+Enter)")
        self._next = make_tool("Next (Enter)")
        self._close = make_tool("Close (Esc)")
        self._count = make_label(tone="muted")
        self._query.textChanged.connect(self._change)
        self._case.toggled.connect(self._change)
        self._previous.clicked.connect(lambda: self.ask(backwards=True))
        self._next.clicked.connect(lambda: self.ask(backwards=False))
        self._close.clicked.connect(self.close_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 8, 6)
        row.setSpacing(4)
        row.addWidget(self._query, 3)
        for button in (self._case, self._previous, self._next):
            row.addWidget(button)
        row.addSpacing(6)
        row.addWidget(self._count, 2)
        row.addWidget(self._close)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self._case.setIcon(tinted_icon("case", theme))
        self._previous.setIcon(tinted_icon("up", theme))
        self._next.setIcon(tinted_icon("down", theme))
        self._close.setIcon(tinted_icon("close", theme))

    def open_bar(self, query: str) -> None:
        """Show the bar, ready to type; a ``query`` of one line replaces the last one."""
        if query and "\n" not in query:
            self._query.setText(query)
        self.show()
        self._query.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._query.selectAll()
        self.opened.emit(self._query.text(), self._case.isChecked())

    @Slot()
    def close_bar(self) -> None:
        """Hide the bar and say so, if it was open."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def ask(self, *, backwards: bool) -> None:
        """Ask for the next or the previous place."""
        if self._query.text():
            self.find_asked.emit(self._query.text(), backwards, self._case.isChecked())

    def show_count(self, place: int, count: int) -> None:
        """Show which of ``count`` places is the current one (0: none of them)."""
        if not self._query.text():
            self._count.setText("")
        elif count == 0:
            self._count.setText("Not found")
        else:
            self._count.setText(f"{place} of {count}" if place else f"{count} found")
        set_tone(self._count, "warning" if self._query.text() and count == 0 else "muted")

    def query(self) -> str:
        """Return what is looked for, "" for nothing."""
        return self._query.text()

    def text(self) -> str:
        """Return what the bar says of the search."""
        return self._count.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter, Shift+Enter and Esc from the line, before the window's own shortcuts."""
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if key == Qt.Key.Key_Escape:
            self.close_bar()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.ask(backwards=bool(shifted))
            return True
        return super().eventFilter(watched, event)

    def _change(self) -> None:
        self.search_changed.emit(self._query.text(), self._case.isChecked())
