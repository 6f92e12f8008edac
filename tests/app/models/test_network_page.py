"""The page Network by keys and by mouse: what is typed is judged at once, and kept once good."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from app.addresses import STRAIGHT
from app.models.network_desk import NetworkDesk
from app.models.network_page import NetworkPage
from app.network_switch import NetworkSwitch
from app.settings import Settings
from app.settings_store import SettingsStore
from app.theme import load_theme
from tests.app.hands import click, press_key, type_text


class Room:
    """The page with its settings."""

    def __init__(self, qtbot: QtBot, folder: Path, settings: Settings, *, forced: bool) -> None:
        self.store = SettingsStore(settings, folder / "settings.json")
        self.switch = NetworkSwitch(self.store, forced=forced, parent=self.store)
        self.page = NetworkPage(load_theme("light"))
        qtbot.addWidget(self.page)
        self.desk = NetworkDesk(self.page, self.switch, self.store, {"HTTPS_PROXY": "http://sys:1"})
        self.page.resize(700, 900)
        self.page.show()
        qtbot.waitActive(self.page)

    @property
    def settings(self) -> Settings:
        return self.store.settings

    def words(self) -> str:
        return "\n".join(label.text() for label in self.page.findChildren(QLabel))

    def way(self, number: int) -> None:
        button = self.page.ways.button(number)
        click(button, QPoint(8, button.height() // 2))


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Room:
    return Room(qtbot, tmp_path, Settings(), forced=False)


def test_the_switch_is_the_one_of_the_menu(room: Room) -> None:
    room.page.offline.setFocus()
    press_key(room.page.offline, Qt.Key.Key_Space)
    assert not room.switch.allowed
    assert "No network, whatever is pressed." in room.words()
    room.switch.set_offline(False)
    assert not room.page.offline.isChecked()
    click(room.page.offline, QPoint(8, room.page.offline.height() // 2))
    assert not room.switch.allowed


def test_a_switch_set_by_the_environment_cannot_be_changed(qtbot: QtBot, tmp_path: Path) -> None:
    room = Room(qtbot, tmp_path, Settings(), forced=True)
    assert room.page.offline.isChecked()
    assert not room.page.offline.isEnabled()
    assert "ANNEAL_OFFLINE" in room.words()
    assert "Set by the environment" in room.page.offline.accessibleDescription()


def test_a_proxy_is_typed_and_kept_once_it_is_good(room: Room) -> None:
    room.way(2)
    line = room.page.proxy.line
    assert line.isVisible()
    assert line.hasFocus()
    type_text(line, "proxy:8080")
    assert "begins with" in room.page.proxy.said
    assert room.settings.proxy == ""
    line.selectAll()
    type_text(line, "http://proxy:8080")
    assert room.page.proxy.said == ""
    assert room.settings.proxy == "http://proxy:8080"
    assert "through the proxy http://proxy:8080." in room.words()
    room.way(1)
    assert room.settings.proxy == STRAIGHT
    assert not line.isVisible()
    room.way(2)
    assert room.settings.proxy == "http://proxy:8080"
    room.way(0)
    assert room.settings.proxy == ""
    assert "http://sys:1" in room.words()


def test_an_address_that_is_spoilt_leaves_the_one_before_in_force(room: Room) -> None:
    line = room.page.models.line
    line.setFocus()
    type_text(line, "https://mirror")
    press_key(line, Qt.Key.Key_Home)
    type_text(line, "x")
    assert line.text() == "xhttps://mirror"
    assert "Until then nothing changes" in room.page.models.said
    assert room.settings.model_mirror == "https://mirror"
    assert "Models from https://mirror," in room.words()
    press_key(line, Qt.Key.Key_Backspace)
    assert room.page.models.said == ""


def test_an_emptied_field_goes_back_to_the_usual_place(qtbot: QtBot, tmp_path: Path) -> None:
    room = Room(qtbot, tmp_path, Settings(package_mirror="https://p/simple"), forced=False)
    line = room.page.packages.line
    assert line.text() == "https://p/simple"
    line.setFocus()
    line.selectAll()
    press_key(line, Qt.Key.Key_Delete)
    assert room.settings.package_mirror == ""
    assert "Empty: from Python's package index" in room.page.packages.said


def test_a_field_is_emptied_by_the_mouse_alone(room: Room) -> None:
    line = room.page.models.line
    line.setFocus()
    type_text(line, "https://m")
    tool = line.findChild(QToolButton)
    assert isinstance(tool, QToolButton)
    click(tool)
    assert room.settings.model_mirror == line.text() == ""
    assert not tool.isVisible()


def test_spaces_around_are_left_out_and_typing_goes_on(room: Room) -> None:
    line = room.page.packages.line
    line.setFocus()
    type_text(line, " https://p ")
    assert line.text() == " https://p "
    assert room.settings.package_mirror == "https://p"


def test_no_word_of_the_page_tells_a_password(qtbot: QtBot, tmp_path: Path) -> None:
    room = Room(
        qtbot,
        tmp_path,
        Settings(proxy="http://ada:secret@proxy:8080", model_mirror="https://t:secret@m"),
        forced=False,
    )
    assert "secret" not in room.words()
    assert room.page.proxy.line.text() == "http://ada:secret@proxy:8080"


def test_everything_is_reached_by_tab_alone_and_has_a_name(room: Room) -> None:
    room.way(2)
    page = room.page
    order = [page.offline, page.ways.button(2), page.proxy.line, page.models.line]
    order.append(page.packages.line)
    page.offline.setFocus()
    for before, after in pairwise(order):
        assert before.hasFocus()
        press_key(before, Qt.Key.Key_Tab)
        assert after.hasFocus()
    assert all(field.line.accessibleName() for field in (page.proxy, page.models, page.packages))
