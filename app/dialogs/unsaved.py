"""What is to become of changes that were not saved; knows no document."""

from enum import Enum

from PySide6.QtWidgets import QMessageBox, QWidget

from app.dialogs.letters import give_letters


class UnsavedChoice(Enum):
    """The person's word."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


def ask_unsaved(parent: QWidget | None, name: str, *, draft_waits: bool = False) -> UnsavedChoice:
    """Ask what to do with the changes in ``name``; closing the question cancels.

    With ``draft_waits`` say as well that a draft goes in any case.
    """
    box = QMessageBox(parent)
    box.setWindowTitle("Unsaved changes")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"Save the changes in “{name}”?")
    lost = "They are lost if you close it without saving."
    dropped = "The draft that waits there is no part of the text: closing drops it."
    box.setInformativeText(f"{lost}\n\n{dropped}" if draft_waits else lost)
    button = QMessageBox.StandardButton
    box.setStandardButtons(button.Save | button.Discard | button.Cancel)
    box.setDefaultButton(button.Save)
    box.button(button.Discard).setText("Don’t save")
    give_letters(box)
    match box.exec():
        case button.Save:
            return UnsavedChoice.SAVE
        case button.Discard:
            return UnsavedChoice.DISCARD
        case _:
            return UnsavedChoice.CANCEL
