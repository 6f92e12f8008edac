"""A tab with a draft that waits is to be closed; knows no edit."""

from PySide6.QtWidgets import QMessageBox, QWidget


def ask_drop_draft(parent: QWidget | None, name: str) -> bool:
    """Ask whether the draft in ``name`` may go; closing the question keeps it."""
    box = QMessageBox(parent)
    box.setWindowTitle("Draft")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"A draft waits in “{name}”.")
    box.setInformativeText("Closing drops it; the text stays as it is.")
    drop = box.addButton("Drop the draft", QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is drop
