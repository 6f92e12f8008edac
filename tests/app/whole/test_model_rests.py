"""The model rests until it is asked, and when nobody uses it; by keys and by mouse."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.app_events import GpuMemory
from app.edit_flow import FlowState
from app.model_rest import ModelRest
from app.model_state import ModelPhase
from app.settings import Settings
from engine.errors import CheckpointMissingError
from tests.app.fake_engine import INFO
from tests.app.whole.scripted_engine import LoaderOf
from tests.app.whole.stage import Stage, line_of

OLD = "Some old words."
TEXT = f"# Title\n\n{OLD}\n"


@pytest.fixture
def text(stage: Stage, tmp_path: Path) -> Stage:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    return stage


def phase(stage: Stage) -> ModelPhase:
    return stage.program.queue.state.phase


def entries(stage: Stage) -> dict[str, QAction]:
    """Open the menu of models by its key and return what stands there, the submenus' too."""
    stage.program.window.model_menu.opening.emit()
    bar = stage.program.window.menuBar()
    menu = next(one.menu() for one in bar.actions() if one.text() == "&Model")
    assert isinstance(menu, QMenu)
    found = list(menu.actions())
    for entry in menu.actions():
        if isinstance(inner := entry.menu(), QMenu):
            found += inner.actions()
    return {entry.text().replace("&", ""): entry for entry in found}


def test_unloaded_by_the_menu_the_next_rewrite_loads_it_again(text: Stage, load: LoaderOf) -> None:
    entry = entries(text)["Unload the model"]
    entry.trigger()
    assert phase(text) is ModelPhase.RESTING
    assert "loads when asked" in text.program.window.status.text()
    assert not entries(text)["Unload the model"].isEnabled()
    load.ready.clear()
    text.press("Ctrl+K")  # it begins to load while the person types
    assert text.program.window.instruction_bar.isVisible()
    text.qtbot.waitUntil(lambda: len(load.folders) == 2)
    text.type("tighten")
    text.press("Return")
    assert text.state is FlowState.RUNNING
    assert "Loading" in text.program.window.run_strip.text()
    load.ready.set()
    text.see_draft("Words.")
    text.press("Ctrl+Return")
    assert text.text == TEXT.replace(OLD, "Words.")
    assert load.folders[1] == INFO.folder


def test_what_asks_without_the_bar_loads_it_too(text: Stage) -> None:
    for keys in ("Ctrl+J", "Ctrl+R"):
        text.program.queue.unload()
        if keys == "Ctrl+J":
            text.press("Ctrl+End")
        text.press(keys)
        text.see_draft("Words.")
    assert phase(text) is ModelPhase.READY


def test_it_loads_by_the_menu_without_a_rewrite(text: Stage) -> None:
    text.program.queue.unload()
    entries(text)["Load the model"].trigger()
    text.qtbot.waitUntil(lambda: phase(text) is ModelPhase.READY)
    assert not entries(text)["Load the model"].isEnabled()


