"""What is kept of each run in the whole program, and what is forgotten."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from app.edit_flow import FlowState
from app.history.database import FILE_NAME, HistoryError
from app.history.entry import Outcome
from tests.app.history.runs import make_run
from tests.app.whole.history_stage import (
    NEW,
    OLD,
    TEXT,
    come_back,
    entry_of,
    lines,
    outcomes,
    panel_of,
    pick,
    run,
    wait_for,
    wait_for_both,
    work,
)
from tests.app.whole.stage import Stage

if TYPE_CHECKING:
    from tests.conftest import LogWatch


@pytest.fixture
def worked(stage: Stage, tmp_path: Path) -> Stage:
    work(stage, tmp_path)
    return stage


def test_every_run_is_kept_with_what_became_of_it(
    stage: Stage, tmp_path: Path, log_watch: "LogWatch"
) -> None:
    log_watch.expect("edit 3 failed")
    stage.open(tmp_path / "notes.md", TEXT)
    run(stage, "Tighten", "One draft.")
    stage.press("Ctrl+R")
    stage.see_draft("Another draft.")
    stage.press("Ctrl+Return")
    stage.caret_to("Another paragraph.", select=True)
    stage.ask("Make a table")
    stage.engine.fail("broken")
    stage.wait_for(FlowState.IDLE)
    stage.ask("Turn into a bullet list")
    stage.wait_for(FlowState.RUNNING)
    stage.press("Esc")
    stage.wait_for(FlowState.IDLE)
    stage.press("Ctrl+Shift+H")
    wait_for(
        stage,
        ("Turn into a bullet list", Outcome.STOPPED),
        ("Make a table", Outcome.FAILED),
        ("Tighten", Outcome.ACCEPTED),
        ("Tighten", Outcome.NOT_TAKEN),
    )
    panel_of(stage).list.mark(2)
    entry = entry_of(stage)
    assert entry.before == OLD
    assert entry.after == "Another draft."
    assert entry.file == str(tmp_path / "notes.md")
    assert entry.model == "fake"
    assert entry.request is not None
    assert entry.request.options.seed == 1
    assert not entry.recorded  # it had no step
    panel_of(stage).list.mark(3)
    assert entry_of(stage).recorded


def test_what_was_taken_of_a_draft_is_what_is_kept(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "notes.md", TEXT)
    run(stage, "Tighten", "A quick brown cat.")
    stage.tab.flow.decide(0, taken=False)
    stage.press("Ctrl+Return")
    accepted = stage.text.split("\n")[2]
    assert accepted not in (OLD, "A quick brown cat.")
    stage.press("Ctrl+Shift+H")
    wait_for(stage, ("Tighten", Outcome.ACCEPTED))
    entry = entry_of(stage)
    assert entry.after == accepted
    assert entry.draft is not None
    assert entry.draft.text == "A quick brown cat."


def test_each_turn_is_a_run_and_the_one_that_is_accepted_replaced_the_original(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "notes.md", TEXT)
    run(stage, "Tighten", "A quick fox.")
    stage.ask("Turn into a bullet list")
    stage.see_draft("- A quick fox.")
    stage.press("Ctrl+Return")
    assert stage.text == TEXT.replace(OLD, "- A quick fox.")
    stage.press("Ctrl+Shift+H")
    wait_for(stage, ("Turn into a bullet list", Outcome.ACCEPTED), ("Tighten", Outcome.NOT_TAKEN))
    entry = entry_of(stage)
    assert (entry.before, entry.after) == (OLD, "- A quick fox.")
    assert entry.request is not None
    assert entry.request.selected == "A quick fox."
    assert entry.request.earlier == ("Tighten",)


def test_a_draft_that_waits_is_there_before_any_word_on_it(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "notes.md", TEXT)
    stage.press("Ctrl+Shift+H")
    stage.qtbot.waitUntil(lambda: "No runs yet" in panel_of(stage).blank_text())
    assert "Kept on this machine only" in panel_of(stage).blank_text()
    stage.press("F6")
    run(stage, "Tighten", NEW)
    wait_for(stage, ("Tighten", Outcome.UNDECIDED))
    stage.reject()
    wait_for(stage, ("Tighten", Outcome.REJECTED))


def test_a_run_is_forgotten_by_key_after_a_question(worked: Stage, tmp_path: Path) -> None:
    stage = worked
    stage.press("Ctrl+Shift+H")
    stage.type("bullet")
    wait_for(stage, ("Turn into a bullet list", Outcome.REJECTED))
    entry_of(stage)
    stage.press("Down")
    stage.answers.on_forget = False
    stage.press("Delete")
    assert stage.answers.asked == ["forget Turn into a bullet list"]
    stage.answers.on_forget = True
    stage.press("Delete")
    stage.qtbot.waitUntil(lambda: "Nothing found" in panel_of(stage).blank_text())
    stage.program.history.keeper.close()
    kept = b"".join(file.read_bytes() for file in (tmp_path / "history").iterdir()).lower()
    assert b"jumps" not in kept
    assert b"spelling" in kept


def test_all_is_forgotten_by_mouse(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    stage.press("Ctrl+Shift+H")
    wait_for_both(stage)
    stage.click(panel.button("options"))
    pick("Forget all runs…")
    stage.qtbot.waitUntil(lambda: "No runs yet" in panel.blank_text())
    assert stage.answers.asked == ["forget all"]


def test_a_problem_that_is_over_is_not_told_where_there_are_no_runs(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    panel.show_problem("The history cannot be used.")
    stage.press("Ctrl+Shift+H")
    wait_for_both(stage)
    stage.program.history.keeper.forget_all()
    stage.qtbot.waitUntil(lambda: "No runs yet" in panel.blank_text())


def test_how_much_room_it_may_take_is_chosen_by_mouse(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    stage.press("Ctrl+Shift+H")
    wait_for_both(stage)
    stage.click(panel.button("options"))
    stage.qtbot.waitUntil(lambda: panel.room.title().endswith(" of 200 MB"))
    pick(panel.room.title())
    stage.qtbot.waitUntil(panel.room.isVisible)
    pick("At most 1,000 MB")
    settings = stage.program.store
    stage.qtbot.waitUntil(lambda: settings.settings.history_megabytes == 1000)
    assert stage.answers.asked == []
    assert [entry.text() for entry in panel.room.actions() if entry.isChecked()] == [
        "At most 1,000 MB"
    ]
    assert panel.room.title().endswith("of 1,000 MB")


def test_less_room_than_it_takes_is_asked_about_and_forgets_the_oldest(
    worked: Stage, tmp_path: Path
) -> None:
    stage, panel, history = worked, panel_of(worked), worked.program.history
    noise = "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9F00), k=900_000)))
    history.keeper.add(make_run(history.keeper.new_id(), noise, when=1e9), None)
    stage.press("Ctrl+Shift+H")
    stage.qtbot.waitUntil(lambda: len(lines(stage)) == 3)
    stage.answers.on_forget = False
    history.desk.limit(1)
    stage.qtbot.waitUntil(lambda: len(stage.answers.asked) == 1)
    assert stage.answers.asked[0].startswith("shrink from ")
    assert stage.program.store.settings.history_megabytes == 200
    assert len(lines(stage)) == 3
    stage.answers.on_forget = True
    history.desk.limit(1)
    stage.qtbot.waitUntil(lambda: len(lines(stage)) < 3)
    assert stage.program.store.settings.history_megabytes == 1
    stage.qtbot.waitUntil(lambda: (tmp_path / "history" / FILE_NAME).stat().st_size <= 1_100_000)
    assert any(entry.text() == "At most 1 MB" for entry in panel.room.actions())


def test_no_history_is_kept_where_nobody_wants_one(worked: Stage) -> None:
    stage, panel = worked, panel_of(worked)
    stage.press("Ctrl+Shift+H")
    wait_for_both(stage)
    stage.click(panel.button("options"))
    pick("Keep a history")
    come_back(stage)
    assert not stage.program.store.settings.keep_history
    run(stage, "Tighten", "New words.", "Another paragraph.")
    stage.press("Ctrl+Return")
    stage.program.history.desk.forget_all()
    stage.qtbot.waitUntil(lambda: "No history is kept" in panel.blank_text())
    panel.keep.trigger()
    run(stage, "Tighten", "Newer words.", "New words.")
    wait_for(stage, ("Tighten", Outcome.UNDECIDED))
    stage.reject()


def test_a_history_that_cannot_be_kept_is_told_once_and_stops_nothing(
    stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "history").write_text("in the way")
    stage.open(tmp_path / "notes.md", TEXT)
    told: list[str] = []
    stage.program.history.keeper.problem_arose.connect(told.append)
    for draft in ("One.", "Two.", "Three."):
        run(stage, "Tighten", draft, stage.text.split("\n")[2])
        stage.press("Ctrl+Return")
        assert draft in stage.text
    stage.qtbot.waitUntil(lambda: len(told) == 1)
    stage.program.history.keeper.close()
    QApplication.processEvents()
    assert len(told) == 1
    assert "cannot be used" in told[0]


def test_what_runs_when_the_tab_is_closed_is_kept_as_stopped(worked: Stage) -> None:
    stage = worked
    stage.caret_to("Another paragraph.", select=True)
    stage.ask("Tighten")
    stage.see_step("An")
    stage.tab.document.note_text(stage.tab.editor.revision(), stage.tab.document.text)
    stage.program.workspace.remove(stage.tab)
    stage.press("Ctrl+Shift+H")
    stage.qtbot.waitUntil(lambda: ("Tighten", Outcome.STOPPED) in outcomes(stage))


def test_beside_the_text_the_newest_run_is_the_one_that_is_shown(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "notes.md", TEXT)
    run(stage, "Tighten", "A quick fox.")
    stage.reject()
    stage.press("Ctrl+Shift+H")
    wait_for(stage, ("Tighten", Outcome.REJECTED))
    stage.press("F6")  # back in the text
    run(stage, "Turn into a bullet list", "- A quick fox.")
    stage.qtbot.waitUntil(lambda: entry_of(stage).line.instruction == "Turn into a bullet list")


def test_where_no_run_can_be_kept_the_panel_says_so(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise HistoryError("Runs cannot be kept: the disk is full.")

    monkeypatch.setattr("app.history.store.HistoryStore.add", refuse)
    stage.open(tmp_path / "notes.md", TEXT)
    stage.press("Ctrl+Shift+H")
    assert "No runs yet" in panel_of(stage).blank_text()
    stage.press("Esc")
    run(stage, "Tighten", "One draft.")
    stage.press("Ctrl+Return")
    panel = panel_of(stage)
    stage.press("Ctrl+Shift+H")
    stage.qtbot.waitUntil(lambda: panel.blank_text() == "Runs cannot be kept: the disk is full.")
