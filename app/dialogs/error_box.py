"""Tells a person what went wrong and what to do; knows no cause by itself."""

from PySide6.QtWidgets import QMessageBox, QWidget

from app.messages import Message


def show_error(parent: QWidget | None, message: Message) -> None:
    """Show ``message``: what happened in bold, the advice below, the detail on demand."""
    box = QMessageBox(parent)
    box.setWindowTitle("Anneal")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(message.happened)
    box.setInformativeText(message.advice)
    if message.detail:
        box.setDetailedText(message.detail)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.exec()
