"""The model rests until it is asked, and when nobody uses it; by keys and by mouse."""

from pathlib import Path

import pytest

from app.edit_flow import FlowState
from app.model_rest import ModelRest
from app.model_state import ModelPhase
from app.settings import Settings
from engine.errors import CheckpointMissingError
from tests.app.fake_engine import INFO
from tests.app.whole.model_menu_stage import OLD, TEXT, entries, make_model, phase
from tests.app.whole.scripted_engine import LoaderOf
from tests.app.whole.stage import Stage, line_of


@pytest.fixture
def text(stage: Stage, tmp_path: Path) -> Stage:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    return stage


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
    assert entries(text)["Load the model"].toolTip() == "The model is loaded"
    text.ask("tighten")
    assert entries(text)["Unload the model"].toolTip() == "The model is at work"
    assert not entries(text)["Unload the model"].isEnabled()
    text.see_draft("Words.")
    assert entries(text)["Unload the model"].isEnabled()


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
