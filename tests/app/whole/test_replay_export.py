"""A replay becomes a file: the three formats, progress, cancel, and what goes wrong in words."""

import errno
import json
from pathlib import Path

import pytest
from PIL import Image, ImageSequence

from app.edit_flow import FlowState
from engine.recording_json import read_recording
from tests.app.recordings import SHORT, long_recording
from tests.app.whole.stage import Stage

OLD = "The frist paragraph is is here."
TEXT = f"# Title\n\n{OLD}\n\nThe end.\n"
STEPS = ("Tha fast", "The first par", "The first paragraph")


@pytest.fixture
def replayed(stage: Stage, tmp_path: Path) -> Stage:
    """The replay of three steps is open."""
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to(OLD)
    stage.ask("tighten")
    for text in STEPS:
        stage.see_step(text)
    stage.see_draft(STEPS[-1])
    stage.press("Ctrl+Shift+R")
    return stage


def export(stage: Stage, path: Path) -> None:
    """Export by mouse, and wait until that is over."""
    stage.answers.replay = path
    stage.click(stage.program.window.replay.actions_row.button("export"))
    stage.qtbot.waitUntil(lambda: not stage.program.export.busy, timeout=20_000)


def times_of(path: Path) -> list[int]:
    """Return how long each picture of a film is shown, in ms."""
    with Image.open(path) as film:
        times = []
        for frame in ImageSequence.Iterator(film):
            frame.load()
            times.append(frame.info["duration"])
        return times


@pytest.mark.parametrize("ending", ["webp", "gif"])
def test_a_film_has_a_picture_a_step_and_the_times_of_the_speed(
    replayed: Stage, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"film.{ending}"
    export(replayed, path)
    assert replayed.answers.asked[-1] == "export as a replay.webp"
    assert times_of(path) == [100, 100, 2000]
    assert f"Exported film.{ending}" in replayed.program.window.review_bar.text()
    for _ in range(9):
        replayed.press("Up")  # even
    export(replayed, path)
    assert times_of(path) == [250, 250, 2000]
    assert replayed.state is FlowState.REVIEWING
    assert replayed.text == TEXT


def test_json_lines_give_the_recording_again(replayed: Stage, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    export(replayed, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert read_recording(lines) == replayed.tab.flow.recording


def test_cancel_leaves_nothing_behind(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    folder = tmp_path / "films"
    folder.mkdir()
    stage.program.replay.show(long_recording(["word"] * 200, 48))
    stage.answers.replay = folder / "long.webp"
    row = stage.program.window.replay.actions_row
    stage.click(row.button("export"))
    stage.qtbot.waitUntil(lambda: row._progress.value() > 0, timeout=20_000)
    assert not row.button("export").isVisible()
    stage.click(row.button("cancel"))
    stage.qtbot.waitUntil(lambda: not stage.program.export.busy, timeout=20_000)
    assert row.button("export").isVisible()
    assert list(folder.iterdir()) == []
    assert stage.answers.told == []


def test_the_window_lives_while_a_film_is_made_and_quitting_ends_it(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.program.replay.show(long_recording(["word"] * 200, 48))
    stage.answers.replay = tmp_path / "long.webp"
    stage.click(stage.program.window.replay.actions_row.button("export"))
    stage.press("Home")
    assert stage.program.replay.index == 0
    assert stage.program.export.busy
    stage.program.quitting.leaving.emit()
    stage.qtbot.waitUntil(lambda: not stage.program.export.busy)
    assert not (tmp_path / "long.webp").exists()


def test_what_goes_wrong_is_said_in_words_and_nothing_half_written_stays(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.program.replay.show(SHORT)
    export(stage, tmp_path / "nowhere" / "film.gif")
    export(stage, tmp_path / "film.mp4")
    read_only = tmp_path / "old.webp"
    read_only.mkdir()
    export(stage, read_only)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("engine.files.os.fsync", full)
    export(stage, tmp_path / "film.webp")
    texts = [message.text for message in stage.answers.told]
    assert all(text.startswith("The replay was not exported.") for text in texts)
    assert "is not there: save in another folder" in texts[0]
    assert "choose one of these endings" in texts[1]
    assert "is not a file" in texts[2]
    assert "the disk is full" in texts[3].lower()
    names = {path.name for path in tmp_path.iterdir() if path.is_file()} - {"settings.json"}
    assert names == {"a.md"}


def test_no_name_no_file(replayed: Stage, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    replayed.answers.replay = None
    replayed.click(replayed.program.window.replay.actions_row.button("export"))
    assert not replayed.program.export.busy
    assert sorted(tmp_path.iterdir()) == before
