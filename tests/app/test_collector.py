"""The garbage collector is off while Qt goes through all widgets, and as it was afterwards."""

import gc

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.appearance import Appearance
from app.collector import collector_held


def test_it_is_as_it_was_afterwards() -> None:
    with collector_held():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with collector_held():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


class Watcher(QWidget):
    """Notes whether the collector is on while it is told of another style."""

    seen: list[bool]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.StyleChange:
            self.seen.append(gc.isenabled())
        super().changeEvent(event)


def test_no_theme_is_applied_with_the_collector_on(qtbot: QtBot, qapp: QApplication) -> None:
    palette, sheet = qapp.palette(), qapp.styleSheet()
    watcher = Watcher()
    watcher.seen = []
    qtbot.addWidget(watcher)
    watcher.show()
    appearance = Appearance(qapp, "light")
    appearance.choose("dark")
    assert watcher.seen
    assert not any(watcher.seen)
    with collector_held():
        qapp.setPalette(palette)
        qapp.setStyleSheet(sheet)
