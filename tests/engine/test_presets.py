"""The presets: what the starter was taught, recognised in all its wordings and no others."""

import json

import pytest

from engine.paths import resource_folder
from engine.presets import preset_for, starter_presets, taught

STORED = json.loads((resource_folder() / "prompts" / "starter_tasks.json").read_text("utf-8"))
WORDINGS = [(key, w) for key, entry in STORED.items() for w in entry["instructions"]]


def test_every_task_is_a_preset_with_a_title_and_a_strength_in_range() -> None:
    presets = starter_presets()
    assert [preset.key for preset in presets] == list(STORED)
    assert all(preset.title and preset.instruction for preset in presets)
    assert all(0.0 < preset.strength <= 1.0 for preset in presets)


@pytest.mark.parametrize(("key", "wording"), WORDINGS)
def test_every_wording_finds_its_preset_however_it_is_typed(key: str, wording: str) -> None:
    for typed in (wording, f" {wording.lower()}.", wording.upper(), wording.replace(" ", "  ")):
        preset = preset_for(typed)
        assert preset is not None
        assert preset.key == key


@pytest.mark.parametrize("instruction", ["", "Translate into French", "Fix", "table tennis"])
def test_what_was_not_taught_is_known_as_such(instruction: str) -> None:
    assert not taught(instruction)
