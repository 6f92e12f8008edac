"""What is to become of a preset whose name is taken; knows no file."""

from enum import Enum

from PySide6.QtWidgets import QMessageBox, QWidget

from app.dialogs.letters import give_letters


class ClashChoice(Enum):
    """The person's word."""

    REPLACE = "replace"
    KEEP_BOTH = "keep both"
    SKIP = "skip"


def ask_preset_clash(parent: QWidget | None, name: str) -> ClashChoice:
    """Ask which of two presets of one name to have; closing the question takes none in."""
    box = QMessageBox(parent)
    box.setWindowTitle("Import presets")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"There is a preset “{name}” already.")
    box.setInformativeText("Keeping both gives the new one a number behind its name.")
    role = QMessageBox.ButtonRole
    both = box.addButton("Keep both", role.AcceptRole)
    replaced = box.addButton("Replace", role.DestructiveRole)
    skipped = box.addButton("Skip", role.RejectRole)
    box.setDefaultButton(both)
    box.setEscapeButton(skipped)
    give_letters(box)
    box.exec()
    if box.clickedButton() is replaced:
        return ClashChoice.REPLACE
    return ClashChoice.KEEP_BOTH if box.clickedButton() is both else ClashChoice.SKIP
