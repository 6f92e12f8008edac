"""The rule: without a network all that needs one is shut with the reason, and the rest works.

Whoever adds a button or an action that needs the network gives it a gate and adds it to the table.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import QProcessEnvironment
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from app.jobs import child
from app.models.models_window import ModelsWindow
from app.panels.network_gate import NEEDS_NETWORK
from tests.app.models.playing import FakeProgram
from tests.app.models.runtimes import plan, status
from tests.app.whole.graphics_stage import PATIENCE, be_packaged
from tests.app.whole.models_stage import ModelsStage
from tests.app.whole.stage import Stage

NEED_NETWORK = {
    "check_version",  # Help > Check for a new version…
    "Graphics card: Install",
    "Models: Download",
}
# What uses the network, as our own program is asked for it.
USE_NETWORK = ("models download", "runtime install --events", "version --check")


@pytest.fixture(autouse=True)
def packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    be_packaged(monkeypatch)
    monkeypatch.setattr("app.version_desk.release_address", lambda: "https://example.org/latest")


@pytest.fixture
def program(
    packaged: None, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> FakeProgram:
    del packaged
    program = FakeProgram(tmp_path / "fake", monkeypatch)
    ModelsStage(stage, program)
    program.answer("runtime-plan", plan())
    program.answer("runtime-status", status())
    return program


def opened(stage: Stage) -> ModelsWindow:
    """Open the Models window, and wait until its pages know what there is."""
    stage.program.window.commands.models.trigger()
    window = stage.program.models.view.window
    assert window is not None
    for title in window.titles():
        window.show_page(title)
    models = stage.program.models

    def all_is_known() -> bool:
        card, stored = models.graphics.known, models.desk.stored
        return None not in (card.found, stored.models, stored.figures)

    stage.qtbot.waitUntil(all_is_known, timeout=PATIENCE)
    return window


def named(stage: Stage) -> dict[str, QAction | QAbstractButton]:
    """Return what says of itself that it needs the network, by name."""
    found: dict[str, QAction | QAbstractButton] = {}
    for action in stage.program.window.findChildren(QAction):
        if action.property(NEEDS_NETWORK):
            found[action.objectName()] = action
    window = stage.program.models.view.window
    assert window is not None
    for title in window.titles():
        for button in buttons_of(window.page(title)):
            if button.property(NEEDS_NETWORK):
                found[f"{title}: {button.text().replace('&', '')}"] = button
    return found


def buttons_of(page: QWidget) -> list[QAbstractButton]:
    return [one for one in page.findChildren(QAbstractButton) if isinstance(one, QAbstractButton)]


@pytest.mark.usefixtures("program")
def test_the_table_holds_all_that_needs_the_network(stage: Stage) -> None:
    opened(stage)
    assert set(named(stage)) == NEED_NETWORK


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("name", sorted(NEED_NETWORK))
def test_it_is_shut_with_the_reason_and_opens_again(stage: Stage, name: str) -> None:
    opened(stage)
    one = named(stage)[name]
    assert one.isEnabled()
    for _ in range(2):
        stage.program.window.commands.work_offline.trigger()
        assert not one.isEnabled()
        assert "Work without network" in one.toolTip()
        assert "Work without network" in one.statusTip()
        if isinstance(one, QAbstractButton):
            assert "Work without network" in one.accessibleDescription()
        stage.program.window.commands.work_offline.trigger()
        assert one.isEnabled()
        assert "Work without network" not in one.toolTip()


def test_whatever_is_pressed_without_a_network_no_process_may_use_one(
    stage: Stage, program: FakeProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    made = child._environment

    def note(given: dict[str, str]) -> QProcessEnvironment:
        environment = made(given)
        started.append(environment.value("ANNEAL_OFFLINE"))
        return environment

    monkeypatch.setattr(child, "_environment", note)
    stage.program.network.set_offline(True)
    stage.answers.to_folder = tmp_path
    window = opened(stage)
    pressed = []
    # What the page Models asks is noted too; some of its buttons open menus, which would wait.
    for title in ("Graphics card", "Network"):
        window.show_page(title)
        for button in buttons_of(window.page(title)):
            # The switch itself is not to be pressed here, nor what chooses a proxy.
            if isinstance(button, QPushButton) and button.isVisible() and button.isEnabled():
                button.click()
                pressed.append(button.text())
    stage.program.window.commands.check_version.trigger()
    stage.qtbot.waitUntil(
        lambda: any("runtime install --from" in call for call in program.calls), timeout=PATIENCE
    )
    assert any("folder" in text for text in pressed)
    assert len(started) >= len(program.calls) >= 4
    assert set(started) == {"1"}
    assert not [call for call in program.calls for verb in USE_NETWORK if call.startswith(verb)]


def test_processes_are_started_in_few_places() -> None:
    """Where another one would, it could forget the switch.

    One is a restart, which is told all that the first start was; the report is one of the command
    line, without a window, and asks the doctor alone.
    """
    root = Path(__file__).parents[3] / "app"
    words = ("QProcess(", "subprocess.", "os.spawn", "os.exec", "os.system", "os.popen")
    starters = {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if any(word in file.read_text(encoding="utf-8") for word in words)
    }
    assert starters == {"jobs/child.py", "report/command.py", "restarting.py"}
