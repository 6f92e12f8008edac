"""Fills the status bar from the tab in front, the run queue and the system; no behaviour else."""

from PySide6.QtCore import QObject, QTimer, Slot

from app.main_window import MainWindow
from app.memory import used_bytes
from app.model_state import ModelState
from app.run_queue import RunQueue
from app.workspace import Workspace

_MEMORY_MS = 2000


class StatusFeed(QObject):
    """Shows facts of the tab in front; memory is read every two seconds."""

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        queue: RunQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._status = window.status
        self._workspace = workspace
        self._queue = queue
        self._shown: ModelState | None = None
        self._timer = QTimer(self, interval=_MEMORY_MS)
        self._timer.timeout.connect(self.show_memory)
        self._timer.start()

    @Slot()
    def show_tab(self) -> None:
        """Show the words, the language and the title of the tab in front."""
        tab = self._workspace.current
        self._status.show_words(tab.words, tab.selected_words)
        self._status.show_language(tab.editor.language())
        written = tab.document.format
        self._status.show_file(
            read_only=tab.document.read_only,
            encoding=written.encoding_name,
            line_ends=written.line_end_name,
        )
        self._status.show_position(*tab.editor.caret())
        self._window.set_title(tab.title, modified=tab.modified)

    @Slot(int, int)
    def show_position(self, line: int, column: int) -> None:
        """Show where the caret of the tab in front stands."""
        self._status.show_position(line, column)

    @Slot()
    def show_state(self) -> None:
        """Show where the model stands."""
        state = self._queue.state
        if state != self._shown:
            self._shown = state
            self._status.show_state(state)
            self.show_memory()

    @Slot()
    def show_memory(self) -> None:
        """Show how much memory the program uses now."""
        self._status.show_memory(used_bytes())
