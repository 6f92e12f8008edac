"""The Models window: a list of pages at the left, the page beside it; it knows no page's inside."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.icons import tinted_icon
from app.theme import Theme

_FIRST_SIZE = QSize(900, 680)
_LEAST_SIZE = QSize(560, 320)
_LIST_WIDTH = 192  # px
_FRAME = QSize(16, 56)  # px that the system may put around a window
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAGE = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ModelsWindow(QDialog):
    """Stands beside the main window and keeps nobody from typing there.

    Signals:
        page_shown(str): another page is in front, by its title.
        hidden(): the window was closed; nothing that goes on in it was stopped.
    """

    page_shown = Signal(str)
    hidden = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Models")
        self.setModal(False)
        self._theme = theme
        self._icons: list[str] = []
        self._pages: list[QWidget] = []
        self._list = QListWidget()
        self._list.setAccessibleName("Pages")
        self._list.setObjectName("pages")
        self._list.setIconSize(QSize(16, 16))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedWidget()
        self._list.currentRowChanged.connect(self._show_row)
        side = QWidget()
        side.setFixedWidth(_LIST_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 16, 12, 12)
        column.addWidget(self._list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._stack, 1)
        for keys, step in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda step=step: self._turn(step))
        self.setMinimumSize(_LEAST_SIZE)
        self.resize(_FIRST_SIZE.boundedTo(self._room().size() - _FRAME))

    def add_page(self, title: str, icon: str, page: QWidget) -> None:
        """Take one more page at the end; a page that is higher than the window is scrolled."""
        scroller = QScrollArea()
        scroller.setObjectName("sheet")
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setWidgetResizable(True)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setAccessibleName(title)
        scroller.setWidget(page)
        page.setAutoFillBackground(False)  # the colour below is that of the window's pages
        self._stack.addWidget(scroller)
        item = QListWidgetItem(tinted_icon(icon, self._theme), title)
        item.setSizeHint(QSize(0, 32))
        self._icons.append(icon)
        self._pages.append(page)
        self._list.addItem(item)
        if self._list.count() == 1:
            self._list.setCurrentRow(0)

    def titles(self) -> list[str]:
        """Return the titles of the pages, from the top."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    def current_title(self) -> str:
        """Return the title of the page in front, "" where there is none."""
        item = self._list.currentItem()
        return "" if item is None else item.text()

    def page(self, title: str) -> QWidget:
        """Return a page by its title.

        Raises:
            ValueError: there is none.
        """
        return self._pages[self.titles().index(title)]

    def show_page(self, title: str) -> None:
        """Bring a page to the front."""
        self._list.setCurrentRow(self.titles().index(title))

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons of the list; pages look after themselves."""
        self._theme = theme
        for row, icon in enumerate(self._icons):
            self._list.item(row).setIcon(tinted_icon(icon, theme))

    def focus_list(self) -> None:
        """Give the keyboard to the list of pages."""
        self._list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keep_on_screen(self) -> None:
        """Move back what a remembered place would leave outside of every screen."""
        room = self._room()
        frame = QRect(self.pos(), self.size().boundedTo(room.size() - _FRAME))
        if not room.contains(frame):
            self.resize(frame.size())
            self.move(
                max(room.left(), min(frame.x(), room.right() - frame.width())),
                max(room.top(), min(frame.y(), room.bottom() - frame.height())),
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard; page keys turn the page."""
        focused = QApplication.focusWidget()
        if event.key() in _ENTER:
            if isinstance(focused, QAbstractButton):
                focused.click()
            return
        if event.key() in _PAGE:
            scroller = self._stack.currentWidget()
            if isinstance(scroller, QAbstractScrollArea):
                bar = scroller.verticalScrollBar()
                by = bar.pageStep() if event.key() == Qt.Key.Key_PageDown else -bar.pageStep()
                bar.setValue(bar.value() + by)
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that the window is closed, and not when it is only minimised."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.hidden.emit()

    @Slot(int)
    def _show_row(self, row: int) -> None:
        self._stack.setCurrentIndex(row)
        if row >= 0:
            self.page_shown.emit(self._list.item(row).text())

    def _turn(self, step: int) -> None:
        if count := self._list.count():
            self._list.setCurrentRow((self._list.currentRow() + step) % count)

    def _room(self) -> QRect:
        screen = self.screen() or QGuiApplication.primaryScreen()
        return screen.availableGeometry()
