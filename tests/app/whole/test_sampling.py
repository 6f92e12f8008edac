"""The sampler that a person set, from the menu to the request and over a new start."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.dialogs.sampler import SamplerDialog
from app.sampler_presets import Numbers, Sampler
from app.settings import Settings
from app.settings_file import load_settings
from engine.request import SamplingOptions
from tests.app.hands import press_key
from tests.app.whole.stage import Stage

TEXT = "The frist paragraph.\n"


@pytest.fixture
def text(stage: Stage, tmp_path: Path) -> Stage:
    stage.open(tmp_path / "a.md", TEXT)
    return stage


def draft(stage: Stage) -> SamplingOptions:
    """Ask for a draft, reject it, and return how it was sampled."""
    stage.ask("tighten")
    stage.see_draft("Short.")
    stage.reject()
    return stage.engine.requests[-1].options


def test_without_a_choice_the_model_decides_and_the_seed_stays(text: Stage) -> None:
    assert draft(text) == SamplingOptions()
    assert draft(text) == SamplingOptions()


def test_a_preset_that_repairs_leaves_what_does_not_settle(text: Stage) -> None:
    text.ask("fix typos")
    text.see_draft("Short.")
    assert text.engine.requests[-1].options == SamplingOptions(keep_unsettled=True)


def test_by_keys_a_preset_of_the_dialog_counts_from_the_next_run_on(text: Stage) -> None:
    text.press("Ctrl+Shift+P")
    text.type("sampler")
    text.press("Return")
    dialog = text.program.window.findChild(SamplerDialog)
    assert isinstance(dialog, SamplerDialog)
    dialog.activateWindow()
    text.qtbot.waitUntil(dialog.isActiveWindow)
    focused = dialog.focusWidget()
    assert focused is not None
    press_key(focused, Qt.Key.Key_Up)  # from Balanced
    press_key(dialog, Qt.Key.Key_Return)
    text.program.window.activateWindow()
    text.qtbot.waitUntil(text.program.window.isActiveWindow)
    options = draft(text)
    assert options == Sampler("fast").apply(SamplingOptions(), text.engine.info.sampling)
    assert options != SamplingOptions()
    text.program.store.save()
    stored = load_settings(text.program.store.folder / "settings.json").settings
    assert stored.sampler == "fast"


class TestOfTheSettings:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(
            theme="light",
            sampler="max_steps=24, t_min=0.3",
            seed_rule="next",
            seed=7,
            variants=2,
        )

    def test_numbers_variants_and_the_next_seed(self, text: Stage) -> None:
        wanted = SamplingOptions(seed=7, max_steps=24, t_min=0.3, variants=2)
        assert draft(text) == wanted
        assert draft(text).seed == 9
        assert text.program.store.settings.seed == 11

    def test_the_dialog_shows_what_is_set(self, text: Stage) -> None:
        values = text.program.sampling.values()
        assert values.own == Numbers(max_steps=24, t_min=0.3)
        text.program.sampling.take(values)
        assert text.program.store.settings.sampler == "max_steps=24, t_min=0.3"


class TestByChance:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(theme="light", seed_rule="random")

    def test_seeds_differ_and_a_retry_goes_on_from_its_own(self, text: Stage) -> None:
        seeds = {draft(text).seed for _ in range(4)}
        assert len(seeds) > 1
