"""Answers another start of Anneal: its files are opened here and the window comes to the front."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.file_desk import FileDesk
from app.main_window import MainWindow

_AGAIN = 200  # ms between two looks whether a question has been answered


class Calls(QObject):
    """Opens what others bring once no question stands open, which may be about closing."""

    def __init__(self, window: MainWindow, desk: FileDesk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._waiting: list[Path] = []
        self._timer = QTimer(self, interval=_AGAIN, singleShot=True)
        self._timer.timeout.connect(self._open)

    @Slot(list, str)
    def take(self, files: Sequence[Path], token: str) -> None:
        """Open ``files`` and come to the front; ``token`` is the desktop's leave to do so."""
        if token:  # where Qt looks for it, once
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        self._waiting += files
        self._open()

    @Slot()
    def _open(self) -> None:
        if QApplication.activeModalWidget() is not None:
            self._timer.start()
            return
        files, self._waiting = self._waiting, []
        self._desk.open_files(files)
