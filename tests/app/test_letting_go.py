"""What is let go is held until Qt has deleted it, and not a moment longer."""

import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.letting_go import let_go, let_go_when_closed

PATIENCE = 30_000
APP = Path(__file__).parents[2] / "app"


class Thing(QObject):
    """With a part of its own, as those that crashed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.part = QTimer(self)


def test_a_thing_is_held_until_it_is_deleted(qtbot: QtBot) -> None:
    parent = QObject()
    thing = Thing(parent)
    seen, alive = weakref.ref(thing), []
    thing.part.destroyed.connect(lambda: alive.append(seen() is not None))
    let_go(thing)
    let_go(thing)  # twice is once
    del thing
    qtbot.waitUntil(lambda: seen() is None, timeout=PATIENCE)
    assert alive == [True]
    assert parent.children() == []


def test_a_window_is_deleted_once_it_is_closed(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    window = QDialog(parent)
    let_go_when_closed(window)
    seen = weakref.ref(window)
    window.show()
    del window
    QApplication.processEvents()
    assert seen() is not None
    (shown,) = parent.findChildren(QDialog)
    shown.close()
    del shown
    qtbot.waitUntil(lambda: parent.findChildren(QDialog) == [], timeout=PATIENCE)
    let_go(QObject(parent))  # whoever goes next takes it along
    assert seen() is None


@pytest.mark.parametrize("attribute", ["WA_DeleteOnClose", "self.deleteLater"])
def test_no_other_module_has_a_way_of_its_own(attribute: str) -> None:
    found = [file.name for file in APP.rglob("*.py") if attribute in file.read_text("utf-8")]
    assert found == (["letting_go.py"] if attribute == "WA_DeleteOnClose" else [])
