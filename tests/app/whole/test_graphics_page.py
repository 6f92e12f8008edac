"""The page Graphics card by keys and by mouse: install, pause, go on, restart, repair, remove."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from app.models.graphics_state import Deed
from engine.jobs import JobFailed
from tests.app.hands import click
from tests.app.models.playing import FakeProgram
from tests.app.models.runtimes import DAMAGED, INSTALLED, NO_CARD, plan, status
from tests.app.whole.graphics_stage import (
    DONE,
    FETCHING,
    PATIENCE,
    PLANNED,
    Graphics,
    be_packaged,
)
from tests.app.whole.stage import Stage, focused

INSTALL = "runtime install --events"


@pytest.fixture(autouse=True)
def packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    be_packaged(monkeypatch)


@pytest.fixture
def graphics(
    packaged: None, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Graphics:
    del packaged
    return Graphics(stage, FakeProgram(tmp_path / "fake", monkeypatch))


def test_by_keys_alone_from_install_to_restart(graphics: Graphics) -> None:
    graphics.says(plan(), status())
    graphics.open()
    graphics.see("RTX 5090 is here")
    graphics.see("2.83 GB in 2 packages")
    graphics.tab_to(Deed.INSTALL)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    graphics.program.play("runtime-install", PLANNED, FETCHING)
    graphics.see("43.0 MB of 100.0 MB · 2.0 MB/s · 30 s left")
    graphics.see("torch (4 of 9)")
    # The keyboard stays with what can be done now.
    assert graphics.button(Deed.PAUSE).hasFocus()
    graphics.says(plan(nbytes_there=43_000_000), status(unfinished=43_000_000))
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    graphics.see("Continue goes on from there")
    graphics.stage.qtbot.waitUntil(lambda: graphics.button(Deed.INSTALL).hasFocus())
    assert graphics.button(Deed.INSTALL).text() == "&Continue"
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    graphics.says(plan(), INSTALLED)
    graphics.program.play("runtime-install", FETCHING, DONE, end=True)
    graphics.see("Restart Anneal to use it")
    assert graphics.program.calls.count(INSTALL) == 2
    graphics.tab_to(Deed.RESTART)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert graphics.stage.program.quitting.again == []


def test_by_mouse_alone_from_a_folder_without_a_network(graphics: Graphics, tmp_path: Path) -> None:
    graphics.stage.program.network.set_offline(True)
    graphics.says(plan(), status())
    graphics.stage.program.window.commands.models.trigger()
    graphics.window.show_page("Graphics card")
    graphics.see("RTX 5090 is here")
    install = graphics.button(Deed.INSTALL)
    assert not install.isEnabled()
    assert "Work without network" in install.toolTip()
    # Not in the tip alone, which needs a mouse.
    assert "Work without network" in graphics.page.text()
    click(graphics.button(Deed.FROM_FOLDER))  # and nothing was chosen
    graphics.stage.answers.to_folder = tmp_path
    click(graphics.button(Deed.FROM_FOLDER))
    call = f"runtime install --from {tmp_path} --events"
    graphics.stage.qtbot.waitUntil(lambda: graphics.heard(call), timeout=PATIENCE)
    graphics.says(plan(), INSTALLED)
    graphics.program.play("runtime-install", DONE, end=True)
    graphics.see("Restart Anneal to use it")
    assert not any(call == INSTALL for call in graphics.program.calls)


def test_forbidding_the_network_pauses_the_install(graphics: Graphics) -> None:
    graphics.says(plan(), status())
    graphics.open()
    graphics.see("RTX 5090 is here")
    click(graphics.button(Deed.INSTALL))
    graphics.program.play("runtime-install", PLANNED, FETCHING)
    graphics.see("43.0 MB of 100.0 MB")
    graphics.stage.program.window.commands.work_offline.trigger()
    graphics.see("Stopped")
    assert not graphics.button(Deed.INSTALL).isEnabled()
    assert "stops, and can go on" in graphics.stage.program.window.status.notice()
    graphics.stage.program.window.commands.work_offline.trigger()
    assert graphics.button(Deed.INSTALL).isEnabled()


def test_a_failure_is_told_and_can_be_tried_again(graphics: Graphics) -> None:
    graphics.says(plan(), status())
    graphics.open()
    graphics.see("RTX 5090 is here")
    click(graphics.button(Deed.INSTALL))
    failed = JobFailed("DownloadError", "the server cannot be reached: try again")
    graphics.program.play("runtime-install", failed, end=True)
    graphics.see("Failed: not possible: The server cannot be reached: try again.")
    assert graphics.button(Deed.INSTALL).isEnabled()
    assert Deed.LOG in graphics.shown()


def test_repair_and_remove(graphics: Graphics) -> None:
    graphics.says(plan(), INSTALLED)
    graphics.open()
    graphics.see("Restart Anneal to use it")
    click(graphics.button(Deed.REPAIR))
    graphics.program.play("runtime-repair", DONE, end=True)
    graphics.see("Done: good: It is installed.")
    graphics.stage.answers.on_delete = False
    click(graphics.button(Deed.REMOVE))
    assert graphics.stage.answers.asked[-1] == "remove runtime 6600000000"
    assert not graphics.heard("runtime remove --events")
    graphics.stage.answers.on_delete = True
    click(graphics.button(Deed.REMOVE))
    graphics.says(plan(), status())
    graphics.program.play("runtime-remove", DONE, end=True)
    graphics.see("RTX 5090 is here")
    assert graphics.heard("runtime remove --events")


def test_a_damaged_runtime_is_repaired_from_a_folder(graphics: Graphics, tmp_path: Path) -> None:
    graphics.says(plan(), DAMAGED)
    graphics.open()
    graphics.see("cannot be used")
    graphics.stage.answers.to_folder = tmp_path
    click(graphics.button(Deed.FROM_FOLDER))
    call = f"runtime repair --from {tmp_path} --events"
    graphics.stage.qtbot.waitUntil(lambda: graphics.heard(call), timeout=PATIENCE)
    graphics.program.play("runtime-repair", DONE, end=True)
    graphics.see("Done")


def test_the_log_is_opened_or_it_is_said_that_there_is_none(
    graphics: Graphics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    log = tmp_path / "runtime.log"
    graphics.says(plan(), INSTALLED | {"log": str(log)})
    graphics.open()
    graphics.see("Restart Anneal to use it")
    click(graphics.button(Deed.LOG))
    assert "said nothing yet" in graphics.stage.program.window.status.notice()
    log.write_text("words", encoding="utf-8")
    click(graphics.button(Deed.LOG))
    assert opened == [QUrl.fromLocalFile(str(log))]


def test_looking_again_finds_a_driver_that_came_meanwhile(graphics: Graphics) -> None:
    graphics.says(NO_CARD, status())
    graphics.open()
    graphics.see("There is no NVIDIA card here")
    assert graphics.shown() == [Deed.LOOK]
    graphics.says(plan(), status())
    graphics.tab_to(Deed.LOOK)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    graphics.see("RTX 5090 is here")


def test_an_answer_that_makes_no_sense_is_told(graphics: Graphics) -> None:
    graphics.says(plan(), [])
    graphics.open()
    graphics.see("could not be found out")
    assert graphics.shown() == [Deed.LOOK]


def test_the_packages_are_shown_on_request(graphics: Graphics) -> None:
    graphics.says(plan(), status())
    graphics.open()
    graphics.see("RTX 5090 is here")
    offer = graphics.page.offer
    assert not offer.list.isVisible()
    click(offer.packages)
    assert offer.list.isVisible()
    assert [offer.list.item(row).text() for row in range(2)] == ["torch", "numpy"]
    # What a person looks at stays while the install goes on.
    offer.list.setCurrentRow(1)
    click(graphics.button(Deed.INSTALL))
    graphics.program.play("runtime-install", PLANNED, FETCHING)
    graphics.see("43.0 MB of 100.0 MB")
    assert offer.list.currentRow() == 1
    click(offer.packages)
    assert not offer.list.isVisible()


def test_without_network_repair_says_that_it_only_compares(graphics: Graphics) -> None:
    graphics.says(plan(), INSTALLED)
    graphics.open()
    graphics.see("Restart Anneal to use it")
    button = graphics.button(Deed.REPAIR)
    assert "fetch anew" in button.toolTip()
    graphics.stage.program.network.set_offline(True)
    assert button.isEnabled()
    assert "without network nothing is fetched" in button.toolTip()
    assert button.accessibleDescription() == button.toolTip()
    graphics.stage.program.network.set_offline(False)
    assert "fetch anew" in button.toolTip()
