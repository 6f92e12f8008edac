"""The page Graphics card with the real program behind it: packages are really installed.

They are tiny; everything else is as it is for a person: the child process, uv, hashes, the disk.
"""

import sys
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.addresses import STRAIGHT
from app.models.graphics_state import Deed
from engine.paths import runtimes_folder
from engine.runtime.lock import lock_text
from engine.runtime.places import current_folder
from tests.app.hands import click
from tests.app.whole.graphics_stage import Graphics, be_packaged
from tests.app.whole.stage import Stage, focused
from tests.engine.runtime.wheel_stage import Answer, Index, Manners, index_of, make_lock

CHILD = Path(__file__).with_name("packaged_child.py")
KB = 1000


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    return tmp_path / "wheels"


@pytest.fixture(autouse=True)
def packaged(tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the window's own program install tiny packages into folders of the test."""
    be_packaged(monkeypatch)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    lock = tmp_path / "lock.json"
    lock.write_text(lock_text(make_lock(wheels, alpha=40 * KB, beta=2000 * KB)), encoding="utf-8")
    command = (sys.executable, str(CHILD), str(lock))
    monkeypatch.setattr("app.jobs.child.own_command", lambda: command)


@pytest.fixture
def graphics(packaged: None, stage: Stage) -> Graphics:
    del packaged
    return Graphics(stage)


def test_without_a_network_from_a_folder_then_damaged_repaired_and_removed(
    graphics: Graphics, wheels: Path
) -> None:
    graphics.stage.program.network.set_offline(True)
    graphics.open()
    graphics.see("NVIDIA GeForce RTX 5090 is here, and needs a runtime.")
    assert not graphics.button(Deed.INSTALL).isEnabled()
    graphics.stage.answers.to_folder = wheels
    graphics.tab_to(Deed.FROM_FOLDER)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    graphics.see("Restart Anneal to use it")
    folder = current_folder()
    assert folder is not None
    assert (folder / "beta" / "data.bin").stat().st_size == 2000 * KB // 32 * 32
    (folder / "beta" / "data.bin").write_bytes(b"x")
    # Comparing needs no network; fetching anew does, and is refused.
    click(graphics.button(Deed.REPAIR))
    graphics.see("Failed: not possible")
    assert "network" in graphics.page.text()
    click(graphics.button(Deed.FROM_FOLDER))
    graphics.see("Done: good")
    repaired = current_folder()
    assert repaired is not None
    assert (repaired / "beta" / "data.bin").stat().st_size > 1
    click(graphics.button(Deed.REMOVE))
    graphics.see("NVIDIA GeForce RTX 5090 is here, and needs a runtime.")
    assert current_folder() is None
    assert not list(runtimes_folder().glob("*/beta"))


class ProxyAnswer(Answer):
    """Answers as a proxy that itself has what it is asked for."""

    def parse_request(self) -> bool:
        understood = super().parse_request()
        asked = urlsplit(self.path)
        # Nobody but a proxy could answer for this server, which is nowhere.
        self.path = asked.path if asked.hostname == "packages.invalid" else "/"
        return understood


@pytest.mark.loopback
def test_through_the_proxy_of_the_settings_alone(graphics: Graphics, wheels: Path) -> None:
    with Index(wheels, Manners()) as proxy:
        proxy.RequestHandlerClass = ProxyAnswer
        thread = threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        store = graphics.stage.program.store
        address = f"http://127.0.0.1:{proxy.server_address[1]}"
        mirror = "http://packages.invalid/simple"
        store.put(replace(store.settings, package_mirror=mirror, proxy=address))
        graphics.open()
        graphics.see("needs a runtime")
        click(graphics.button(Deed.INSTALL))
        graphics.see("Restart Anneal to use it")
        proxy.shutdown()
        thread.join()
    assert any(path.startswith("/files/beta") for path in proxy.manners.asked)


@pytest.mark.loopback
def test_from_the_mirror_of_the_settings_paused_and_continued(
    graphics: Graphics, wheels: Path
) -> None:
    with index_of(wheels) as (address, manners):
        manners.held = {"beta-1.0-py3-none-any.whl"}
        store = graphics.stage.program.store
        store.put(replace(store.settings, package_mirror=address, proxy=STRAIGHT))
        graphics.open()
        graphics.see("needs a runtime")
        graphics.tab_to(Deed.INSTALL)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
        graphics.see("Downloading")
        graphics.stage.qtbot.waitUntil(lambda: manners.sent > 100 * KB)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
        graphics.see("Continue goes on from there")
        manners.held = set()
        graphics.tab_to(Deed.INSTALL)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
        graphics.see("Restart Anneal to use it")
    folder = current_folder()
    assert folder is not None
    assert (folder / "alpha" / "__init__.py").is_file()
