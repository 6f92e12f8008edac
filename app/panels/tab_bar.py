"""The open files as tabs, with marks for what is unsaved, runs or waits; knows no document."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QMouseEvent
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from app.icons import tinted_icon
from app.theme import Theme


class EditMark(StrEnum):
    """What a tab tells of its edit, in words for tool tips and readers; each has its drawing."""

    NONE = ""
    RUNNING = "a rewrite is running"
    WAITING = "a draft waits"


_DRAWINGS = {EditMark.RUNNING: "running", EditMark.WAITING: "waiting"}


class TabBar(QTabBar):
    """One tab a file: before its name a ring while a rewrite runs, a disc while a draft waits.

    Its close button is a dot while the file is modified and not pointed at.

    Signals:
        close_asked(int): the tab of that index is to be closed.
        (``currentChanged`` and ``tabMoved`` are Qt's own.)
    """

    close_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMovable(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._theme: Theme | None = None

    def minimumSizeHint(self) -> QSize:
        """Return Qt's own, which would leave a gap in the line below behind one short name."""
        return super().minimumSizeHint().boundedTo(self.sizeHint())

    def set_theme(self, theme: Theme) -> None:
        """Tint the buttons of all tabs."""
        self._theme = theme
        for index in range(self.count()):
            self._tint(self._button(index))
            self._draw_mark(index)

    def add(self, title: str, tip: str) -> int:
        """Add a tab at the end and return its index; it does not become the current one."""
        index = self.addTab(title)
        button = QToolButton(self)
        button.setObjectName("tab_close")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setIconSize(QSize(14, 14))
        button.clicked.connect(lambda: self.close_asked.emit(self._index_of(button)))
        button.installEventFilter(self)
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, button)
        self.show_tab(index, title, tip, modified=False)
        return index

    def show_tab(
        self,
        index: int,
        title: str,
        tip: str,
        *,
        modified: bool,
        mark: EditMark = EditMark.NONE,
    ) -> None:
        """Show what a tab is called, whether it is modified and how its edit stands."""
        told = (title, "modified" if modified else "", mark.value)
        self.setTabText(index, title.replace("&", "&&"))
        self.setTabToolTip(index, f"{tip}\n{mark.value.capitalize()}".strip())
        self.setAccessibleTabName(index, ", ".join(part for part in told if part))
        if self.mark(index) is not mark:
            self.setTabData(index, mark.value)
            self._draw_mark(index)
        button = self._button(index)
        button.setProperty("modified", modified)
        button.setToolTip("Close (modified)" if modified else "Close")
        self._tint(button)

    def title(self, index: int) -> str:
        """Return what a tab is called."""
        return self.tabText(index).replace("&&", "&")

    def mark(self, index: int) -> EditMark:
        """Return what a tab tells of its edit."""
        return EditMark(self.tabData(index) or "")

    def modified(self, index: int) -> bool:
        """Return whether a tab carries the mark."""
        return bool(self._button(index).property("modified"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the cross in place of the dot while the pointer is on it."""
        if isinstance(watched, QToolButton) and event.type() in (
            QEvent.Type.Enter,
            QEvent.Type.Leave,
        ):
            self._tint(watched, pointed=event.type() is QEvent.Type.Enter)
        return super().eventFilter(watched, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Close a tab with the middle button, as browsers do."""
        place: QPoint = event.position().toPoint()
        if event.button() is Qt.MouseButton.MiddleButton and self.tabAt(place) >= 0:
            self.close_asked.emit(self.tabAt(place))
            return
        super().mouseReleaseEvent(event)

    def _draw_mark(self, index: int) -> None:
        drawing = _DRAWINGS.get(self.mark(index))
        if drawing is None or self._theme is None:
            self.setTabIcon(index, QIcon())
        else:
            self.setTabIcon(index, tinted_icon(drawing, self._theme, self._theme.accent))

    def _button(self, index: int) -> QToolButton:
        button = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
        assert isinstance(button, QToolButton)
        return button

    def _index_of(self, button: QToolButton) -> int:
        indexes = range(self.count())
        return next(index for index in indexes if self._button(index) is button)

    def _tint(self, button: QToolButton, *, pointed: bool = False) -> None:
        if self._theme is not None:
            dot = bool(button.property("modified")) and not pointed
            button.setIcon(tinted_icon("modified" if dot else "close", self._theme))
