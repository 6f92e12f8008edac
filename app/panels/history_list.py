"""The runs that a search found, two lines each; knows no file, no editor and no flow."""

from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.history.entry import HistoryLine, HistoryPage, Outcome
from app.history.words import ICONS, line_details, line_title
from app.icons import ICON_POINTS, finest_ratio, tinted_pixmap
from app.palette import mix
from app.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_MARGIN = 10  # px at the left and the right of a row
_GAP = 8  # px between the icon and the words
_ABOVE = 7  # px above the first line and below the second
_BETWEEN = 2  # px between the two lines
_NOWHERE = QModelIndex()


class HistoryModel(QAbstractListModel):
    """Lines of a search; older ones are asked for as one scrolls to them.

    Signals:
        more_wanted(int): runs older than the one with this number.
    """

    more_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[HistoryLine] = []
        self._more = False

    def set_page(self, page: HistoryPage) -> None:
        """Show what a new search found."""
        self.beginResetModel()
        self._lines = list(page.lines)
        self._more = page.more
        self.endResetModel()

    def add_page(self, page: HistoryPage) -> None:
        """Show older runs of the same search below."""
        self._more = page.more
        if not page.lines:  # those that there were have been forgotten meanwhile
            return
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(page.lines) - 1)
        self._lines += page.lines
        self.endInsertRows()

    def line_at(self, row: int) -> HistoryLine | None:
        """Return the run in ``row``."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, run_id: int) -> int:
        """Return the row of a run, -1 where it is not shown."""
        return next((row for row, line in enumerate(self._lines) if line.run_id == run_id), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Return the number of runs that are shown so far."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a run says of itself: to the eye, in a tool tip, to a screen reader."""
        line = self.line_at(index.row())
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return line_title(line)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line_title(line)}\n{line_details(line, datetime.now().astimezone())}"
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        """Return whether there are older runs."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: _Index) -> None:
        """Ask for older runs."""
        del parent
        if self._lines:
            self._more = False  # until they have come
            self.more_wanted.emit(self._lines[-1].run_id)


class _TwoLines(QStyledItemDelegate):
    """Paints a run: what became of it as an icon and a word, when, and in which text."""

    def __init__(self, parent: "HistoryList") -> None:
        super().__init__(parent)
        self._theme: Theme | None = None

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of two lines."""
        del index
        return QSize(0, 2 * (_ABOVE + option.fontMetrics.height()) + _BETWEEN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        model, theme = index.model(), self._theme
        line = model.line_at(index.row()) if isinstance(model, HistoryModel) else None
        if line is None or theme is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, theme)
        pixmap = tinted_pixmap(
            ICONS[line.outcome], _icon_colour(line.outcome, theme), ratio=finest_ratio()
        )
        height = option.fontMetrics.height()
        left, top = option.rect.left() + _MARGIN, option.rect.top() + _ABOVE
        painter.drawPixmap(left, top + (height - ICON_POINTS) // 2, pixmap)
        left += ICON_POINTS + _GAP
        width = option.rect.right() - _MARGIN - left
        now = datetime.now().astimezone()
        texts = ((line_title(line), theme.text), (line_details(line, now), theme.muted))
        for text, colour in texts:
            painter.setPen(QColor(colour))
            shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            room = QRect(left, top, width, height)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)
            top += height + _BETWEEN
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
        state = option.state
        area = option.rect.adjusted(4, 1, -4, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(mix(theme.accent, theme.surface, 0.16)))
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QColor(theme.accent))
            painter.drawRoundedRect(area, 5, 5)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(mix(theme.text, theme.window, 0.07)))
            painter.drawRoundedRect(area, 5, 5)


def _icon_colour(outcome: Outcome, theme: Theme) -> str:
    if outcome is Outcome.ACCEPTED:
        return theme.added_text
    return theme.warning if outcome is Outcome.FAILED else theme.muted


class HistoryList(QListView):
    """The list itself.

    Signals:
        run_chosen(int | None): this run is marked now; ``None`` for none.
        draft_asked(): Enter, or a double click.
        forget_asked(): Delete.
        left_above(): Up in the first row.
        typed(str): letters that were meant for the line above.
        menu_asked(QPoint): the menu of the marked run, in the screen's coordinates.
    """

    run_chosen = Signal(object)
    draft_asked = Signal()
    forget_asked = Signal()
    left_above = Signal()
    typed = Signal(str)
    menu_asked = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = HistoryModel(self)
        self._rows = _TwoLines(self)
        self.setModel(self.runs)
        self.setItemDelegate(self._rows)
        self.setAccessibleName("Runs")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumHeight(46)  # one run; a drawer below takes the room of the others
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.selectionModel().currentChanged.connect(self._note_current)
        self.doubleClicked.connect(lambda _index: self.draft_asked.emit())

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._rows.set_theme(theme)
        self.viewport().update()

    def show_page(self, page: HistoryPage) -> None:
        """Show what a search found; the run that was marked stays so, else the newest is.

        The newest of before, which nobody is at with the keyboard, gives way to a newer one.
        """
        marked, place = self.marked(), self.verticalScrollBar().value()
        follows = self.currentIndex().row() <= 0 and not self.hasFocus()
        self.runs.set_page(page)
        row = -1 if marked is None or follows else self.runs.row_of(marked.run_id)
        self.mark(max(0, row))
        if row >= 0:
            self.verticalScrollBar().setValue(place)

    def mark(self, row: int) -> None:
        """Mark the run in ``row``, as far as there is one."""
        self.setCurrentIndex(self.runs.index(min(row, self.runs.rowCount() - 1), 0))
        if self.marked() is None:
            self._note_current()

    def marked(self) -> HistoryLine | None:
        """Return the run that is marked."""
        return self.runs.line_at(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that do something with the marked run."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.draft_asked.emit()
        elif key == Qt.Key.Key_Delete:
            self.forget_asked.emit()
        elif key == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_above.emit()
        elif event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    @Slot()
    def _note_current(self) -> None:
        line = self.marked()
        self.run_chosen.emit(None if line is None else line.run_id)

    @Slot(QPoint)
    def _ask_menu(self, place: QPoint) -> None:
        if self.marked() is not None:
            # By key there is no place: the menu opens at the marked row.
            rect = self.visualRect(self.currentIndex())
            place = place if rect.contains(place) else rect.center()
            self.menu_asked.emit(self.viewport().mapToGlobal(place))
