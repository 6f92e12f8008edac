"""The window: layout and menus, no logic; knows no document, no flow and no engine."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QObject,
    QRect,
    QSize,
    QTimer,
    Signal,
)
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.actions import build_actions, shown_key
from app.icons import tinted_icon
from app.menus import build_menus
from app.panels.brush_card import BrushCard
from app.panels.command_palette import CommandPalette
from app.panels.draft_line import DraftLine
from app.panels.find_bar import FindBar
from app.panels.history_panel import HistoryPanel
from app.panels.instruction_bar import InstructionBar
from app.panels.replay_drawer import ReplayDrawer
from app.panels.review_bar import ReviewBar
from app.panels.run_strip import RunStrip
from app.panels.selection_button import SelectionButton
from app.panels.status_bar import StatusBar
from app.panels.tab_bar import TabBar
from app.panels.three_parts import ThreeParts
from app.panels.widgets import make_tool
from app.theme import Theme

_FIRST_SIZE = (1240, 800)
_FRAME = (16, 48)  # px that the system may put around the window, and tells only afterwards


class MainWindow(QMainWindow):
    """Tabs above, editor and page side by side, status or run or review at the foot.

    Signals:
        files_dropped(list[Path]): files were let go over the window.
        recent_chosen(Path): a file of the recent ones was picked.
        close_asked(): the window is to close; it stays until ``finish_close``.
        activated(): the window came to the front.
        resized(): the room for what floats over the editor has changed.
        painted(): the window has been painted for the first time.
    """

    files_dropped = Signal(list)
    recent_chosen = Signal(object)
    close_asked = Signal()
    activated = Signal()
    resized = Signal()
    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.commands = build_actions(self)
        self._closing = False
        self._was_painted = False
        self.tab_bar = TabBar()
        self.editors = QStackedWidget()
        self.pages = QStackedWidget()
        self.run_strip = RunStrip()
        actions = self.commands
        keys = ("accept", "reject", "retry", "compare")
        shown = {name: shown_key(getattr(actions, name)) for name in keys}
        self.review_bar = ReviewBar({**shown, "follow": shown_key(actions.rewrite)})
        names = {"previous": "previous_variant", "next": "next_variant", "beside": "beside"}
        self.draft_line = DraftLine(
            {what: shown_key(getattr(actions, name)) for what, name in names.items()}
        )
        self.find_bar = FindBar(shown_key(actions.replace_all))
        self.status = StatusBar()
        self.foot = QStackedWidget()
        self.history = HistoryPanel()
        self.side = QStackedWidget()  # left of the editor: one panel at a time, hidden for none
        self.drawer = QStackedWidget()  # above the foot: the same
        self.replay = ReplayDrawer()
        self.drawer.addWidget(self.replay)
        self.recent_menu = QMenu("Open recen&t", self)
        self._page_button: QToolButton = make_tool("Page beside the text")
        self._centre = QWidget()
        self._lay_out()
        self.instruction_bar = InstructionBar(self.editors)
        self.command_palette = CommandPalette(self._centre)
        self.brush_card = BrushCard(self.editors)
        self.selection_button = SelectionButton(self.editors)
        self.model_menu = build_menus(self.menuBar(), actions, self.recent_menu)
        self._page_button.clicked.connect(actions.page.trigger)
        self.editors.installEventFilter(self)
        self.setAcceptDrops(True)
        room = self.screen().availableGeometry().size()
        self.resize(QSize(*_FIRST_SIZE).boundedTo(room - QSize(*_FRAME)))

    def _lay_out(self) -> None:
        for part in (self.status, self.run_strip, self.review_bar):
            self.foot.addWidget(part)
        # One height for all three: when a run begins, no line of the text moves.
        self.foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        left = QWidget()
        column = _column(left)
        column.addWidget(self.editors, 1)
        column.addWidget(self.find_bar)
        self.find_bar.hide()
        self.side.addWidget(self.history)
        self.splitter = ThreeParts(self.side, left, self.pages)
        self.drawer.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.drawer.hide()
        tabs = QFrame()
        tabs.setObjectName("tabs")
        row = QHBoxLayout(tabs)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self.tab_bar)
        row.addStretch(1)
        row.addWidget(self._page_button)
        whole = self._whole = _column(self._centre)
        whole.addWidget(tabs)
        whole.addWidget(self.splitter, 1)
        whole.addWidget(self.drawer)
        whole.addWidget(self.draft_line)
        whole.addWidget(self.foot)
        self.setCentralWidget(self._centre)

    def set_theme(self, theme: Theme) -> None:
        """Tint every icon of the window."""
        for part in (self.tab_bar, self.run_strip, self.review_bar, self.find_bar, self.draft_line):
            part.set_theme(theme)
        self.status.set_theme(theme)
        self.instruction_bar.set_theme(theme)
        self.history.set_theme(theme)
        self.replay.set_theme(theme)
        self.command_palette.set_theme(theme)
        self.brush_card.set_theme(theme)
        self.selection_button.set_theme(theme)
        self._page_button.setIcon(tinted_icon("page", theme))

    def set_title(self, name: str, *, modified: bool) -> None:
        """Show the name of the current file, and that it is modified as this system does."""
        self.setWindowTitle(f"{name}[*] — Anneal" if name else "Anneal")
        self.setWindowModified(modified)

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Fill the menu of recent files."""
        self.recent_menu.clear()
        self.recent_menu.setEnabled(bool(paths))
        for path in paths:
            entry = self.recent_menu.addAction(_short(path))
            entry.setToolTip(str(path))
            entry.triggered.connect(lambda _=False, chosen=path: self.recent_chosen.emit(chosen))

    def open_drawer(self, panel: QWidget) -> None:
        """Open the drawer with ``panel``; the text above has its new room at once."""
        self.drawer.setFixedHeight(panel.sizeHint().height())  # not that of the highest one
        self.drawer.setCurrentWidget(panel)
        self.drawer.show()
        self._whole.activate()

    def show_status(self) -> None:
        """Show words, position and model at the foot."""
        self.foot.setCurrentWidget(self.status)

    def show_run(self) -> None:
        """Show the line of a run at the foot."""
        self.foot.setCurrentWidget(self.run_strip)

    def show_review(self) -> None:
        """Show the bar of a review at the foot."""
        self.foot.setCurrentWidget(self.review_bar)

    def set_page_visible(self, visible: bool) -> None:
        """Show or hide the page; the editor takes the room."""
        self.splitter.show_page(visible)
        self.commands.page.setChecked(visible)

    def split(self) -> float:
        """Return the editor's share of what it and the page have together, 0 to 1."""
        return self.splitter.share()

    def set_split(self, share: float) -> None:
        """Give the editor ``share`` (0 to 1) of that, and the page the rest."""
        self.splitter.set_share(share)

    def open_side(self, panel: QWidget, width: int) -> None:
        """Open ``panel`` left of the editor, ``width`` px wide."""
        self.side.setCurrentWidget(panel)
        self.splitter.open_side(width)

    def close_side(self) -> None:
        """Shut the panel left of the editor."""
        self.splitter.close_side()

    def floating_area(self) -> QRect:
        """Return where the instruction bar and the selection button may stand."""
        return self.editors.rect()

    def finish_close(self) -> None:
        """Close for good; whoever hears ``close_asked`` may call this at once or later."""
        self._closing = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask whoever listens; the window itself decides nothing."""
        if not self._closing:
            self.close_asked.emit()
        event.setAccepted(self._closing)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint once it is on the screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Tell when the window comes to the front: a file may have changed meanwhile."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell what floats over the editor that its room has changed."""
        if watched is self.editors and event.type() is QEvent.Type.Resize:
            self.resized.emit()
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this machine, nothing else."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on the files."""
        self.files_dropped.emit(local_files(event.mimeData()))
        event.acceptProposedAction()


def local_files(data: QMimeData) -> list[Path]:
    """Return the files of this machine that ``data`` names."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _short(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
