"""Between the panel of the history and everything else: opens it, fills it, does what it asks.

It must not know the database, nor how a run is used again.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.history.again import STEPS_GONE, HistoryAgain
from app.history.chronicle import Chronicle
from app.history.entry import HistoryEntry
from app.history.keeper import HistoryKeeper
from app.history.store import PAGE
from app.history.trimming import MEGABYTE
from app.history.words import line_title
from app.main_window import MainWindow
from app.questions import Questions
from app.review import Hunk
from app.settings_store import SettingsStore
from app.tab import Tab
from app.workspace import Workspace
from engine.recording import Recording


class HistoryDesk(QObject):
    """Serves Ctrl+Shift+H and the panel.

    Signals:
        notice_given(str): what was done, or why it was not, in a few words.
        replay_asked(Recording): the steps of a run are to be looked at.
        closed(): the panel is shut, and the keyboard is back in the text.
    """

    notice_given = Signal(str)
    replay_asked = Signal(object)
    closed = Signal()

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        keeper: HistoryKeeper,
        questions: Questions,
        *,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._panel = window.history
        self._workspace = workspace
        self._keeper = keeper
        self._questions = questions
        self._store = store
        self._again: HistoryAgain | None = None
        self._chronicles: dict[Tab, Chronicle] = {}
        self._words = ""
        self._panel.show_keeping(store.settings.keep_history)
        self._panel.room.show_most(store.settings.history_megabytes)

    # Tabs

    def watch(self, tab: Tab) -> None:
        """Keep the runs of ``tab`` from now on."""

        def name() -> tuple[str, str]:
            path = tab.document.path
            return "" if path is None else str(path.absolute()), tab.title

        self._chronicles[tab] = Chronicle(tab.flow, name, self._keeper, tab)

    def let_go(self, tab: Tab) -> None:
        """The tab is closed."""
        self._chronicles.pop(tab).let_go()

    def chronicle_of(self, tab: Tab) -> Chronicle:
        """Return what keeps the runs of ``tab``."""
        return self._chronicles[tab]

    def use(self, again: HistoryAgain) -> None:
        """Let ``again`` do what is asked of a run."""
        self._again = again

    # The panel

    @Slot()
    def toggle(self) -> None:
        """Open the panel, or go to it, or close it where the keyboard is in it already."""
        if self._panel.isVisible() and self._panel.has_keyboard():
            self.close()
            return
        if not self._panel.isVisible():
            self._keeper.check()
            self._window.open_side(self._panel, self._store.settings.side_width)
            self.refresh()
        self._panel.take_keyboard()

    @Slot()
    def close(self) -> None:
        """Shut the panel; the text has the keyboard."""
        if not self._panel.isVisible():
            return
        had_keyboard = self._panel.has_keyboard()
        self.remember()
        self._window.close_side()
        if had_keyboard:
            self._workspace.current.editor.setFocus()
        self.closed.emit()

    @Slot()
    def switch(self) -> None:
        """Take the keyboard from the text to the panel, or back; open it first where it is shut."""
        if self._panel.isVisible() and self._panel.has_keyboard():
            self._workspace.current.editor.setFocus()
        else:
            self.toggle()

    @Slot()
    def remember(self) -> None:
        """Keep the panel's width for the next time."""
        if self._panel.isVisible():
            width = self._window.side.width()
            self._store.put(replace(self._store.settings, side_width=width))

    @Slot(str)
    def search(self, words: str) -> None:
        """Show the runs that hold ``words``."""
        self._words = words
        self._keeper.search(words, self._panel.show_page)

    @Slot()
    def refresh(self) -> None:
        """Show the runs as they are now, as many as are shown."""
        if self._panel.isVisible():
            count = max(PAGE, self._panel.list.runs.rowCount())
            self._keeper.search(self._words, self._panel.show_page, count=count)

    @Slot(object)
    def show_more(self, run_id: int) -> None:
        """Show older runs of the same search, below."""
        self._keeper.search(self._words, self._panel.list.runs.add_page, older_than=run_id)

    @Slot(object)
    def choose(self, run_id: int | None) -> None:
        """Show a run in full."""
        if run_id is None:
            self._panel.detail.show_entry(None, ())
        else:
            self._keeper.read(run_id, self._show_entry)

    def _show_entry(self, read: tuple[HistoryEntry | None, tuple[Hunk, ...]]) -> None:
        entry, hunks = read
        marked = self._panel.list.marked()
        if entry is None or (marked is not None and marked.run_id == entry.line.run_id):
            self._panel.detail.show_entry(entry, hunks)

    # What it asks for

    @Slot(str)
    def do(self, name: str) -> None:
        """Do what was asked for with the run that is shown."""
        entry, again = self._panel.detail.entry, self._again
        if entry is None or again is None:
            return
        does: dict[str, Callable[[HistoryEntry], object]] = {
            "show": again.show_draft,
            "apply": again.apply_again,
            "revert": again.revert,
            "repeat": lambda entry: self._repeat(again, entry),
            "replay": lambda entry: self._keeper.read_recording(entry.line.run_id, self._replay),
            "copy": self._copy,
            "forget": self._forget,
        }
        does[name](entry)

    def _repeat(self, again: HistoryAgain, entry: HistoryEntry) -> None:
        def repeat(recording: Recording | None) -> None:
            again.repeat(entry, recording)

        self._keeper.read_recording(entry.line.run_id, repeat)

    def _replay(self, recording: Recording | None) -> None:
        if recording is None:
            self.notice_given.emit(STEPS_GONE)
        else:
            self.replay_asked.emit(recording)

    def _copy(self, entry: HistoryEntry) -> None:
        if entry.draft is not None:
            QGuiApplication.clipboard().setText(entry.draft.text)
            self.notice_given.emit("The draft was copied")

    def _forget(self, entry: HistoryEntry) -> None:
        if self._questions.forget_run(line_title(entry.line)):
            self._keeper.forget(entry.line.run_id)
            self.notice_given.emit("Forgotten: nothing of that run is kept")

    @Slot()
    def forget_all(self) -> None:
        """Delete every run, if the person means it."""
        if self._questions.forget_all_runs():
            self._keeper.forget_all()
            self.notice_given.emit("Forgotten: no run is kept")

    @Slot(bool)
    def keep(self, keeping: bool) -> None:
        """Keep runs from now on, or keep none."""
        self._keeper.keeping = keeping
        self._store.put(replace(self._store.settings, keep_history=keeping))
        self._panel.show_keeping(keeping)
        self.refresh()
        if keeping:
            self.notice_given.emit("Runs are kept from now on, on this machine only")
        else:
            self.notice_given.emit("No run is kept from now on; those in the list stay")

    @Slot()
    def read_room(self) -> None:
        """Show how much room the history takes."""
        self._keeper.read_size(self._panel.room.show_used)

    @Slot(int)
    def limit(self, megabytes: int) -> None:
        """Let the history take so much, if the person means what goes with it."""

        def go_on(used: int) -> None:
            fits = used <= megabytes * MEGABYTE
            if fits or self._questions.shrink_history(megabytes, used / MEGABYTE):
                self._store.put(replace(self._store.settings, history_megabytes=megabytes))
                self._keeper.limit(megabytes)
                self.notice_given.emit(f"The history takes {megabytes:,} MB at most")
            self._panel.room.show_most(self._store.settings.history_megabytes)

        self._keeper.read_size(go_on)

    @Slot()
    def end(self) -> None:
        """The program ends: what is to be written is written now."""
        self.remember()
        for chronicle in self._chronicles.values():
            chronicle.let_go()
        self._keeper.close()
