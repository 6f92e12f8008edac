"""Where the model stands, in few words and in all of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.icons import icon_folder
from app.known_models import known_models
from app.model_state import ICONS, ModelPhase, ModelState, state_tip, state_words
from tests.app.fake_engine import INFO

SMALL = replace(INFO, name="Starter", weight_bytes=16_200_000, parameters=8_100_000)
LARGE = replace(
    INFO,
    name="Large",
    recipe="balanced",
    device="cuda",
    device_name="RTX 5090",
    weight_bytes=16_300_000_000,
    parameters=26_000_000_000,
)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ModelState(ModelPhase.NONE), "No model"),
        (ModelState(ModelPhase.LOADING, "large", stage="libraries"), "Loading the libraries…"),
        (ModelState(ModelPhase.LOADING, "large", stage="config"), "Loading large…"),
        (ModelState(ModelPhase.LOADING, "large", stage="weights"), "Loading large…"),
        (
            ModelState(ModelPhase.LOADING, "large", stage="weights", fraction=0.4),
            "Loading large… 40%",
        ),
        (
            ModelState(ModelPhase.LOADING, "large", stage="first step", fraction=1.0),
            "Loading large… almost ready",
        ),
        (ModelState(ModelPhase.READY, "Starter", SMALL), "Starter · CPU · 16 MB"),
        (ModelState(ModelPhase.WORKING, "Starter", SMALL), "Starter · CPU · working"),
        (ModelState(ModelPhase.RESTING, "Starter", SMALL), "Starter · loads when asked"),
        (
            ModelState(ModelPhase.READY, "Large", LARGE, gpu=17_900_000_000),
            "Large · balanced · RTX 5090 · 17.9 GB",
        ),
        (
            ModelState(ModelPhase.SILENT, "Large", LARGE),
            "Large · balanced · RTX 5090 · does not answer",
        ),
        (ModelState(ModelPhase.FAILED, "large"), "No model: large failed"),
    ],
)
def test_the_line_at_the_foot_says_it_in_few_words(state: ModelState, words: str) -> None:
    assert state_words(state) == words


def test_all_of_it_stands_in_the_tool_tip() -> None:
    ready = state_tip(ModelState(ModelPhase.READY, "Large", LARGE, gpu=17_900_000_000))
    for fact in ("26.0 B parameters in the recipe balanced", "17.9 GB on the graphics card"):
        assert fact in ready
    assert "16 MB of memory" in state_tip(ModelState(ModelPhase.READY, "Starter", SMALL))
    loading = state_tip(ModelState(ModelPhase.LOADING, "Large", stage="libraries"))
    assert "Loading Large: starting the libraries" in loading
    resting = state_tip(ModelState(ModelPhase.RESTING, "Starter", SMALL, reason="Why so."))
    assert "not in memory" in resting
    assert "Why so." in resting
    assert "It takes" not in resting


def test_every_state_is_told_by_a_drawing_of_its_own_and_not_by_colour() -> None:
    assert set(ICONS) == set(ModelPhase)
    assert all((icon_folder() / f"{name}.svg").is_file() for name in ICONS.values())
    both = {ICONS[ModelPhase.SILENT], ICONS[ModelPhase.FAILED]}
    assert len(both) == 1  # a warning, whose words say of what
    assert len(set(ICONS.values())) == len(ICONS) - 1


def make_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    return folder


def test_models_used_last_come_first_and_each_stands_once(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    names = [make_model(kept / name) for name in ("b", "a", ".partial")]
    other = make_model(tmp_path / "disk" / "a")
    (kept / "empty").mkdir()
    (kept / "notes.txt").write_text("no model")
    found = known_models((str(other), str(tmp_path / "gone"), str(names[0])), kept)
    assert [model.folder for model in found] == [other, kept / "b", kept / "a"]
    assert [model.name for model in found] == ["a (disk)", "b", "a (kept)"]
    assert known_models((), tmp_path / "nowhere") == ()
