"""Find and replace in the text of one tab; knows no editor: it asks by signals, and is told."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.icons import tinted_icon
from app.panels.widgets import ElidedLabel, make_button, make_label, make_tool, set_tone
from app.theme import Theme

_WIDEST_LINE = 420  # px
_OTHER_ENTERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class FindBar(QFrame):
    """A line to type in, its neighbours before and after, and whether case counts.

    A second row, for what comes in place of it, is there only where replacing was asked for.

    Args:
        replace_all_key: as it is shown to people.

    Signals:
        search_changed(str, bool): other words or another case rule: mark them all.
        opened(str, bool): the bar came up with these words: mark them all, and go nowhere yet.
        find_asked(str, bool, bool): go to the next one: query, backwards, case.
        replace_asked(str, str, bool): replace the selected one: query, what comes, case.
        replace_all_asked(str, str, bool): the same with every one.
        closed(): the person is done; the marks may go.
    """

    search_changed = Signal(str, bool)
    opened = Signal(str, bool)
    find_asked = Signal(str, bool, bool)
    replace_asked = Signal(str, str, bool)
    replace_all_asked = Signal(str, str, bool)
    closed = Signal()

    def __init__(self, replace_all_key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self._query = self._make_line("Find in this file")
        self._after = self._make_line("Replace with")
        self._case = make_tool("Match case", checkable=True)
        self._previous = make_tool("Previous (Shift+Enter)")
        self._next = make_tool("Next (Enter)")
        self._close = make_tool("Close (Esc)")
        self._count = make_label(tone="muted")
        self._note = ElidedLabel("warning")
        self._one = make_button("Replace", "", "Replace this one and go to the next (Enter)")
        tip = f"Replace every one ({replace_all_key})" if replace_all_key else "Replace every one"
        self._all = make_button("Replace all", "", tip)
        for button in (self._one, self._all):
            button.setText(button.accessibleName())  # no icon to stand apart from
        self._query.textChanged.connect(self._change)
        self._case.toggled.connect(self._change)
        self._previous.clicked.connect(lambda: self.ask(backwards=True))
        self._next.clicked.connect(lambda: self.ask(backwards=False))
        self._one.clicked.connect(self._ask_replace)
        self._all.clicked.connect(self.ask_replace_all)
        self._close.clicked.connect(self.close_bar)
        self._lay_out()
        self._show_row(shown=False)

    def _make_line(self, words: str) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(words)
        line.setAccessibleName(words)
        line.setMaximumWidth(_WIDEST_LINE)
        line.installEventFilter(self)
        return line

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 6, 8, 6)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(6)
        tools, replacing = QHBoxLayout(), QHBoxLayout()
        for row, buttons in (
            (tools, (self._case, self._previous, self._next)),
            (replacing, (self._one, self._all)),
        ):
            row.setSpacing(4)
            for button in buttons:
                row.addWidget(button)
        tools.addSpacing(6)
        tools.addWidget(self._count, 1)
        tools.addWidget(self._close)
        replacing.addStretch(1)
        grid.addWidget(self._query, 0, 0)
        grid.addLayout(tools, 0, 1)
        grid.addWidget(self._after, 1, 0)
        grid.addLayout(replacing, 1, 1)
        grid.addWidget(self._note, 2, 0, 1, 2)
        self._note.hide()
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        # From the one line to the other, as one types: the tools come after.
        order = (self._query, self._after, self._case, self._previous, self._next, self._one)
        for first, second in pairwise((*order, self._all, self._close)):
            QWidget.setTabOrder(first, second)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self._case.setIcon(tinted_icon("case", theme))
        self._previous.setIcon(tinted_icon("up", theme))
        self._next.setIcon(tinted_icon("down", theme))
        self._close.setIcon(tinted_icon("close", theme))

    def open_bar(self, query: str, *, replacing: bool = False) -> None:
        """Show the bar, ready to type; a ``query`` of one line replaces the last one.

        Args:
            query: the words that are selected, "" for none.
            replacing: show the row for what comes in their place, and go on there where it is
                known what to find.
        """
        known = bool(self._query.text()) and self._query.hasFocus()
        if query and "\n" not in query:
            self._query.setText(query)
            known = True
        self._show_row(shown=replacing)
        self.show()
        line = self._after if replacing and known else self._query
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line.selectAll()
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

    @Slot()
    def ask_replace_all(self) -> None:
        """Ask to replace every place."""
        if self._query.text():
            words = self._query.text(), self._after.text()
            self.replace_all_asked.emit(*words, self._case.isChecked())

    def show_count(self, place: int, count: int) -> None:
        """Show which of ``count`` places is the current one (0: none of them)."""
        if not self._query.text():
            self.show_words("")
        elif count == 0:
            self.show_words("Not found", "warning")
        else:
            self.show_words(f"{place} of {count}" if place else f"{count} found")

    def show_words(self, words: str, tone: str = "muted") -> None:
        """Show in a word or two what became of what was asked for."""
        self._count.setText(words)
        set_tone(self._count, tone)
        self.show_note("")

    def show_note(self, note: str) -> None:
        """Show what else is to be known, in a line of its own; "" takes it away."""
        self._note.show_text(note)
        self._note.setVisible(bool(note))

    def query(self) -> str:
        """Return what is looked for, "" for nothing."""
        return self._query.text()

    def text(self) -> str:
        """Return what the bar says of the search."""
        return self._count.text()

    def note(self) -> str:
        """Return what the bar says in the line of its own."""
        return self._note.whole_text()

    @property
    def replacing(self) -> bool:
        """Whether the row for what comes in place of the words is on the screen."""
        return self._after.isVisible()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter, Shift+Enter and Esc from the lines, before the window's own shortcuts."""
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
            self._take_enter(event, replacing=watched is self._after)
            return True
        return super().eventFilter(watched, event)

    def _take_enter(self, event: QKeyEvent, *, replacing: bool) -> None:
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not replacing or shifted:
            self.ask(backwards=shifted)
        elif not event.modifiers() & _OTHER_ENTERS:
            self._ask_replace()

    def _show_row(self, *, shown: bool) -> None:
        for part in (self._after, self._one, self._all):
            part.setVisible(shown)

    @Slot()
    def _ask_replace(self) -> None:
        if self._query.text():
            words = self._query.text(), self._after.text()
            self.replace_asked.emit(*words, self._case.isChecked())

    def _change(self) -> None:
        self.search_changed.emit(self._query.text(), self._case.isChecked())
