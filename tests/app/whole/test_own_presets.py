"""Own presets in the whole window: from a file in their folder to a draft."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.dialogs.help_window import HelpWindow
from app.dialogs.keys import KeysDialog
from app.edit_flow import FlowState
from app.help import OWN_PRESETS
from app.panels.chosen import OWN_NEEDS_LARGE
from app.panels.preset_list import PresetList
from tests.app.fake_engine import INFO
from tests.app.hands import click
from tests.app.whole.scripted_engine import LoaderOf, ScriptedEngine
from tests.app.whole.stage import Stage, focused, line_of

TEXT = "# Letters\n\nThe frist paragraph is is here.\n\nThe second one.\n"
OLD = "The frist paragraph is is here."
QUICK = "---\nname: Quick fix\nstrength: 30 %\nsampler: fast\nkey: Ctrl+Alt+1\n---\nFix typos\n"
FREE = "---\nname: Formal\n---\nMake “{selection}” formal, for {document_title} in {language}\n"


def put(stage: Stage, name: str, text: str) -> Path:
    """Write a file into the folder of presets and wait until it is known."""
    folder = stage.program.library.folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    stage.qtbot.waitUntil(
        lambda: any(
            file.path == path and file.path.read_text(encoding="utf-8") == text
            for file in stage.program.library.files
        )
    )
    return path


def listed(stage: Stage) -> list[str]:
    rows = stage.program.window.instruction_bar.findChild(PresetList)
    assert isinstance(rows, PresetList)
    return [rows.item(row).text() for row in range(rows.count())]


@pytest.fixture
def text(stage: Stage, tmp_path: Path) -> Stage:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("paragraph")
    return stage


def test_a_preset_is_offered_first_and_runs_as_it_says(text: Stage) -> None:
    put(text, "quick.md", QUICK)
    text.press("Ctrl+K")
    assert listed(text)[0] == "Quick fix"
    text.press("Down")
    text.press("Return")
    text.see_draft("Done.")
    request = text.engine.requests[0]
    assert (request.instruction, request.selected) == ("Fix typos", OLD)
    options = request.options
    assert options.strength == 0.3
    assert options.max_steps is not None
    assert options.entropy_bound is not None


def test_its_key_starts_it_on_the_selection_at_once(text: Stage) -> None:
    put(text, "quick.md", QUICK)
    text.caret_to("frist", select=True)
    text.press("Ctrl+Alt+1")
    text.see_draft("first")
    assert text.engine.requests[0].selected == "frist"
    text.press("Ctrl+Return")
    assert "The first paragraph" in text.text


def test_in_a_review_its_key_goes_on_with_the_draft(text: Stage) -> None:
    put(text, "quick.md", QUICK)
    text.press("Ctrl+Alt+1")
    text.press("Ctrl+Alt+1")  # it runs: nothing more starts
    text.see_draft("Done.")
    text.press("Ctrl+Alt+1")
    text.see_draft("Done, too.")
    assert [request.selected for request in text.engine.requests] == [OLD, "Done."]


def test_it_is_picked_by_mouse_and_by_its_name(text: Stage) -> None:
    put(text, "quick.md", QUICK)
    bar = text.program.window.instruction_bar
    text.press("Ctrl+K")
    rows = bar.findChild(PresetList)
    assert isinstance(rows, PresetList)
    place: QPoint = rows.visualItemRect(rows.item(0)).center()
    click(rows.viewport(), place)
    text.see_draft("Done.")
    text.reject()
    text.ask("quick fix")
    text.see_draft("Done.")
    assert [request.instruction for request in text.engine.requests] == ["Fix typos"] * 2
    text.reject()
    text.press("Ctrl+K")
    text.press("Up")
    assert line_of(bar).text() == "Quick fix"


def test_a_slider_that_was_moved_counts_more_than_the_file(text: Stage) -> None:
    put(text, "quick.md", QUICK)
    text.press("Ctrl+K")
    text.press("Down")
    text.press("Alt+Right")
    text.press("Return")
    text.see_draft("Done.")
    assert text.engine.requests[0].options.strength == 0.35


def test_its_key_is_listed_with_all_others_as_long_as_it_has_one(text: Stage) -> None:
    window = text.program.window

    def listed_keys() -> list[str]:
        window.commands.keys.trigger()
        dialog = next(one for one in window.findChildren(KeysDialog) if one.isVisible())
        assert dialog.height() <= dialog.screen().availableGeometry().height()
        text.qtbot.waitUntil(dialog.isActiveWindow)
        for _ in range(3):
            QTest.keyClick(focused(), Qt.Key.Key_PageDown)
        bar = dialog.scroller.verticalScrollBar()
        assert bar.value() == bar.maximum()
        labels = [label.text() for label in dialog.findChildren(QLabel)]
        dialog.reject()
        return labels

    assert OWN_PRESETS not in listed_keys()
    path = put(text, "quick.md", QUICK.replace("Quick fix", "Quick *fix*"))
    labels = listed_keys()
    at = labels.index(OWN_PRESETS)
    assert labels[at + 1 :] == ["Quick *fix*", "Ctrl+Alt+1"]
    window.commands.help.trigger()
    shown = window.findChild(HelpWindow)
    assert isinstance(shown, HelpWindow)
    shown.page.select_all()
    told = shown.page.selected_text()
    assert "Quick *fix*" in told[told.index(OWN_PRESETS) :]
    path.unlink()
    text.qtbot.waitUntil(lambda: not text.program.library.files)
    assert OWN_PRESETS not in listed_keys()


def test_it_is_found_in_the_palette_with_its_key(text: Stage) -> None:
    put(text, "quick.md", QUICK)
    text.press("Ctrl+Shift+P")
    text.type("quick")
    entry = text.program.window.command_palette.shown()[0]
    assert (entry.title, entry.where, entry.key) == ("Quick fix", "Your preset", "Ctrl+Alt+1")
    text.press("Return")
    text.see_draft("Done.")
    assert text.engine.requests[0].instruction == "Fix typos"


def test_words_that_the_small_model_was_not_taught_are_shown_and_not_run(text: Stage) -> None:
    put(text, "formal.md", FREE)
    text.press("Ctrl+K")
    bar = text.program.window.instruction_bar
    assert listed(text)[-1] == "Formal"
    text.type("formal")
    assert bar.notice() == OWN_NEEDS_LARGE
    text.press("Return")
    assert bar.isVisible()
    assert text.state is FlowState.IDLE
    text.press("Esc")
    text.press("Ctrl+Shift+P")
    text.type("formal")
    entry = text.program.window.command_palette.shown()[0]
    assert not entry.enabled
    assert "26B" in entry.where


def test_an_edit_in_another_program_shows_at_once(text: Stage) -> None:
    path = put(text, "quick.md", QUICK)
    text.press("Ctrl+K")
    put(text, "quick.md", QUICK.replace("Quick fix", "Slow fix"))
    text.qtbot.waitUntil(lambda: listed(text)[0] == "Slow fix")
    path.unlink()
    text.qtbot.waitUntil(lambda: "Slow fix" not in listed(text))


def test_a_key_of_the_program_stays_the_programs(text: Stage) -> None:
    put(text, "quick.md", QUICK.replace("Ctrl+Alt+1", "Ctrl+S"))
    text.press("Ctrl+S")
    assert text.state is FlowState.IDLE
    assert "Saved" in text.program.window.status.text()
    (file,) = text.program.library.files
    assert "taken by “Save”" in file.problem


def test_a_preset_for_another_language_is_not_offered(text: Stage) -> None:
    put(text, "quick.md", QUICK.replace("key:", "languages: python\nkey:"))
    text.press("Ctrl+K")
    assert "Quick fix" not in listed(text)


class TestWithALargeModel:
    @pytest.fixture
    def load(self) -> LoaderOf:
        engine = ScriptedEngine()
        engine.info = replace(INFO, taught_only=False)
        loader = LoaderOf(engine)
        loader.ready.set()
        return loader

    def test_free_words_run_with_what_stands_there(self, text: Stage) -> None:
        put(text, "formal.md", FREE)
        text.ask("formal")
        text.see_draft("Done.")
        request = text.engine.requests[0]
        assert request.instruction == f"Make “{OLD}” formal, for Letters in Markdown"
        assert request.selected == OLD
        text.press("Ctrl+Return")
        assert text.program.store.settings.recent_instructions[0] == "Formal"
