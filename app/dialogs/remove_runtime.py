"""The runtime for graphics cards is to be removed; knows no runtime."""

from PySide6.QtWidgets import QMessageBox, QWidget

from app.dialogs.go_on import ask_go_on
from engine.sizes import size_text


def ask_remove_runtime(parent: QWidget | None, nbytes: int) -> bool:
    """Ask whether it may go; closing the question keeps it."""
    return ask_go_on(
        parent,
        "Graphics card",
        "Remove the runtime for graphics cards?",
        more=f"That frees {size_text(nbytes)}. Models run on the processor afterwards, which is "
        "slow for large ones. It can be installed again. Your models and documents stay.",
        answer="Remove the runtime",
        loses=True,
        icon=QMessageBox.Icon.Question,
    )
