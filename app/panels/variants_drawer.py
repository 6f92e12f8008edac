"""All variants of a draft side by side, each with what is to be known of it; knows no flow."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTextEdit, QVBoxLayout, QWidget

from app.letting_go import let_go
from app.panels.widgets import ElidedLabel, make_label
from app.review import Hunk, HunkKind
from app.theme import Theme

_HEIGHT = 220  # px


@dataclass(frozen=True, slots=True)
class Column:
    """One variant as it is shown.

    Attributes:
        title: names it.
        facts: what is to be known of it, in a few words.
        hunks: how it differs from the original; what went is left out.
    """

    title: str
    facts: str
    hunks: tuple[Hunk, ...]


class VariantsDrawer(QFrame):
    """A column a variant; the one that is under review is outlined and says so.

    Signals:
        chosen(int): the person wants that variant, from 0: by click, or Enter in its column.
        close_wanted(): Esc in a column.
    """

    chosen = Signal(int)
    close_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setAccessibleName("Variants side by side")
        self._theme: Theme | None = None
        self._shown: tuple[Column, ...] = ()
        self._columns: list[_ColumnView] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 8, 10, 8)
        self._row.setSpacing(8)

    def sizeHint(self) -> QSize:
        """Ask for the height of a drawer."""
        return QSize(super().sizeHint().width(), _HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        for view in self._columns:
            view.set_theme(theme)

    def show_columns(self, columns: Sequence[Column], current: int) -> None:
        """Show ``columns``, of which number ``current`` is under review."""
        if tuple(columns) != self._shown:
            self._shown = tuple(columns)
            self._rebuild()
        for number, view in enumerate(self._columns):
            view.set_current(number == current)

    def set_text_font(self, font: QFont) -> None:
        """Show the texts in ``font``, as the editor does."""
        for view in self._columns:
            view.body.setFont(font)

    def columns(self) -> tuple[QTextEdit, ...]:
        """Return the texts, in order."""
        return tuple(view.body for view in self._columns)

    def current(self) -> int:
        """Return the number of the column that is outlined, -1 for none."""
        return next((n for n, view in enumerate(self._columns) if view.is_current), -1)

    def focus_current(self) -> None:
        """Give the keyboard to the column that is outlined."""
        for view in self._columns:
            if view.is_current:
                view.body.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a click, Enter, Esc and the arrows to the sides from a column."""
        bodies = [target for view in self._columns for target in (view.body, view.body.viewport())]
        if watched in bodies:
            number = bodies.index(watched) // 2  # two targets a column
            if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
                if not self._columns[number].body.textCursor().hasSelection():
                    self.chosen.emit(number)
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._take_key(number, Qt.Key(event.key()))
            elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                event.accept()  # before the window takes it for the draft
                return True
        return super().eventFilter(watched, event)

    def _take_key(self, number: int, key: Qt.Key) -> bool:
        match key:
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.chosen.emit(number)
            case Qt.Key.Key_Escape:
                self.close_wanted.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                by = 1 if key == Qt.Key.Key_Right else -1
                self._columns[(number + by) % len(self._columns)].body.setFocus()
            case _:
                return False
        return True

    def _rebuild(self) -> None:
        for view in self._columns:
            self._row.removeWidget(view)
            view.hide()
            let_go(view)
        self._columns = [_ColumnView(column) for column in self._shown]
        for view in self._columns:
            if self._theme is not None:
                view.set_theme(self._theme)
            for target in (view.body, view.body.viewport()):
                target.installEventFilter(self)
            self._row.addWidget(view, 1)


class _ColumnView(QFrame):
    """One column."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.setObjectName("variant")
        self.is_current = False
        self._column = column
        self._title: QLabel = make_label(column.title, "strong")
        self._state = make_label("", "muted")
        facts = ElidedLabel("muted")
        facts.show_text(column.facts, " · ")
        self.body = QTextEdit()
        self.body.setReadOnly(True)
        self.body.setTabChangesFocus(True)
        self.body.setFrameShape(QFrame.Shape.NoFrame)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(facts, 1)
        head.addWidget(self._state)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 6, 6, 6)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self.body, 1)

    def set_theme(self, theme: Theme) -> None:
        """Write the text in the colours of ``theme``, with the new words marked."""
        self.body.clear()
        cursor = QTextCursor(self.body.document())
        plain, added = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(QColor(theme.text))
        added.setForeground(QColor(theme.added_text))
        added.setBackground(QColor(theme.added))
        added.setFontUnderline(True)
        for hunk in self._column.hunks:
            if hunk.kind is not HunkKind.REMOVED:
                cursor.insertText(hunk.text, added if hunk.kind is HunkKind.ADDED else plain)

    def set_current(self, current: bool) -> None:
        """Outline it, and say that it is the one under review."""
        self.is_current = current
        self._state.setText("under review" if current else "")
        state = "under review" if current else "Enter takes it under review"
        self.body.setAccessibleName(f"{self._column.title}, {self._column.facts}, {state}")
        self.setProperty("current", current)
        self.style().unpolish(self)
        self.style().polish(self)
