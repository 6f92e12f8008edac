"""Remembers the open files and opens them again at the next start; knows no widgets, no engine.

The one that was in front is read before the window is shown, the others after its first paint.
Until all are open nothing is remembered anew: who quits meanwhile loses none.
"""

from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document import Document, DocumentError
from app.languages import language_of
from app.last_files import (
    LastFile,
    LastFiles,
    forget_last_files,
    front_of,
    last_files_path,
    missed_words,
    read_last_files,
    write_last_files,
)
from app.settings_store import SettingsStore
from app.tab import Tab
from app.workspace import Workspace
from engine.files import SaveError
from engine.request import Span

_WAIT_MS = 1000
_ON = "The files that are open now open again at the next start"
_OFF = "No open files are remembered any more"


class Reopening(QObject):
    """Serves one window; of two, the one that was used last is remembered.

    Signals:
        moved(int, int): a tab is to go from one index to another.
        notice_given(str): what the switch does from now on.
        opened(): all that is to be opened again is open.
        problem_arose(str): files of last time were not opened, or the switch does not take.
    """

    moved = Signal(int, int)
    notice_given = Signal(str)
    opened = Signal()
    problem_arose = Signal(str)

    def __init__(
        self, workspace: Workspace, store: SettingsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._store = store
        self._path = last_files_path(store.folder)
        self._opening = False
        self._before: list[LastFile] = []  # to be opened left of the tab in front
        self._after: list[LastFile] = []
        self._place = 0  # of the next one of those
        self._gone = 0
        self._refused = 0
        self._unseen: dict[str, LastFile] = {}  # by tab: where it is to stand once it is shown
        self._had_files = False
        self._waiting = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._waiting.timeout.connect(self.save)

    @property
    def wanted(self) -> bool:
        """Return whether the open files are remembered."""
        return self._store.settings.reopen_files

    def open_front(self) -> None:
        """Open the file that was in front last time, if it is wanted and any is remembered."""
        if not self.wanted:
            with suppress(OSError):
                forget_last_files(self._path)
            return
        last = read_last_files(self._path)
        files, index = list(last.files), last.front
        self._opening = True
        while files and self._open(files[index], behind=False) is None:
            del files[index]
            index = min(index, len(files) - 1)
        self._before, self._after = files[: max(0, index)], files[index + 1 :]

    @Slot()
    def open_rest(self) -> None:
        """Open the others beside it, in their order; keys and clicks come in between."""
        if self._before:
            tab = self._open(self._before.pop(0), behind=True)
            if tab is not None:
                self.moved.emit(self._workspace.index_of(tab), self._place)
                self._place += 1
        elif self._after:
            self._open(self._after.pop(0), behind=True)
        if self._before or self._after:
            QTimer.singleShot(0, self, self.open_rest)
            return
        if self._opening:
            self._opening = False
            self.note()
            if words := missed_words(self._gone, self._refused):
                self.problem_arose.emit(words)
        self.opened.emit()

    def _open(self, file: LastFile, *, behind: bool) -> Tab | None:
        """Open one file again; ``None`` where that cannot be, or it is open already."""
        if self._workspace.tab_of(file.path) is not None:
            return None
        try:
            document = Document.open(file.path)
        except DocumentError:
            self._refused += 1
            return None
        if not document.has_file:
            self._gone += 1
            return None
        language = language_of(file.path)
        tab = self._workspace.add(document, document.text, language, behind=behind)
        self._had_files = True
        self._unseen[tab.key] = file
        if tab is self._workspace.current:
            self.see(tab)
        return tab

    @Slot(object)
    def see(self, tab: Tab) -> None:
        """A tab is in front: at the first time its text goes to where it stood."""
        file = self._unseen.pop(tab.key, None)
        if file is not None:
            caret = min(file.caret, len(tab.editor.text()))
            tab.editor.select_span(Span(caret, caret))
            tab.editor.scroll_to_line(file.line)

    @Slot()
    def note(self) -> None:
        """What is open, or where, is different now: remember it in a moment."""
        if not self._opening:
            self._waiting.start()

    @Slot()
    def save(self) -> None:
        """Remember what is open now."""
        self._waiting.stop()
        if not self._opening and self.wanted:
            # Where the folder takes nothing, the settings say so.
            with suppress(SaveError):
                self._write()

    def _write(self) -> None:
        last = self._open_now()
        self._had_files = self._had_files or bool(last.files)
        if self._had_files:  # a window that never had one must not wipe out another's
            write_last_files(last, self._path)

    @Slot(bool)
    def choose(self, wanted: bool) -> None:
        """Open the files of last time at the start from now on; or not, and forget them."""
        self._store.put(replace(self._store.settings, reopen_files=wanted))
        self._waiting.stop()
        try:
            if wanted:
                self._write()
            else:
                forget_last_files(self._path)
        except SaveError as error:
            self.problem_arose.emit(f"The open files cannot be remembered: {error}")
        except OSError as error:
            words = f"The list of open files cannot be removed: {self._path}: {error.strerror}"
            self.problem_arose.emit(words)
        else:
            self.notice_given.emit(_ON if wanted else _OFF)

    def _open_now(self) -> LastFiles:
        tabs = list(self._workspace)
        if not tabs:
            return LastFiles()
        files = [_standing(tab, self._unseen.get(tab.key)) for tab in tabs]
        front = front_of(
            [file is not None for file in files], self._workspace.index_of(self._workspace.current)
        )
        return LastFiles(tuple(file for file in files if file is not None), front)


def _standing(tab: Tab, unseen: LastFile | None) -> LastFile | None:
    """Return where a tab's text stands; ``None`` where it is in no file on the disk yet."""
    path = tab.document.path
    if path is None or not tab.document.has_file:
        return None
    if unseen is not None:
        return replace(unseen, path=path)
    line = round(tab.editor.top_line(), 3)
    return LastFile(path.absolute(), tab.editor.selected_span().end, line)
