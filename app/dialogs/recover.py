"""Offers text that a crash left behind; knows no files."""

from collections.abc import Sequence

from PySide6.QtWidgets import QMessageBox, QWidget


def ask_recover(parent: QWidget | None, names: Sequence[str]) -> bool:
    """Ask whether to open the unsaved text of ``names``; closing the question keeps it too."""
    box = QMessageBox(parent)
    box.setWindowTitle("Unsaved text")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText("Anneal did not close properly. There is unsaved text.")
    shown = "\n".join(f"•  {name}" for name in names)
    box.setInformativeText(f"{shown}\n\nIt opens as modified; your files stay as they are.")
    recover = box.addButton("Recover", QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(recover)
    box.setEscapeButton(recover)
    box.exec()
    return box.clickedButton() is not discard
