"""What a person does to own presets: saves, changes, copies, deletes, imports, exports.

It must not know the engine; what lies in the folder it learns from the library.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFile, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.dialogs.preset_clash import ClashChoice
from app.dialogs.presets import PresetsDialog
from app.dialogs.save_preset import SavePresetDialog
from app.instruction import Instruction
from app.letting_go import let_go_when_closed
from app.messages import Message
from app.preset_library import PresetLibrary
from app.presets.front_matter import PresetError
from app.presets.own_preset import OwnPreset
from app.presets.preset_folder import (
    PresetFile,
    copy_preset,
    export_preset,
    free_name,
    free_path,
    import_preset,
    read_file,
    rename_preset,
    save_preset,
)
from app.questions import Questions
from app.sampler_presets import OWN, Numbers, Sampler
from app.sampling_choice import SamplingChoice


class PresetDesk(QObject):
    """Serves the list of presets and "Save as preset…".

    Signals:
        file_wanted(Path): open a preset's file in a tab.
        notice_given(str): what was done, in a few words.
    """

    file_wanted = Signal(object)
    notice_given = Signal(str)

    def __init__(
        self,
        library: PresetLibrary,
        sampling: SamplingChoice,
        questions: Questions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._library = library
        self._sampling = sampling
        self._questions = questions
        self._window = window
        self._dialog: PresetsDialog | None = None

    @Slot()
    def show_list(self) -> None:
        """Show every preset, with what can be done to it."""
        dialog = self._dialog = PresetsDialog(self._window)
        let_go_when_closed(dialog)
        dialog.new_asked.connect(lambda: self._show_form(None))
        dialog.change_asked.connect(self._change)
        dialog.text_asked.connect(self._edit_text)
        dialog.copy_asked.connect(self._copy)
        dialog.rename_asked.connect(self._rename)
        dialog.delete_asked.connect(self._delete)
        dialog.import_asked.connect(self._import)
        dialog.export_asked.connect(self._export)
        dialog.folder_asked.connect(self._open_folder)
        dialog.finished.connect(self._forget_dialog)
        self._library.read()
        self.refresh()
        dialog.open()

    @Slot()
    def refresh(self) -> None:
        """Show the presets as they are now, where they are shown."""
        if self._dialog is not None:
            library = self._library
            self._dialog.show_files(library.files, library.folder, library.problem)

    @Slot(object)
    def save_asked(self, asked: Instruction) -> None:
        """Keep what stands in the instruction bar; an own preset is changed."""
        file = next((file for file in self._library.files if file.title == asked.preset), None)
        if file is not None:
            self._show_form(file)
        else:
            self._show_form(None, asked)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _change(self, path: Path) -> None:
        file = read_file(path)
        if file.preset is None:
            self._tell(f"“{path.stem}” cannot be changed here.", file.problem)
        else:
            self._show_form(file)

    def _show_form(self, file: PresetFile | None, asked: Instruction | None = None) -> None:
        path = None if file is None else file.path
        asked = Instruction() if asked is None else asked
        own = self._sampling.values().own
        form = SavePresetDialog(
            None if file is None else file.preset,
            lambda preset: self._clash(preset, path),
            self._window if self._dialog is None else self._dialog,
            instruction=asked.text,
            strength=asked.strength,
            own=None if own == Numbers() else Sampler(OWN, own),
        )
        let_go_when_closed(form)
        form.accepted.connect(lambda: self._save(form.preset(), path))
        form.open()

    def _clash(self, preset: OwnPreset, besides: Path | None) -> str:
        """Return what is in the way of saving ``preset``, "" for nothing."""
        if self._library.has_name(preset.name, besides):
            return f"There is a preset “{preset.name}” already."
        owner = self._library.owner_of_key(preset.key, besides) if preset.key else ""
        return f"{preset.key} is taken by {owner}." if owner else ""

    def _save(self, preset: OwnPreset, path: Path | None) -> None:
        saved: list[Path] = []
        if self._try(lambda: saved.append(save_preset(preset, self._library.folder, path))):
            self._choose(saved[0])
            self.notice_given.emit(f"Saved the preset “{preset.name}”")

    def _edit_text(self, path: Path) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.file_wanted.emit(path)

    def _copy(self, path: Path) -> None:
        file = self._library.file_of(path)
        name = free_name(path.stem if file is None else file.title, self._library.has_name)
        copied: list[Path] = []
        if self._try(lambda: copied.append(copy_preset(path, self._library.folder, name))):
            self._choose(copied[0])

    def _rename(self, path: Path, name: str) -> None:
        if self._library.has_name(name, path):
            self._tell(f"There is a preset “{name}” already.", "Choose another name.")
            self.refresh()
        else:
            self._try(lambda: rename_preset(path, name))

    def _delete(self, paths: Sequence[Path]) -> None:
        """Put files into the trash; where there is none, ask whether they may go for good."""
        names = self._names(paths)
        if not self._questions.delete_presets(names, for_good=False):
            return
        left = [path for path in paths if path.exists() and not _trash(path)]
        if left and self._questions.delete_presets(self._names(left), for_good=True):
            for path in left:
                self._try(partial(_unlink, path))
        self._library.read()

    def _import(self) -> None:
        """Copy files into the folder; what is no preset is told, and a name that is taken asked."""
        refused = []
        for source in self._questions.presets_to_import():
            file = read_file(source)
            if file.preset is None:
                refused.append(f"{source.name}: {file.problem}")
            elif source.parent != self._library.folder:
                self._take_in(source, file.preset.name)
        if refused:
            self._tell("Not every file is a preset.", "\n".join(refused))

    def _take_in(self, source: Path, name: str) -> None:
        old = next((file for file in self._library.files if self._is_called(file, name)), None)
        choice = ClashChoice.KEEP_BOTH if old is None else self._questions.preset_clash(name)
        target = None
        if choice is ClashChoice.SKIP:
            return
        if choice is ClashChoice.REPLACE and old is not None:
            target = old.path
        else:
            name = free_name(name, self._library.has_name)
        taken: list[Path] = []
        folder = self._library.folder
        if self._try(lambda: taken.append(import_preset(source, folder, name, target))):
            self._choose(taken[0])

    def _is_called(self, file: PresetFile, name: str) -> bool:
        return file.title.casefold() == name.casefold()

    def _export(self, paths: Sequence[Path]) -> None:
        if len(paths) == 1:
            target = self._questions.file_to_save(Path.home() / paths[0].name)
            done = target is not None and self._try(lambda: export_preset(paths[0], target))
        else:
            folder = self._questions.folder_for_presets()
            if folder is None:
                return
            done = all(
                self._try(partial(export_preset, path, free_path(folder, path.stem)))
                for path in paths
            )
        if done:
            self.notice_given.emit(f"Exported {self._names(paths)}")

    def _open_folder(self) -> None:
        folder = self._library.folder
        if self._try(lambda: folder.mkdir(parents=True, exist_ok=True)):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _try(self, work: Callable[[], object]) -> bool:
        """Do something with the files; tell what went wrong, and show what is there then."""
        try:
            work()
        except (PresetError, OSError) as error:
            words = str(error)
            self._tell("That could not be done.", f"{words[:1].upper()}{words[1:]}.")
            self._library.read()
            return False
        self._library.read()
        return True

    def _choose(self, path: Path) -> None:
        if self._dialog is not None:
            self._dialog.choose(path)

    def _names(self, paths: Sequence[Path]) -> str:
        if len(paths) > 1:
            return f"{len(paths)} presets"
        file = self._library.file_of(paths[0])
        return f"“{paths[0].stem if file is None else file.title}”"

    def _tell(self, happened: str, advice: str) -> None:
        self._questions.tell(Message(happened, advice))


def _trash(path: Path) -> bool:
    return QFile(str(path)).moveToTrash()


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)
