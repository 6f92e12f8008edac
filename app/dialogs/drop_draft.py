"""A tab with a draft that waits is to be closed; knows no edit."""

from PySide6.QtWidgets import QMessageBox, QWidget

from app.dialogs.go_on import ask_go_on


def ask_drop_draft(parent: QWidget | None, name: str) -> bool:
    """Ask whether the draft in ``name`` may go; closing the question keeps it."""
    return ask_go_on(
        parent,
        "Draft",
        f"A draft waits in “{name}”.",
        more="Closing drops it; the text stays as it is.",
        answer="Drop the draft",
        loses=True,
        icon=QMessageBox.Icon.Question,
    )
