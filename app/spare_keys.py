"""Keeps the keys of commands that are off away from the text; knows no command's meaning."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class SpareKeys(QObject):
    """Takes the keys of each command while it is off, and does nothing with them.

    Qt has meanings of its own for some of them: Ctrl+D deletes a character on some systems, and a
    key that a person learnt for a draft must never change the text.
    """

    def __init__(self, commands: Sequence[QAction], window: QWidget) -> None:
        super().__init__(window)
        for command in commands:
            for keys in command.shortcuts():
                self._guard(command, keys, window)

    def _guard(self, command: QAction, keys: QKeySequence, window: QWidget) -> None:
        shortcut = QShortcut(keys, window)
        shortcut.setEnabled(not command.isEnabled())
        command.enabledChanged.connect(lambda on: shortcut.setEnabled(not on))
