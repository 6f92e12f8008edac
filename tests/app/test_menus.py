"""The menus: every command once, every mnemonic once in its menu."""

import re

from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow


def _menus(window: QMainWindow) -> list[QMenu]:
    return [menu for menu in window.findChildren(QMenu) if menu.actions()]


def test_a_mnemonic_means_one_entry_of_its_menu(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    assert len(_menus(window)) == 12
    for entries in (
        [menu.menuAction() for menu in _menus(window) if menu.title() != "&Theme"],
        *(menu.actions() for menu in _menus(window)),
    ):
        found = [re.search("&(.)", entry.text()) for entry in entries]
        letters = [match[1].lower() for match in found if match is not None]
        assert len(letters) == len(set(letters)), [entry.text() for entry in entries]


def test_a_window_fits_its_screen_with_the_frame_around_it(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    assert window.height() + 40 <= room.height()
    assert window.width() <= room.width()