def test_a_model_that_is_gone_meanwhile_is_told_and_the_starter_answers(
    text: Stage, tmp_path: Path, load: LoaderOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter = tmp_path / "starter"
    starter.mkdir()
    (starter / "config.json").write_text("{}")
    monkeypatch.setattr("app.model_choice.starter_folder", lambda: starter)
    text.program.queue.unload()
    load.error = CheckpointMissingError("no such folder")
    load.ready.clear()
    text.ask("tighten")
    load.ready.set()
    text.qtbot.waitUntil(lambda: bool(text.answers.told))
    load.error = None
    text.qtbot.waitUntil(lambda: text.state is not FlowState.RUNNING or bool(text.engine.requests))
    assert load.folders[1:] == [INFO.folder, starter]
    assert text.text == TEXT


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def rest(text: Stage) -> tuple[ModelRest, Clock]:
    clock = Clock()
    rest = text.program.engine.rest
    rest._clock = clock
    rest.choose_minutes(5)
    return rest, clock


def test_it_is_unloaded_after_the_rest_and_not_before(
    text: Stage, rest: tuple[ModelRest, Clock]
) -> None:
    resting, clock = rest
    clock.now = 299
    resting.look()
    assert phase(text) is ModelPhase.READY
    clock.now = 301
    resting.look()
    assert phase(text) is ModelPhase.RESTING
    text.ask("tighten")
    text.see_draft("Words.")
    assert phase(text) is ModelPhase.READY
    clock.now = 600  # the review stands since 301
    resting.look()
    assert phase(text) is ModelPhase.READY
    clock.now = 602
    resting.look()
    assert phase(text) is ModelPhase.RESTING  # a review needs no model
    text.press("Ctrl+Return")
    assert text.text == TEXT.replace(OLD, "Words.")


@pytest.mark.parametrize("use", ["Ctrl+K", "key", "run"])
def test_what_is_used_is_not_unloaded(text: Stage, rest: tuple[ModelRest, Clock], use: str) -> None:
    resting, clock = rest
    if use == "key":
        text.press("Ctrl+K")
    clock.now = 250
    if use == "Ctrl+K":
        text.press("Ctrl+K")
    elif use == "key":
        text.type("t")
    else:
        text.ask("tighten")
    clock.now = 400 if use != "run" else 10_000
    resting.look()
    assert phase(text) is not ModelPhase.RESTING
    if use == "run":
        text.see_draft("Words.")


def test_a_key_in_the_bar_wakes_a_model_that_was_unloaded_under_it(
    text: Stage, rest: tuple[ModelRest, Clock]
) -> None:
    resting, clock = rest
    text.press("Ctrl+K")
    clock.now = 301
    resting.look()
    assert phase(text) is ModelPhase.RESTING
    text.type("t")
    text.qtbot.waitUntil(lambda: phase(text) is ModelPhase.READY)
    assert text.program.window.instruction_bar.isVisible()


def test_a_shorter_rest_counts_from_its_choice(text: Stage) -> None:
    resting = text.program.engine.rest
    resting.choose_minutes(60)
    resting.choose_minutes(5)
    assert resting._waiting.remainingTime() <= 5 * 60_000 + 1000


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


class TestFirstUse:
    """With "when first asked" nothing is loaded before."""

    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(theme="light", load_model="use", model_folder="/models/large")

    def test_the_start_loads_nothing_and_the_first_request_does(
        self, text: Stage, load: LoaderOf
    ) -> None:
        text.program.engine.choice.load_first()  # as a start does; the stage has loaded one
        assert phase(text) is ModelPhase.RESTING
        assert "large · loads when asked" in text.program.window.status.text()
        loads = len(load.folders)
        text.ask("tighten")
        text.see_draft("Words.")
        assert load.folders[loads:] == [Path("/models/large")]

    def test_what_a_large_model_can_do_is_known_before_it_is_loaded(
        self, text: Stage, load: LoaderOf, tmp_path: Path
    ) -> None:
        large, small = make_model(tmp_path / "large"), make_model(tmp_path / "small")
        (small / "anneal.json").write_text('{"name": "Small", "taught_only": true}')
        load.ready.clear()
        bar = text.program.window.instruction_bar
        text.program.queue.rest(small)
        assert "Small · loads when asked" in text.program.window.status.text()
        text.press("Ctrl+K")
        text.type("translate into French")
        text.press("Return")
        assert bar.isVisible()  # a small model was never taught that
        text.press("Esc")
        load.ready.set()
        text.qtbot.waitUntil(lambda: phase(text) is ModelPhase.READY)
        load.ready.clear()
        text.program.queue.rest(large)
        text.press("Ctrl+K")
        line_of(bar).selectAll()
        text.type("translate into French")
        text.press("Return")
        assert not bar.isVisible()
        assert text.state is FlowState.RUNNING
        load.ready.set()
        text.see_draft("Des mots.")
        assert text.engine.requests[-1].instruction == "translate into French"
        assert text.engine.requests[-1].options.strength == 1.0


def make_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    return folder


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
