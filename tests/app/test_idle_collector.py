"""Garbage is collected while nobody is at work in the window, by a clock of the test."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.collector import collector_held
from app.idle_collector import IdleCollector
from app.idle_plan import CLOSED_AFTER, DEEP_APART, LIGHT_AFTER
from tests.patience import COMING_MS


class Loop:
    """An object that only the collector frees."""

    def __init__(self) -> None:
        self.itself = self


class Room:
    """A window with a collector, a clock that the test moves, and the full passes made."""

    def __init__(self, qtbot: QtBot) -> None:
        self.now = 0.0
        self.busy = False
        self.passes = 0
        self.window = QWidget()
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.collector = IdleCollector(self.window, self.window, clock=lambda: self.now)
        self.collector.heed(lambda: self.busy)

    def count(self, phase: str, info: dict[str, int]) -> None:
        self.passes += phase == "stop" and info["generation"] == 2

    def wait(self, seconds: float) -> int:
        """Let time pass without a key, and return how many full passes came of it."""
        before = self.passes
        self.now += seconds
        self.collector.look()
        return self.passes - before


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    room = Room(qtbot)
    room.collector.start()
    gc.callbacks.append(room.count)
    yield room
    gc.callbacks.remove(room.count)
    room.collector.stop()


def test_it_passes_once_in_a_rest(room: Room) -> None:
    assert room.wait(LIGHT_AFTER - 0.1) == 0
    assert room.wait(0.2) == 1
    assert room.wait(10) == 0


@pytest.mark.parametrize("hand", ["key", "mouse"])
def test_a_key_or_the_mouse_puts_the_pass_off(room: Room, qtbot: QtBot, hand: str) -> None:
    handle = room.window.windowHandle()
    assert handle is not None
    room.now = LIGHT_AFTER - 0.1
    if hand == "key":
        QTest.keyClick(handle, Qt.Key.Key_A)
    else:
        QTest.mouseMove(handle, QPoint(5, 5))
    qtbot.wait(1)
    assert room.wait(LIGHT_AFTER - 0.1) == 0
    assert room.wait(0.2) == 1


def test_there_is_none_in_a_run_nor_right_after_it(room: Room) -> None:
    room.busy = True
    assert room.wait(DEEP_APART) == 0
    room.busy = False
    assert room.wait(LIGHT_AFTER - 0.1) == 0
    assert room.wait(0.2) == 1


def test_there_is_none_while_a_menu_is_open(room: Room, qtbot: QtBot) -> None:
    menu = QMenu(room.window)
    menu.addAction("One")
    menu.popup(room.window.mapToGlobal(QPoint(5, 5)))
    qtbot.waitUntil(menu.isVisible)
    assert room.wait(DEEP_APART) == 0
    menu.close()
    assert room.wait(LIGHT_AFTER) == 1


def test_there_is_none_while_the_collector_is_held_but_afterwards(room: Room) -> None:
    with collector_held():
        assert room.wait(LIGHT_AFTER) == 0
    assert room.wait(1) == 1


def test_what_a_closed_text_leaves_is_freed_though_it_was_frozen(room: Room) -> None:
    loop = Loop()
    gone = weakref.ref(loop)
    room.wait(LIGHT_AFTER)
    del loop
    room.collector.stir()
    room.wait(LIGHT_AFTER)
    assert gone() is not None  # frozen, so that nobody walks it
    room.collector.note_closed()
    room.wait(CLOSED_AFTER)
    assert gone() is None


def test_what_is_forgotten_without_a_closed_text_is_freed_too(room: Room) -> None:
    loop = Loop()
    gone = weakref.ref(loop)
    room.wait(LIGHT_AFTER)
    del loop
    room.wait(DEEP_APART)
    assert gone() is None


def test_many_objects_make_no_full_pass_but_far_too_many_do(room: Room) -> None:
    kept = [[number] for number in range(400_000)]
    assert room.passes == 0
    young, middle, full = gc.get_threshold()
    assert young * middle * full < 5_000_000  # the collector's own word where no rest ever comes
    del kept


def test_small_passes_come_when_they_are_due(room: Room, qtbot: QtBot) -> None:
    loop = Loop()
    gone = weakref.ref(loop)
    del loop
    kept = [[number] for number in range(5_000)]
    assert gone() is not None  # nothing is collected out of whatever makes objects
    qtbot.waitUntil(lambda: gone() is None, timeout=COMING_MS)
    assert room.passes == 0
    del kept


def test_it_leaves_the_collector_as_it_was(qtbot: QtBot) -> None:
    before = gc.get_threshold()
    room = Room(qtbot)
    room.collector.start()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() != before
    assert not gc.isenabled()
    room.collector.stop()
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()
    assert gc.get_threshold() == before
