"""Everything that the program asks a person in a window of its own; holds no decision.

Parts that need an answer get this object; tests give them one that answers by itself.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.dialogs.changed_on_disk import ChangedChoice, ask_changed, ask_overwrite
from app.dialogs.drop_draft import ask_drop_draft, ask_reject_typed, ask_reload_over_draft
from app.dialogs.error_box import show_error
from app.dialogs.export_replay import ask_replay_file
from app.dialogs.forget import ask_forget_all, ask_forget_run, ask_shrink
from app.dialogs.go_on import ask_go_on
from app.dialogs.preset_clash import ClashChoice, ask_preset_clash
from app.dialogs.recover import ask_recover
from app.dialogs.remove_runtime import ask_remove_runtime
from app.dialogs.unsaved import UnsavedChoice, ask_unsaved
from app.messages import Message

_FILTERS = (
    "Text (*.md *.markdown *.txt *.py *.rst *.toml *.yaml *.yml *.json *.js *.ts *.rs *.go *.c *.h)"
    ";;All files (*)"
)
_WINDOWS = (Qt.WindowType.Window, Qt.WindowType.Dialog)  # and no menu


class Questions(QObject):
    """Asks over one window; every answer to a closed question leaves things as they are."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent

    def unsaved(self, name: str, *, draft_waits: bool = False) -> UnsavedChoice:
        """Ask what to do with unsaved changes; a draft that waits there goes in any case."""
        return ask_unsaved(self._parent, name, draft_waits=draft_waits)

    def drop_draft(self, name: str) -> bool:
        """Ask whether to close over a draft that waits."""
        return ask_drop_draft(self._parent, name)

    def reject_typed(self, name: str) -> bool:
        """Ask whether to reject a draft that was typed into."""
        return ask_reject_typed(self._parent, name)

    def reload_over_draft(self, name: str) -> bool:
        """Ask whether to reload a file over a draft that waits."""
        return ask_reload_over_draft(self._parent, name)

    def changed(self, name: str, *, modified: bool) -> ChangedChoice:
        """Ask whether to take the text that another program wrote."""
        return ask_changed(self._parent, name, modified=modified)

    def overwrite(self, name: str) -> bool:
        """Ask whether to save over what another program wrote."""
        return ask_overwrite(self._parent, name)

    def recover(self, names: Sequence[str]) -> bool:
        """Ask whether to open unsaved text that a crash left behind."""
        return ask_recover(self._parent, names)

    def forget_run(self, instruction: str) -> bool:
        """Ask whether to delete a run of the history for good."""
        return ask_forget_run(self._parent, instruction)

    def forget_all_runs(self) -> bool:
        """Ask whether to delete the whole history for good."""
        return ask_forget_all(self._parent)

    def shrink_history(self, megabytes: int, used: float) -> bool:
        """Ask whether the history may shrink from ``used`` MB: its oldest is deleted for good."""
        return ask_shrink(self._parent, megabytes, used)

    def save_as_utf8(self, problem: str) -> bool:
        """Ask whether to leave an encoding that cannot hold the text."""
        return ask_go_on(self._parent, "Encoding", problem, answer="Save as UTF-8", loses=False)

    def save_elsewhere(self, problem: str) -> bool:
        """Ask whether to save under another name what could not be saved under its own."""
        more = "Your text is still here."
        return ask_go_on(self._parent, "Anneal", problem, more=more, answer="Save as…", loses=False)

    @Slot(object)
    def tell(self, message: Message) -> None:
        """Tell what went wrong, until the person has read it."""
        show_error(self._over(), message)

    def files_to_open(self, folder: Path) -> list[Path]:
        """Let the person pick files; none where it was closed."""
        names, _ = QFileDialog.getOpenFileNames(self._parent, "Open", str(folder), _FILTERS)
        return [Path(name) for name in names]

    def file_to_save(self, suggested: Path) -> Path | None:
        """Let the person name a file; the system asks before an existing one is replaced."""
        name, _ = QFileDialog.getSaveFileName(self._over(), "Save as", str(suggested), _FILTERS)
        return Path(name) if name else None

    def replay_file(self, suggested: Path) -> Path | None:
        """Let the person name the file that a replay is written into."""
        return ask_replay_file(self._parent, suggested)

    def model_folder(self, folder: Path) -> Path | None:
        """Let the person pick a checkpoint folder."""
        name = QFileDialog.getExistingDirectory(self._over(), "Choose a model", str(folder))
        return Path(name) if name else None

    def folder_of_packages(self) -> Path | None:
        """Let the person pick the folder that holds a runtime's wheels."""
        title = "Choose a folder of wheels"
        name = QFileDialog.getExistingDirectory(self._over(), title, str(Path.home()))
        return Path(name) if name else None

    def leave_work(self, title: str) -> bool:
        """Ask whether to leave while work goes on, such as "Downloading the 26B model"."""
        question, more = f"{title} is not done. Quit all the same?", "What is there stays."
        return ask_go_on(self._over(), "Anneal", question, more=more, answer="Quit", loses=False)

    def remove_runtime(self, nbytes: int) -> bool:
        """Ask whether the runtime for graphics cards may go, which takes ``nbytes``."""
        return ask_remove_runtime(self._over(), nbytes)

    def folder_for_models(self, folder: Path) -> Path | None:
        """Let the person pick the folder in which models are kept."""
        name = QFileDialog.getExistingDirectory(self._over(), "Keep models in", str(folder))
        return Path(name) if name else None

    def delete_presets(self, names: str, *, for_good: bool) -> bool:
        """Ask whether presets may go: into the trash, or for good where there is none."""
        question = f"Put {names} into the trash?"
        more, answer = "From there you can bring it back.", "Move to trash"
        if for_good:
            question = f"There is no trash for {names}. Delete for good?"
            more, answer = "Nothing can bring it back.", "Delete for good"
        return ask_go_on(self._over(), "My presets", question, more=more, answer=answer, loses=True)

    def preset_clash(self, name: str) -> ClashChoice:
        """Ask which of two presets of one name to have."""
        return ask_preset_clash(self._over(), name)

    def presets_to_import(self) -> list[Path]:
        """Let the person pick files; none where it was closed."""
        names, _ = QFileDialog.getOpenFileNames(
            self._over(), "Import presets", str(Path.home()), "Presets (*.md);;All files (*)"
        )
        return [Path(name) for name in names]

    def folder_for_presets(self) -> Path | None:
        """Let the person pick a folder to copy presets to."""
        name = QFileDialog.getExistingDirectory(self._over(), "Export presets", str(Path.home()))
        return Path(name) if name else None

    def _over(self) -> QWidget:
        """Return the window to ask over: the one that a person is in, else the main one.

        A window that was asked over gets the keyboard back afterwards.
        """
        active = QApplication.activeModalWidget() or QApplication.activeWindow()
        is_one = active is not None and active.windowType() in _WINDOWS
        return active if active is not None and is_one else self._parent
