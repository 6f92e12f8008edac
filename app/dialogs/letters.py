"""Gives every button of a question a letter of its own, so that one key answers; knows no words.

Only for questions that a person has asked for by a key or a click: a letter that is typed when
another one comes up must not answer it.
"""

from PySide6.QtWidgets import QMessageBox


def give_letters(box: QMessageBox) -> None:
    """Underline in each button the first letter that no button before it has."""
    taken: set[str] = set()
    for button in box.buttons():
        words = button.text().replace("&", "")
        free = (k for k, sign in enumerate(words) if sign.isalpha() and sign.lower() not in taken)
        at = next(free, None)
        if at is not None:
            taken.add(words[at].lower())
            button.setText(f"{words[:at]}&{words[at:]}")
