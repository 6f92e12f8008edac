"""Gives every button of a question a letter of its own, so that one key answers; knows no words.

Only for questions that a person has asked for by a key or a click: a letter that is typed when
another one comes up must not answer it. A key that was meant otherwise may bring up such a question
too, in the middle of a word, so that what loses something waits for a keyboard that is still.
"""

from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMessageBox

_STILL_MS: Final = 500  # longer than between two letters that are typed


def give_letters(box: QMessageBox) -> None:
    """Underline in each button the first letter that no button before it has."""
    taken: set[str] = set()
    losing: set[str] = set()
    for button in box.buttons():
        words = button.text().replace("&", "")
        free = (k for k, sign in enumerate(words) if sign.isalpha() and sign.lower() not in taken)
        at = next(free, None)
        if at is not None:
            taken.add(words[at].lower())
            button.setText(f"{words[:at]}&{words[at:]}")
            if box.buttonRole(button) is QMessageBox.ButtonRole.DestructiveRole:
                losing.add(words[at].upper())
    if losing:
        _Stillness(box, losing)


class _Stillness(QObject):
    """Takes letters that would lose something while one types on; owned by the question."""

    def __init__(self, box: QMessageBox, letters: set[str]) -> None:
        super().__init__(box)
        self._keys = {ord(letter) for letter in letters}
        self._still = QElapsedTimer()
        self._still.start()
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let such a letter through where no key came shortly before it, nor the question."""
        if event.type() == QEvent.Type.Show:
            self._still.start()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            typing = not self._still.hasExpired(_STILL_MS)
            self._still.start()
            if typing and event.key() in self._keys:
                return True
        return super().eventFilter(watched, event)
