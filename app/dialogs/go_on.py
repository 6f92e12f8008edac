"""A question with two answers: go on, or leave things as they are; knows no document."""

from PySide6.QtWidgets import QMessageBox, QWidget

from app.dialogs.letters import give_letters


def ask_go_on(
    parent: QWidget | None,
    title: str,
    question: str,
    *,
    answer: str,
    more: str = "",
    loses: bool,
    icon: QMessageBox.Icon = QMessageBox.Icon.Warning,
) -> bool:
    """Ask whether to go on; closing the question does not.

    Args:
        parent: the window to ask over.
        title: of the box.
        question: what is to be decided.
        answer: the words on the button that goes on.
        more: in smaller letters below.
        loses: going on drops or replaces something, so Enter does not.
        icon: beside the question.
    """
    box = QMessageBox(icon, title, question, parent=parent)
    box.setInformativeText(more)
    role = QMessageBox.ButtonRole
    go_on = box.addButton(answer, role.DestructiveRole if loses else role.AcceptRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel if loses else go_on)
    box.setEscapeButton(cancel)
    give_letters(box)
    box.exec()
    return box.clickedButton() is go_on
