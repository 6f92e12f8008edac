"""The menu of models and the item at the foot: what they list and tell; by keys and by mouse."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.app_events import GpuMemory
from app.model_state import ModelPhase
from tests.app.fake_engine import INFO
from tests.app.whole.model_menu_stage import OLD, TEXT, entries, make_model, phase
from tests.app.whole.scripted_engine import LoaderOf
from tests.app.whole.stage import Stage


@pytest.fixture
def text(stage: Stage, tmp_path: Path) -> Stage:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    return stage


def test_the_choices_of_the_menu_are_kept_in_the_settings(text: Stage) -> None:
    store = text.program.store
    entries(text)["15 minutes"].trigger()
    assert store.settings.unload_minutes == 15
    assert entries(text)["15 minutes"].isChecked()
    entries(text)["When first asked"].trigger()
    assert store.settings.load_model == "use"
    assert entries(text)["When first asked"].isChecked()
    store.put(replace(store.settings, unload_minutes=7))
    assert entries(text)["7 minutes"].isChecked()
    entries(text)["Never"].trigger()
    assert store.settings.unload_minutes == 0


def test_the_menu_lists_the_models_and_switches_by_one(
    text: Stage, tmp_path: Path, load: LoaderOf
) -> None:
    store = text.program.store
    large = make_model(tmp_path / "models" / "large-4bit")
    other = make_model(tmp_path / "elsewhere" / "other")
    (tmp_path / "models" / "half").mkdir()
    store.put(
        replace(
            store.settings,
            models_folder=str(tmp_path / "models"),
            recent_models=(str(other), str(tmp_path / "gone")),
        )
    )
    found = entries(text)
    assert {"other", "large-4bit"} <= set(found)
    assert not {"gone", "half"} & set(found)
    text.engine.info = replace(INFO, name="Large", folder=large)
    found["large-4bit"].trigger()
    text.qtbot.waitUntil(lambda: "Large" in text.program.window.status.text())
    assert load.folders[-1] == large
    assert entries(text)["large-4bit"].isChecked()
    assert not entries(text)["Starter model"].isChecked()
    assert store.settings.recent_models[0] == str(large)
    assert store.settings.model_folder == str(large)


@pytest.mark.parametrize("by", ["click", "Space"])
def test_the_item_at_the_foot_opens_the_menu(text: Stage, by: str) -> None:
    item = text.program.window.status.model
    if by == "click":
        QTest.mouseClick(item, Qt.MouseButton.LeftButton)
    else:
        item.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(item, Qt.Key.Key_Space)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert "Unload the model" in [one.text().replace("&", "") for one in popup.actions()]
    popup.close()


def test_the_item_tells_state_device_and_memory_in_words(text: Stage) -> None:
    status = text.program.window.status
    item = status.model
    assert "fake · CPU · 0 MB" in item.text()
    assert item.accessibleName() == f"Model: {item.text().strip()}"
    icons: set[int] = set()

    def note(check: Callable[[], bool]) -> None:
        text.qtbot.waitUntil(check)
        icons.add(item.icon().cacheKey())

    note(lambda: "ready" in item.toolTip())
    text.ask("tighten")
    note(lambda: "working" in item.text())
    text.see_draft("Words.")
    text.program.queue.unload()
    note(lambda: "loads when asked" in item.text())
    assert len(icons) == 3
    text.program.queue.wake()
    text.qtbot.waitUntil(lambda: phase(text) is ModelPhase.READY)
    text.thread.event_arrived.emit(GpuMemory(16_200_000_000))
    assert "16.2 GB" in item.text()
    assert "on the graphics card" in item.toolTip()
    status.show_memory(642_000_000)
    assert "642 MB in all" in status._memory.text()


def test_a_menu_that_is_opened_all_day_holds_no_more_for_it(text: Stage) -> None:
    def count() -> int:
        text.qtbot.wait(1)  # what was let go is gone
        return len(text.program.window.findChildren(QActionGroup))

    entries(text)
    before = count()
    for _ in range(5):
        entries(text)
    assert count() == before
