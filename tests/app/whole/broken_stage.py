"""A text in a running editor whose engine is to break: what tests of that share."""

from pathlib import Path

import pytest

from tests.app.whole.stage import Stage

OLD = "Some old words."
TEXT = f"# Title\n\n{OLD}\n\nAnother paragraph.\n"


def open_text(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Open the text, with a starter model that is there."""
    starter = tmp_path / "starter"
    starter.mkdir()
    (starter / "config.json").write_text("{}")
    monkeypatch.setattr("app.model_choice.starter_folder", lambda: starter)
    stage.open(tmp_path / "a.md", TEXT)
    return stage


def next_run_works(stage: Stage) -> None:
    """Ask again by keys, accept, undo."""
    before = stage.text
    stage.caret_to(OLD)
    stage.ask("tighten")
    stage.see_draft("Words.")
    stage.press("Ctrl+Return")
    assert stage.text == before.replace(OLD, "Words.")
    stage.press("Ctrl+Z")
    assert stage.text == before
