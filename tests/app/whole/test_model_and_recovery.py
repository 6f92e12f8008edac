"""The model that comes, does not come, or is chosen; and what a crash leaves behind."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.crash_net import CrashNet
from app.edit_flow import FlowState
from app.messages import Message
from app.panels.chosen import TAUGHT_ONLY
from app.recovery import RecoveryStore
from engine.errors import CheckpointDamagedError
from tests.app.fake_engine import INFO
from tests.app.whole.scripted_engine import LoaderOf, ScriptedEngine
from tests.app.whole.stage import Stage


@pytest.fixture
def load() -> LoaderOf:
    """A model that is not ready before the test says so."""
    return LoaderOf(ScriptedEngine())


def test_a_wish_waits_for_the_model_and_starts_by_itself(
    stage: Stage, tmp_path: Path, load: LoaderOf
) -> None:
    stage.open(tmp_path / "a.md", "Some old words.\n")
    assert "Loading" in stage.program.window.status.text()
    stage.ask("tighten")
    assert stage.state is FlowState.RUNNING
    assert "Loading" in stage.program.window.run_strip.text()
    assert stage.engine.requests == []
    load.ready.set()
    stage.see_draft("Words.")
    stage.press("Ctrl+Return")
    assert stage.text == "Words.\n"
    assert "fake" in stage.program.window.status.text()


def test_a_wish_that_waits_can_be_taken_back(stage: Stage, tmp_path: Path, load: LoaderOf) -> None:
    stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.ask("tighten")
    stage.press("Esc")
    stage.wait_for(FlowState.IDLE)
    load.ready.set()
    stage.qtbot.waitUntil(lambda: stage.program.queue.info is not None)
    assert stage.engine.requests == []


def test_without_a_model_the_key_says_what_to_do(
    stage: Stage, tmp_path: Path, load: LoaderOf
) -> None:
    load.error = CheckpointDamagedError("model.safetensors is cut off")
    load.ready.set()
    stage.qtbot.waitUntil(lambda: len(stage.answers.told) == 1)
    assert "damaged" in stage.answers.told[0].happened
    assert "cut off" in stage.answers.told[0].detail
    assert "No model" in stage.program.window.status.text()
    stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.press("Ctrl+K")
    assert not stage.program.window.instruction_bar.isVisible()
    assert "menu Model" in stage.answers.told[1].advice


def test_another_model_is_chosen_by_folder_and_remembered(
    stage: Stage, tmp_path: Path, load: LoaderOf
) -> None:
    load.ready.set()
    stage.qtbot.waitUntil(lambda: stage.program.queue.info is not None)
    folder = tmp_path / "large"
    stage.engine.info = replace(INFO, name="Large", folder=folder, taught_only=False)
    stage.answers.model = folder
    stage.program.window.commands.choose_model.trigger()
    stage.qtbot.waitUntil(lambda: "Large" in stage.program.window.status.text())
    assert stage.program.store.settings.model_folder == str(folder)
    stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.press("Ctrl+K")
    stage.type("translate into French")
    assert stage.program.window.instruction_bar.notice() != TAUGHT_ONLY
    stage.press("Return")
    stage.see_draft("Des mots.")
    assert stage.engine.requests[0].instruction == "translate into French"
    assert stage.engine.requests[0].options.strength == 1.0


def test_unsaved_text_is_kept_and_offered_again(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    stage.open(path, "Saved.\n")
    stage.type("Not ")
    stage.qtbot.waitUntil(lambda: any((tmp_path / "recovery").glob("*/*.text")))
    # As after a crash: another program finds the text of one that is gone.
    for lock in (tmp_path / "recovery").glob("*.lock"):
        lock.rename(lock.with_suffix(".gone"))
    store = RecoveryStore(tmp_path / "recovery")
    assert [leftover.text for leftover in store.leftovers()] == ["Not Saved.\n"]
    store.close()


@pytest.mark.parametrize("wanted", [True, False])
def test_recovered_text_opens_as_modified(stage: Stage, tmp_path: Path, wanted: bool) -> None:
    path = tmp_path / "a.md"
    path.write_text("Saved.\n")
    crashed = RecoveryStore(tmp_path / "recovery")
    crashed.note("tab-1", path, "Not saved.\n")
    crashed.note("tab-2", None, "Never had a file.\n")
    crashed.close()
    stage.answers.on_recover = wanted
    stage.program.keeper.offer(stage.program.desk, stage.answers)
    assert "a.md" in stage.answers.asked[0]
    texts = [tab.editor.text() for tab in stage.program.workspace]
    if wanted:
        assert sorted(texts) == ["Never had a file.\n", "Not saved.\n"]
        assert all(tab.modified for tab in stage.program.workspace)
        assert all(tab.editor.caret() == (1, 1) for tab in stage.program.workspace)
        tab = stage.program.workspace.tab_of(path)
        assert tab is not None
        tab.editor.undo()
        assert tab.editor.text() == "Saved.\n"
    else:
        assert texts == [""]
    assert path.read_text() == "Saved.\n"
    again = RecoveryStore(tmp_path / "recovery")
    own = {tab.editor.text() for tab in stage.program.workspace if tab.modified}
    # What the crash left goes once the same text is kept anew, by the store's own thread.
    stage.qtbot.waitUntil(lambda: {leftover.text for leftover in again.leftovers()} <= own)
    again.close()


def test_an_error_that_nobody_caught_is_told_and_the_text_kept(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", "Saved.\n")
    stage.type("Not ")
    told: list[Message] = []
    net = CrashNet(stage.program.keeper.keep_all, told.append)
    error = ZeroDivisionError("a bug")
    net.catch(ZeroDivisionError, error, None)
    assert "a bug" in told[0].detail
    assert stage.text == "Not Saved.\n"
    stage.qtbot.waitUntil(lambda: any((tmp_path / "recovery").glob("*/*.text")))


def kept_texts(stage: Stage) -> list[tuple[str, str]]:
    """Return what a crash now would leave behind: the text, and in whose draft it was typed."""
    folder = stage.program.store.folder / "recovery"
    found = []
    for file in folder.glob("*/*.text"):
        head, _, text = file.read_text(encoding="utf-8").partition("\n")
        found.append((text, json.loads(head)["draft_of"]))
    return sorted(found)


def test_what_is_typed_into_a_draft_is_kept_until_a_word_is_said(
    stage: Stage, tmp_path: Path, load: LoaderOf
) -> None:
    load.ready.set()
    stage.open(tmp_path / "a.md", "Some old words.\n\nMore.\n")
    stage.ask("tighten")
    stage.see_draft("Words.")
    stage.press("Up")  # from behind the draft into it
    stage.press("End")
    stage.type(" And typed.")
    stage.qtbot.waitUntil(lambda: kept_texts(stage) == [("Words. And typed.", "a.md")])
    stage.press("Ctrl+S")
    stage.ask("Fix the spelling")  # also while something more is made of it
    stage.wait_for(FlowState.RUNNING)
    assert kept_texts(stage) == [("Words. And typed.", "a.md")]
    stage.see_draft("Typed.")
    stage.press("Ctrl+Z")
    stage.press("Ctrl+Return")
    stage.qtbot.waitUntil(lambda: kept_texts(stage) == [("Words. And typed.\n\nMore.\n", "")])


def test_a_rejected_or_closed_draft_leaves_nothing_behind(
    stage: Stage, tmp_path: Path, load: LoaderOf
) -> None:
    load.ready.set()
    stage.answers.on_draft = True
    for end in ("Esc", "Ctrl+W"):
        stage.open(tmp_path / "a.md", "Some old words.\n")
        stage.ask("tighten")
        stage.see_draft("Words.")
        assert stage.tab.flow.amend("Words, typed.")
        stage.program.keeper.keep_all()
        stage.qtbot.waitUntil(lambda: kept_texts(stage) == [("Words, typed.", "a.md")])
        if end == "Esc":
            stage.reject()
        else:
            stage.press(end)
        stage.qtbot.waitUntil(lambda: kept_texts(stage) == [])


def test_a_draft_that_was_typed_into_opens_as_a_text_of_its_own(
    stage: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_text("Saved.\n")
    crashed = RecoveryStore(tmp_path / "recovery")
    crashed.note("tab-1, its draft", None, "Typed into it.", draft_of="a.md")
    crashed.close()
    stage.program.keeper.offer(stage.program.desk, stage.answers)
    assert stage.answers.asked == ["recover Draft in a.md"]
    assert (stage.tab.title, stage.text) == ("Draft in a.md", "Typed into it.")
    assert stage.tab.modified
    assert path.read_text() == "Saved.\n"
