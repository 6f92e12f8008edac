"""What strength an instruction is offered: the preset's, then what the person chose for it."""

from dataclasses import replace

import pytest

from app.strengths import Strengths, repairs
from engine.presets import Preset, preset_for, starter_presets


@pytest.fixture
def weak_tighten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the preset "Tighten" start at a strength of its own."""

    def find(instruction: str) -> Preset | None:
        preset = preset_for(instruction)
        weak = preset is not None and preset.key == "tighten"
        return replace(preset, strength=0.35) if preset is not None and weak else preset

    monkeypatch.setattr("app.strengths.preset_for", find)


@pytest.mark.usefixtures("weak_tighten")
def test_presets_have_their_own_strength_with_the_small_model_alone() -> None:
    strengths = Strengths()
    assert strengths.usual("Make it shorter", taught_only=True) == 0.35
    assert strengths.usual("Make it shorter", taught_only=False) == 1.0
    assert strengths.usual("Make a table", taught_only=True) == 1.0
    assert strengths.usual("Warmer, please", taught_only=False) == 1.0
    assert strengths.usual("", taught_only=True) == 1.0


@pytest.mark.usefixtures("weak_tighten")
def test_what_was_chosen_is_offered_for_every_wording_of_the_preset() -> None:
    strengths = Strengths()
    strengths.keep("tighten", 0.6)
    assert strengths.usual("Make it shorter.", taught_only=True) == 0.6
    assert strengths.usual("Make a table", taught_only=True) == 1.0
    strengths.keep("Remove filler words", 1.0)
    assert strengths.usual("tighten", taught_only=True) == 1.0


def test_free_words_are_the_same_however_they_are_spaced_and_capitalised() -> None:
    strengths = Strengths()
    strengths.keep("Warmer,  please", 0.4)
    assert strengths.usual(" warmer, please", taught_only=False) == 0.4
    assert strengths.usual("colder, please", taught_only=False) == 1.0


def test_a_gap_has_no_text_to_start_from() -> None:
    gaps = [preset for preset in starter_presets() if preset.gap]
    assert [preset.key for preset in gaps] == ["fill"]
    for wording in gaps[0].wordings:
        assert Strengths().usual(wording, taught_only=True) is None
        assert Strengths().usual(wording, taught_only=False) is None


def test_what_does_not_settle_stays_where_the_small_model_repairs() -> None:
    assert repairs("fix typos.", taught_only=True)
    assert repairs("Repair the Python", taught_only=True)
    assert not repairs("fix typos.", taught_only=False)
    assert not repairs("Make it shorter", taught_only=True)
    assert not repairs("Warmer, please", taught_only=True)
