"""The garbage collector is off while Qt goes through all widgets, and as it was afterwards."""

import gc
import threading
import weakref

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.appearance import Appearance
from app.collector import (
    collect_by_hand,
    collect_by_itself,
    collect_due,
    collect_new,
    collector_held,
    collector_rests,
)


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


def test_it_is_off_until_all_who_hold_it_are_through() -> None:
    """A load ends while the window takes another style: the style's turn is not over."""
    load = collector_rests(threading.Event())
    load.__enter__()
    with collector_held():
        load.__exit__(None, None, None)
        assert not gc.isenabled()
    assert gc.isenabled()
    with collector_rests(threading.Event()):
        with collector_held():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.unfreeze()


def test_a_load_that_never_comes_back_holds_it_no_longer_than_until_it_is_given_up() -> None:
    given_up = threading.Event()
    forever = collector_rests(given_up)
    forever.__enter__()
    given_up.set()
    with collector_rests(threading.Event()):
        assert not gc.isenabled()
    assert gc.isenabled()
    forever.__exit__(None, None, None)
    assert gc.isenabled()
    gc.unfreeze()


def test_a_start_that_is_over_puts_it_on_at_no_time() -> None:
    thresholds = gc.get_threshold()
    gc.disable()  # as while the program starts
    try:
        with collector_rests(threading.Event()):
            collect_by_hand()
            assert not collect_new()
        assert not gc.isenabled()
        assert gc.get_freeze_count() > 0  # what was loaded is never walked again
        assert collect_new()
        collect_by_itself()
        assert gc.isenabled()
    finally:
        collect_by_itself()
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def test_the_window_passes_again_once_a_load_is_given_up() -> None:
    thresholds, given_up = gc.get_threshold(), threading.Event()
    forever = collector_rests(given_up)
    forever.__enter__()
    collect_by_hand()
    try:
        assert not collect_new()
        given_up.set()
        assert collect_new()
    finally:
        forever.__exit__(None, None, None)
        collect_by_itself()
        gc.set_threshold(*thresholds)
        gc.unfreeze()


class Loop:
    """An object that only the collector frees."""

    def __init__(self) -> None:
        self.itself = self


def test_no_other_thread_frees_what_is_in_a_cycle() -> None:
    """It may be a widget: Qt crashes where one goes on another thread than its own."""
    thresholds, freed_by = gc.get_threshold(), []
    collect_by_hand()
    try:
        loop = Loop()
        weakref.finalize(loop, lambda: freed_by.append(threading.get_ident()))
        del loop

        def work() -> None:
            for _ in range(50):
                del [[number] for number in range(5_000)][:]

        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
        assert freed_by == []
        kept = [[number] for number in range(2_000)]
        with collector_held():
            collect_due()
            assert freed_by == []
        collect_due()
        assert freed_by == [threading.get_ident()]
        del kept
    finally:
        collect_by_itself()
        gc.set_threshold(*thresholds)
