"""Runs of the history are to be deleted for good; knows no history."""

from PySide6.QtWidgets import QMessageBox, QWidget

from app.dialogs.go_on import ask_go_on

_LONGEST = 60  # characters of an instruction


def ask_forget_run(parent: QWidget | None, instruction: str) -> bool:
    """Ask whether the run of ``instruction`` may be deleted; closing the question keeps it."""
    name = instruction if len(instruction) <= _LONGEST else f"{instruction[:_LONGEST]}…"
    return _ask(
        parent,
        f"Forget the run “{name}”?",
        "Its texts, its steps and all that was asked are deleted for good. Your document stays "
        "as it is.",
        "Forget this run",
    )


def ask_forget_all(parent: QWidget | None) -> bool:
    """Ask whether every run may be deleted; closing the question keeps them."""
    return _ask(
        parent,
        "Forget every run?",
        "The whole history is deleted for good. Your documents stay as they are.",
        "Forget all runs",
    )


def ask_shrink(parent: QWidget | None, megabytes: int, used: float) -> bool:
    """Ask whether the history may shrink from ``used`` to ``megabytes`` MB; closing keeps it."""
    return _ask(
        parent,
        f"Keep {megabytes:,} MB of the history?",
        f"It takes {used:,.1f} MB. The steps of the oldest runs, and then the oldest runs, are "
        "deleted for good until the rest fits. Your documents stay as they are.",
        "Forget the oldest",
    )


def _ask(parent: QWidget | None, question: str, more: str, answer: str) -> bool:
    icon = QMessageBox.Icon.Question
    return ask_go_on(parent, "History", question, more=more, answer=answer, loses=True, icon=icon)
