"""Before a draft goes that the person may want: at closing, rejecting, reloading; knows no edit."""

from PySide6.QtWidgets import QMessageBox, QWidget

from app.dialogs.go_on import ask_go_on


def ask_drop_draft(parent: QWidget | None, name: str) -> bool:
    """Ask whether the draft in ``name`` may go; closing the question keeps it."""
    return _ask(
        parent,
        f"A draft waits in “{name}”.",
        "Closing drops it; the text stays as it is.",
        "Drop the draft",
    )


def ask_reject_typed(parent: QWidget | None, name: str) -> bool:
    """Ask whether to reject a draft that was typed into; closing the question keeps it."""
    return _ask(
        parent,
        f"You typed into the draft in “{name}”.",
        "Rejecting drops what you typed as well; the text stays as it is.",
        "Reject the draft",
    )


def ask_reload_over_draft(parent: QWidget | None, name: str) -> bool:
    """Ask whether to reload a file whose text at a draft is another; closing it keeps the draft."""
    return _ask(
        parent,
        f"A draft waits in “{name}”, and the file has another text there.",
        "Reloading drops the draft, with what you typed into it.",
        "Reload",
    )


def _ask(parent: QWidget | None, question: str, more: str, answer: str) -> bool:
    return ask_go_on(
        parent,
        "Draft",
        question,
        more=more,
        answer=answer,
        loses=True,
        icon=QMessageBox.Icon.Question,
    )
