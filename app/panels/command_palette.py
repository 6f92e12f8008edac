"""The card at the top in which a person types what to do; knows no command and no preset.

It is given entries and says which one was picked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from app.fuzzy import fuzzy_score
from app.icons import finest_ratio, tinted_pixmap
from app.panels.card import Card
from app.panels.row_painter import AT_END, BEHIND, FAINT, RowPainter
from app.panels.widgets import ElidedLabel, make_label
from app.theme import Theme

_WIDTH = 620
_TOP = 44  # px: under the tabs
_ROWS = 11
_PAGE = 10
_IN_WHERE = 12  # an entry found by its menu's name comes behind one found by its own
_HINT = "Enter runs it · ↑↓ choose · Esc closes"
_NOTHING = "Nothing is called so."
_OFF = "This cannot be done right now."
_BACK_SOON = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be done.

    Attributes:
        name: tells entries apart.
        title: for people.
        where: the menu that it stands in, or what kind of thing it is.
        key: as this system writes it, "" for none.
        enabled: whether it can be done now.
    """

    name: str
    title: str
    where: str
    key: str = ""
    enabled: bool = True


def fitting(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Return the entries that ``typed`` fits, the best first; what cannot be done comes last."""
    ranked = [
        (not entry.enabled, -score, place, entry)
        for place, entry in enumerate(entries)
        if (score := _score(entry, typed)) is not None
    ]
    return [entry for *_, entry in sorted(ranked, key=lambda row: row[:3])]


def _score(entry: Entry, typed: str) -> int | None:
    """Return how well ``typed`` fits the title, or each of its words the title or the place."""
    by_words = 0
    for word in typed.split():
        in_title, in_where = fuzzy_score(word, entry.title), fuzzy_score(word, entry.where)
        if in_title is None and in_where is None:
            return fuzzy_score(typed, entry.title)
        by_words += max(in_title or 0, (in_where or 0) - _IN_WHERE)
    return max(by_words, fuzzy_score(typed, entry.title) or by_words)


class CommandPalette(Card):
    """A line and a list; it is open while it has the keyboard.

    Signals:
        picked(str): the name of an entry; the card has closed.
        closed(): Esc, or the same key again: the keyboard goes back to where it was.
        left(): the keyboard went elsewhere, as with a click into the text.
    """

    picked = Signal(str)
    closed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._entries: tuple[Entry, ...] = ()
        self._shown: list[Entry] = []
        self._icon = make_label()
        self._line = QLineEdit()
        self._line.setPlaceholderText("What do you want to do?")
        self._line.setAccessibleName("Commands and presets")
        self._line.textChanged.connect(self._refresh)
        self._line.installEventFilter(self)
        self._rule = QFrame()
        self._rule.setFrameShape(QFrame.Shape.HLine)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.setItemDelegate(RowPainter(self._list))
        self._list.setAccessibleName("Commands and presets")
        self._list.itemClicked.connect(lambda _item: self._pick())
        self._list.currentRowChanged.connect(self._say)
        self._notice = ElidedLabel("muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._line, 1)
        self.column.addLayout(row)
        for part in (self._rule, self._list, self._notice):
            self.column.addWidget(part)
        parent.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon and the hairline."""
        self._icon.setPixmap(tinted_pixmap("search", theme.accent, 18, finest_ratio()))
        self._rule.setStyleSheet(f"background: {theme.border}; border: none; max-height: 1px;")

    def open_with(self, entries: Sequence[Entry]) -> None:
        """Open with these entries, in the order for an empty line, and take the keyboard."""
        self._entries = tuple(entries)
        self._line.blockSignals(True)
        self._line.clear()
        self._line.blockSignals(False)
        self._refresh()
        self.show()
        self._stand()
        self.raise_()
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_card(self) -> None:
        """Close and do nothing."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def shown(self) -> tuple[Entry, ...]:
        """Return the rows from the top."""
        return tuple(self._shown)

    def notice(self) -> str:
        """Return what the card says under its list."""
        return self._notice.whole_text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the card's keys before the window's commands do; follow the window's size."""
        if watched is not self._line:
            if event.type() is QEvent.Type.Resize and self.isVisible():
                self._stand()
            return super().eventFilter(watched, event)
        if isinstance(event, QFocusEvent) and event.lostFocus():
            self._note_focus_lost(event.reason())
        if isinstance(event, QKeyEvent) and self._is_own(event):
            if event.type() is QEvent.Type.KeyPress:
                self._take(Qt.Key(event.key()))
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _note_focus_lost(self, reason: Qt.FocusReason) -> None:
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        if self.isVisible() and not inside and reason not in _BACK_SOON:
            self.hide()
            self.left.emit()

    def _is_own(self, event: QKeyEvent) -> bool:
        return event.key() in (*_STEPS, *_ENDS) and event.type() in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        )

    def _take(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape:
            self.close_card()
        elif key in _ENDS:
            self._pick()
        elif self._shown:
            by, count = _STEPS[key], len(self._shown)
            row = self._list.currentRow() + by
            stepped = row % count if abs(by) == 1 else max(0, min(row, count - 1))
            self._list.setCurrentRow(stepped)

    def _pick(self) -> None:
        row = self._list.currentRow()
        if not 0 <= row < len(self._shown):
            return
        if not self._shown[row].enabled:
            self._say(row)
            return
        self.hide()
        self.picked.emit(self._shown[row].name)

    def _refresh(self) -> None:
        self._shown = fitting(self._entries, self._line.text())
        self._list.clear()
        for entry in self._shown:
            self._list.addItem(_item(entry))
        self._list.setCurrentRow(0 if self._shown else -1)
        self._say(self._list.currentRow())

    def _say(self, row: int) -> None:
        known = 0 <= row < len(self._shown)
        words = _NOTHING if not self._shown else _HINT
        self._notice.show_text(_OFF if known and not self._shown[row].enabled else words)

    def _stand(self) -> None:
        """Stand at the top, in the middle, as tall as the window allows."""
        area = self._over.rect()
        self.setFixedWidth(min(_WIDTH, area.width() - 16))
        height = self._list.sizeHintForRow(0) if self._list.count() else self._list.height()
        rows = max(1, min(_ROWS, len(self._entries)))
        room = area.height() - _TOP - 100
        if self._list.count():
            self._list.setFixedHeight(max(height, min(rows * height, room // height * height)))
        self.column.activate()
        self.resize(self.width(), self.column.totalSizeHint().height())
        self.move((area.width() - self.width()) // 2, min(_TOP, area.height() // 10))


_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}
_ENDS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _item(entry: Entry) -> QListWidgetItem:
    item = QListWidgetItem(entry.title)
    item.setData(BEHIND, entry.where)
    item.setData(AT_END, entry.key)
    item.setData(FAINT, not entry.enabled)
    off = "" if entry.enabled else "not now"
    said = ", ".join(filter(None, (entry.title, entry.where, entry.key, off)))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
    return item
