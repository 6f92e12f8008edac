"""Opens, saves and closes tabs as a person asks; knows no widgets and no engine."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.dialogs.unsaved import UnsavedChoice
from app.document import ChangedOnDiskError, Document, DocumentError, EncodingError
from app.languages import language_of
from app.messages import Message
from app.questions import Questions
from app.settings import Settings
from app.settings_store import SettingsStore
from app.tab import Tab
from app.workspace import Workspace
from engine.paths import resource_folder

_WELCOME = "Welcome.md"


class FileDesk(QObject):
    """Between the tabs and the disk.

    Signals:
        notice_given(str): what was done, in a few words.
        open_failed(Message): a file cannot be opened; the window may not be up yet.
        tab_saved(Tab): its text is on the disk.
        tab_closing(Tab): it is closed for good; whoever serves it lets go.
        recent_changed(list[Path]): the recent files, the newest first.
    """

    notice_given = Signal(str)
    open_failed = Signal(object)
    tab_saved = Signal(object)
    tab_closing = Signal(object)
    recent_changed = Signal(list)

    def __init__(
        self,
        workspace: Workspace,
        questions: Questions,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._questions = questions
        self._store = store

    def show_recent(self) -> None:
        """Tell the recent files of earlier days."""
        self._remember(self._store.settings)

    @Slot()
    def new(self) -> None:
        """Open an empty tab."""
        self._workspace.add_empty()

    @Slot()
    def ask_open(self) -> None:
        """Let the person pick files and open them."""
        self.open_files(self._questions.files_to_open(self._folder()))

    @Slot(list)
    def open_files(self, paths: Sequence[Path]) -> None:
        """Open each file in a tab of its own; one that cannot be opened is told."""
        for path in paths:
            self.open_file(path)

    @Slot(object)
    def open_file(self, path: Path) -> None:
        """Open one file, or bring its tab to the front."""
        tab = self._workspace.tab_of(path)
        if tab is not None:
            self._workspace.select(tab)
            return
        try:
            document = Document.open(path)
        except DocumentError as error:
            self._remember(self._store.settings.without_recent_file(path.absolute()))
            self.open_failed.emit(Message(str(error), ""))
            return
        self._workspace.add(document, document.text, language_of(path))
        self._remember(self._store.settings.with_recent_file(path.absolute()))
        if not path.exists():
            self.notice_given.emit(f"{path.name} is new: it is made when you save it")

    @Slot()
    def open_welcome(self) -> None:
        """Open a copy of the tour, which has no file."""
        text = (resource_folder() / "welcome.md").read_text(encoding="utf-8")
        tab = self._workspace.add(Document(text=text), text, "markdown", _WELCOME)
        tab.pristine = True

    def open_unsaved(self, path: Path | None, text: str, name: str = "") -> Tab:
        """Open text that a crash left behind; it is modified, and its file stays as it is.

        It goes into the file's own tab where that is open and as the disk has it.
        ``name`` is what one without a file is called, "" for an untitled one.
        """
        open_tab = None if path is None else self._workspace.tab_of(path)
        if open_tab is not None and not open_tab.modified:
            self._workspace.select(open_tab)
            open_tab.replace_text(text)
            return open_tab
        document = Document()
        if path is not None:
            try:
                document = Document.open(path)
            except DocumentError:
                document = Document(path)
        tab = self._workspace.add(document, document.text, language_of(path), name)
        tab.replace_text(text)
        return tab

    @Slot()
    def save(self) -> bool:
        """Save the tab in front."""
        return self.save_tab(self._workspace.current)

    @Slot()
    def save_as(self) -> bool:
        """Save the tab in front under another name."""
        return self._save_as(self._workspace.current)

    def save_tab(self, tab: Tab) -> bool:
        """Save ``tab``, asking for a name where it has none; return whether it is saved."""
        if tab.document.path is None:
            return self._save_as(tab)
        return self._write(tab, None)

    def _save_as(self, tab: Tab) -> bool:
        path = self._questions.file_to_save(tab.document.path or self._folder() / _file_name(tab))
        if path is None or not self._write(tab, path):
            return False
        tab.editor.set_language(language_of(path))
        tab.note_path()
        tab.feed.note_change()
        self._remember(self._store.settings.with_recent_file(path.absolute()))
        return True

    def _write(
        self, tab: Tab, path: Path | None, *, encoding: str | None = None, overwrite: bool = False
    ) -> bool:
        # The editor's text: a draft that runs or waits is no part of it.
        text = tab.editor.text()
        try:
            tab.document.save(text, path=path, encoding=encoding, overwrite=overwrite)
        except ChangedOnDiskError:
            if not self._questions.overwrite(tab.title):
                return False
            return self._write(tab, path, encoding=encoding, overwrite=True)
        except EncodingError as error:
            if not self._questions.save_as_utf8(str(error)):
                return False
            return self._write(tab, path, encoding="utf-8", overwrite=overwrite)
        except DocumentError as error:
            return self._questions.save_elsewhere(str(error)) and self._save_as(tab)
        tab.settle()
        tab.title_changed.emit()
        self.tab_saved.emit(tab)
        self.notice_given.emit(f"Saved {tab.title}")
        return True

    @Slot()
    def close_current(self) -> None:
        """Close the tab in front."""
        self.close_tab(self._workspace.current)

    @Slot(int)
    def close_index(self, index: int) -> None:
        """Close the tab of that index."""
        self.close_tab(list(self._workspace)[index])

    def close_tab(self, tab: Tab) -> bool:
        """Close ``tab`` unless the person cancels; return whether it is closed."""
        if not self._may_close(tab):
            return False
        self.tab_closing.emit(tab)
        self._workspace.remove(tab)
        return True

    def open_paths(self) -> list[str]:
        """Return the files that are open, from left to right, and at the end the one in front."""
        tabs = [*self._workspace, self._workspace.current]
        return [str(path.absolute()) for tab in tabs if (path := tab.document.path) is not None]

    def may_close_all(self) -> bool:
        """Ask for every tab that is modified or has a draft; return whether all may go."""
        return all(self._may_close(tab) for tab in self._workspace)

    def _may_close(self, tab: Tab) -> bool:
        tab.settle()
        # Also while a follow-up of it runs: what was typed into the draft would go with it.
        draft_waits = tab.flow.under_way is not None
        if not tab.modified and not draft_waits:
            return True
        self._workspace.select(tab)
        if not tab.modified:
            return self._questions.drop_draft(tab.title)
        match self._questions.unsaved(tab.title, draft_waits=draft_waits):
            case UnsavedChoice.SAVE:
                return self.save_tab(tab)
            case UnsavedChoice.DISCARD:
                return True
            case UnsavedChoice.CANCEL:
                return False

    def _folder(self) -> Path:
        path = self._workspace.current.document.path
        recent = self._store.settings.recent_files
        if path is not None:
            return path.parent
        return Path(recent[0]).parent if recent else Path.home()

    def _remember(self, settings: Settings) -> None:
        self._store.put(settings)
        self.recent_changed.emit([Path(name) for name in settings.recent_files])


def _file_name(tab: Tab) -> str:
    """Return a name to offer for a text that has no file."""
    return tab.title if Path(tab.title).suffix else f"{tab.title}.md"
