"""A file has changed outside the program; knows no document."""

from enum import Enum

from PySide6.QtWidgets import QMessageBox, QWidget

from app.dialogs.go_on import ask_go_on


class ChangedChoice(Enum):
    """The person's word."""

    RELOAD = "reload"
    KEEP = "keep"


def ask_changed(parent: QWidget | None, name: str, *, modified: bool) -> ChangedChoice:
    """Ask whether to take the file's new text; closing the question keeps what is here."""
    box = QMessageBox(parent)
    box.setWindowTitle("Changed on disk")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"“{name}” was changed by another program.")
    lost = "Reloading discards your own changes here; one undo gives them back."
    box.setInformativeText(lost if modified else "Reload it to see the new text.")
    reload = box.addButton("Reload", QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton("Keep mine", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep if modified else reload)
    box.setEscapeButton(keep)
    box.exec()
    return ChangedChoice.RELOAD if box.clickedButton() is reload else ChangedChoice.KEEP


def ask_overwrite(parent: QWidget | None, name: str) -> bool:
    """Ask whether to save over a file that another program has changed meanwhile."""
    return ask_go_on(
        parent,
        "Changed on disk",
        f"“{name}” was changed by another program since you opened it.",
        more="Saving replaces that change with your text.",
        answer="Save over it",
        loses=True,
    )
