"""What answers the program's questions in a test."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.dialogs.changed_on_disk import ChangedChoice
from app.dialogs.preset_clash import ClashChoice
from app.dialogs.unsaved import UnsavedChoice
from app.messages import Message
from app.questions import Questions


class Answers(Questions):
    """Answers by itself and remembers what was asked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.asked: list[str] = []
        self.told: list[Message] = []
        self.on_unsaved = UnsavedChoice.CANCEL
        self.on_draft = False
        self.on_reject = True
        self.on_reload = False
        self.on_changed = ChangedChoice.KEEP
        self.on_overwrite = False
        self.on_recover = True
        self.on_utf8 = True
        self.on_forget = True
        self.on_delete = True
        self.on_leave = True
        self.on_elsewhere = False
        self.to_open: list[Path] = []
        self.to_save: Path | None = None
        self.model: Path | None = None
        self.replay: Path | None = None
        self.on_clash = ClashChoice.KEEP_BOTH
        self.to_import: list[Path] = []
        self.to_folder: Path | None = None

    def unsaved(self, name: str, *, draft_waits: bool = False) -> UnsavedChoice:
        self.asked.append(f"unsaved {name}" + (" and a draft" if draft_waits else ""))
        return self.on_unsaved

    def drop_draft(self, name: str) -> bool:
        self.asked.append(f"draft {name}")
        return self.on_draft

    def reject_typed(self, name: str) -> bool:
        self.asked.append(f"reject {name}")
        return self.on_reject

    def reload_over_draft(self, name: str) -> bool:
        self.asked.append(f"reload {name}")
        return self.on_reload

    def changed(self, name: str, *, modified: bool) -> ChangedChoice:
        self.asked.append(f"changed {name} {modified}")
        return self.on_changed

    def overwrite(self, name: str) -> bool:
        self.asked.append(f"overwrite {name}")
        return self.on_overwrite

    def recover(self, names: Sequence[str]) -> bool:
        self.asked.append(f"recover {', '.join(names)}")
        return self.on_recover

    def forget_run(self, instruction: str) -> bool:
        self.asked.append(f"forget {instruction}")
        return self.on_forget

    def forget_all_runs(self) -> bool:
        self.asked.append("forget all")
        return self.on_forget

    def shrink_history(self, megabytes: int, used: float) -> bool:
        self.asked.append(f"shrink from {used:.0f} to {megabytes}")
        return self.on_forget

    def save_as_utf8(self, problem: str) -> bool:
        self.asked.append(f"utf8 {problem}")
        return self.on_utf8

    def save_elsewhere(self, problem: str) -> bool:
        self.asked.append(f"elsewhere {problem}")
        return self.on_elsewhere

    def tell(self, message: Message) -> None:
        self.told.append(message)

    def files_to_open(self, folder: Path) -> list[Path]:
        self.asked.append(f"open in {folder}")
        return self.to_open

    def file_to_save(self, suggested: Path) -> Path | None:
        self.asked.append(f"save as {suggested.name}")
        return self.to_save

    def replay_file(self, suggested: Path) -> Path | None:
        self.asked.append(f"export as {suggested.name}")
        return self.replay

    def delete_presets(self, names: str, *, for_good: bool) -> bool:
        self.asked.append(f"delete {names}" + (" for good" if for_good else ""))
        return self.on_delete

    def preset_clash(self, name: str) -> ClashChoice:
        self.asked.append(f"clash {name}")
        return self.on_clash

    def presets_to_import(self) -> list[Path]:
        return self.to_import

    def folder_for_presets(self) -> Path | None:
        return self.to_folder

    folder_of_packages = folder_for_presets

    def model_folder(self, folder: Path) -> Path | None:
        del folder
        return self.model

    def remove_runtime(self, nbytes: int) -> bool:
        self.asked.append(f"remove runtime {nbytes}")
        return self.on_delete

    def leave_work(self, title: str) -> bool:
        self.asked.append(f"leave {title}")
        return self.on_leave
