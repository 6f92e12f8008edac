"""Working without network: by key and by mouse, remembered, and forced from outside."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QPushButton, QToolTip
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.jobs.work import Phase, Work
from app.panels.network_gate import NetworkGate
from app.settings import Settings
from engine.jobs import JobDone, JobProgress
from engine.jobs import Stage as Doing
from tests.app.hands import click, press_key
from tests.app.models.answers import doctor
from tests.app.models.playing import FakeProgram
from tests.app.whole.scripted_engine import LoaderOf
from tests.app.whole.stage import Stage, focused, running_editor


def menu_with(stage: Stage, action: QAction) -> QMenu:
    menus = [place for place in action.associatedObjects() if isinstance(place, QMenu)]
    assert len(menus) == 1
    del stage
    return menus[0]


def test_the_switch_is_ticked_by_keys_alone_and_remembered(stage: Stage) -> None:
    stage.press("Ctrl+Shift+P")
    stage.type("work without")
    stage.press("Return")
    assert not stage.program.network.allowed
    assert stage.program.store.settings.offline
    assert stage.program.window.commands.work_offline.isChecked()
    assert "no network" in stage.program.window.status.notice()


def test_the_switch_is_ticked_by_the_mouse_alone(stage: Stage) -> None:
    action = stage.program.window.commands.work_offline
    menu = menu_with(stage, action)
    for offline in (True, False):
        menu.popup(stage.program.window.mapToGlobal(stage.program.window.rect().center()))
        click(menu, menu.actionGeometry(action).center())
        assert action.isChecked() == offline
        assert stage.program.network.allowed != offline


def test_what_needs_the_network_is_shut_with_the_reason(stage: Stage, qtbot: QtBot) -> None:
    button, action = QPushButton("Download"), QAction("Check", stage.program.window)
    qtbot.addWidget(button)
    gates = NetworkGate(button, "Fetches the model"), NetworkGate(action)
    stage.program.network.govern(*gates)
    assert button.isEnabled()
    assert button.toolTip() == "Fetches the model"
    stage.program.window.commands.work_offline.trigger()
    for guarded in (button, action):
        assert not guarded.isEnabled()
        assert "Work without network" in guarded.toolTip()
        assert guarded.statusTip() == guarded.toolTip()
    assert button.accessibleDescription() == button.toolTip()
    # What is possible changes meanwhile, and counts once there is a network again.
    gates[0].set_possible(False, "It is there already")
    assert "Work without network" in button.toolTip()
    stage.program.window.commands.work_offline.trigger()
    assert action.isEnabled()
    assert not button.isEnabled()
    assert button.toolTip() == "It is there already"
    gates[0].set_possible(True)
    assert button.isEnabled()


def tip_is_there() -> bool:
    return "Work without network" in QToolTip.text()


def tip_is_gone() -> bool:
    return not QToolTip.isVisible()


def test_a_menu_says_why_an_entry_is_grey(stage: Stage) -> None:
    action = stage.program.window.commands.check_version
    stage.program.window.commands.work_offline.trigger()
    menu = menu_with(stage, action)
    menu.popup(stage.program.window.mapToGlobal(QPoint(50, 50)))
    for entry, said in ((action, True), (stage.program.window.commands.help, False)):
        place = menu.actionGeometry(entry).center()
        asking = QHelpEvent(QEvent.Type.ToolTip, place, menu.mapToGlobal(place))
        QApplication.sendEvent(menu, asking)
        stage.qtbot.waitUntil(tip_is_there if said else tip_is_gone)
    menu.close()


def test_a_gate_that_comes_late_or_goes_early_is_no_trouble(stage: Stage, qtbot: QtBot) -> None:
    network = stage.program.network
    network.set_offline(True)
    button, gone = QPushButton("Download"), QPushButton("Gone")
    qtbot.addWidget(button)
    network.govern(NetworkGate(button), NetworkGate(gone))
    assert not button.isEnabled()
    gone.deleteLater()
    QTest.qWait(0)
    assert not isValid(gone)
    network.set_offline(False)
    assert button.isEnabled()


def test_children_are_told_at_once(stage: Stage) -> None:
    network = stage.program.network
    assert "ANNEAL_OFFLINE" not in network.environment()
    with stage.qtbot.waitSignal(network.changed) as changed:
        network.set_offline(True)
    assert changed.args == [False]
    assert network.environment()["ANNEAL_OFFLINE"] == "1"
    assert network.environment()["HF_HUB_OFFLINE"] == "1"
    with stage.qtbot.assertNotEmitted(network.changed):
        network.set_offline(True)


def test_what_is_being_fetched_stops_and_the_rest_goes_on(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, jobs = FakeProgram(tmp_path / "fake", monkeypatch), stage.program.models.jobs
    fetching = Work("a", "Fetching", ("models", "download"), heavy=False, network=True)
    working = Work("b", "Quantizing", ("models", "quantize"), heavy=False)
    for work, verb in ((fetching, "models-download"), (working, "models-quantize")):
        jobs.submit(work)
        program.play(verb, JobProgress(Doing.DOWNLOADING, 1, 100))
    stage.qtbot.waitUntil(lambda: len(program.calls) == 2, timeout=30_000)
    stage.program.window.commands.work_offline.trigger()
    assert "stops, and can go on" in stage.program.window.status.notice()
    stage.qtbot.waitUntil(lambda: phase_of(stage, "a") is Phase.STOPPED, timeout=30_000)
    assert phase_of(stage, "b") is Phase.RUNNING
    program.play("models-quantize", JobDone(tmp_path, "whole"), end=True)
    stage.qtbot.waitUntil(lambda: phase_of(stage, "b") is Phase.DONE, timeout=30_000)


def phase_of(stage: Stage, key: str) -> Phase:
    state = stage.program.models.jobs.state(key)
    assert state is not None
    return state.phase


def test_the_page_by_keys_alone(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FakeProgram(tmp_path / "fake", monkeypatch).answer("doctor", doctor())
    stage.press("Ctrl+Shift+M")
    window = stage.program.models.view.window
    assert window is not None
    stage.qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QListWidget))
    press_key(focused(), Qt.Key.Key_End)
    assert window.current_title() == "Network"
    press_key(focused(), Qt.Key.Key_Tab)
    press_key(focused(), Qt.Key.Key_Space)
    assert not stage.program.network.allowed
    assert stage.program.window.commands.work_offline.isChecked()


def test_the_environment_forces_it_and_nothing_can_lift_that(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    load: LoaderOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANNEAL_OFFLINE", "1")
    with running_editor(qtbot, qapp, tmp_path, Settings(), load) as stage:
        network, action = stage.program.network, stage.program.window.commands.work_offline
        assert not network.allowed
        assert action.isChecked()
        assert not action.isEnabled()
        assert "environment" in action.text()
        assert "ANNEAL_OFFLINE" in network.reason
        network.set_offline(False)
        assert not network.allowed
        assert network.environment()["ANNEAL_OFFLINE"] == "1"
        # What the person chose before is as it was.
        assert not stage.program.store.settings.offline


def test_the_choice_of_last_time_is_in_force_from_the_start(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, load: LoaderOf
) -> None:
    with running_editor(qtbot, qapp, tmp_path, Settings(offline=True), load) as stage:
        assert not stage.program.network.allowed
        assert stage.program.window.commands.work_offline.isChecked()
        assert stage.program.window.commands.work_offline.isEnabled()
