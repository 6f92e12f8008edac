"""The strength of a rewrite in the whole window: by keyboard alone, and by mouse."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSlider

from app.dialogs.keys import KeysDialog
from app.edit_flow import FlowState
from app.panels.preset_list import PresetList
from app.panels.strength_slider import NO_SOURCE, StrengthSlider
from engine.presets import Preset, preset_for
from tests.app.hands import click
from tests.app.whole.stage import Stage, focused, line_of

TEXT = "# Title\n\nThe frist paragraph is is here.\n\nThe second one 🙂 stays.\n"


@pytest.fixture
def weak_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the preset for spelling start at a strength of its own."""

    def find(instruction: str) -> Preset | None:
        preset = preset_for(instruction)
        weak = preset is not None and preset.key == "spelling"
        return replace(preset, strength=0.25) if preset is not None and weak else preset

    monkeypatch.setattr("app.strengths.preset_for", find)


def _row(stage: Stage) -> StrengthSlider:
    row = stage.program.window.instruction_bar.findChild(StrengthSlider)
    assert isinstance(row, StrengthSlider)
    return row


def _slider(stage: Stage) -> QSlider:
    return _row(stage).slider()


def _open(stage: Stage, folder: Path) -> None:
    stage.open(folder / "a.md", TEXT)
    stage.caret_to("paragraph")
    stage.press("Ctrl+K")


def _given(stage: Stage) -> list[float]:
    """Return the strengths of all requests so far, once the newest runs."""
    stage.wait_for(FlowState.RUNNING)
    stage.see_draft("Short.")
    return [request.options.strength for request in stage.engine.requests]


def test_keys_change_it_while_one_types_and_retry_and_the_next_time_keep_it(
    stage: Stage, tmp_path: Path
) -> None:
    _open(stage, tmp_path)
    assert _row(stage).value_text() == "Rewrite · 100 %"
    stage.type("tigh")
    for _ in range(13):
        stage.press("Alt+Left")
    stage.press("Alt+Right")
    stage.type("ten")
    assert line_of(stage.program.window.instruction_bar).text() == "tighten"
    assert _row(stage).value_text() == "Light edit · 40 %"
    stage.press("Return")
    assert _given(stage) == [0.4]
    stage.press("Ctrl+R")
    assert _given(stage) == [0.4, 0.4]
    assert stage.engine.requests[0].options.seed != stage.engine.requests[1].options.seed
    stage.reject()
    stage.ask("make it shorter")  # another wording of the same preset
    assert _given(stage) == [0.4, 0.4, 0.4]
    stage.reject()
    stage.ask("make a table")  # another instruction starts as is usual
    assert _given(stage) == [0.4, 0.4, 0.4, 1.0]


def test_it_can_be_reached_moved_and_left_by_keys_and_enter_starts_from_it(
    stage: Stage, tmp_path: Path
) -> None:
    _open(stage, tmp_path)
    bar = stage.program.window.instruction_bar
    stage.type("tighten")
    stage.press("Alt+S")
    assert focused() is _slider(stage)
    assert bar.isVisible()
    stage.press("Home")
    stage.press("Right")
    stage.press("Up")
    assert "Touch up · 15 %" in _slider(stage).accessibleName()
    stage.press("Tab")
    assert focused() is line_of(bar)
    assert line_of(bar).text() == "tighten"
    stage.press("Alt+S")
    stage.press("Return")
    assert not bar.isVisible()
    assert _given(stage) == [0.15]


def test_escape_in_the_slider_closes_the_bar_and_gives_the_keyboard_back(
    stage: Stage, tmp_path: Path
) -> None:
    _open(stage, tmp_path)
    stage.press("Alt+S")
    stage.press("Esc")
    assert not stage.program.window.instruction_bar.isVisible()
    assert focused() is stage.text_edit()


def test_a_drag_sets_it_and_the_keyboard_stays_in_the_line(stage: Stage, tmp_path: Path) -> None:
    _open(stage, tmp_path)
    stage.type("tigh")
    slider = _slider(stage)
    middle = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 8, middle))
    QTest.mouseMove(slider, QPoint(slider.width() // 2, middle))
    QTest.mouseMove(slider, QPoint(-100, middle))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(-100, middle))
    stage.type("ten")
    stage.press("Return")
    assert _given(stage) == [0.05]


def test_a_click_sets_it_and_a_click_on_a_preset_takes_it_along(
    stage: Stage, tmp_path: Path
) -> None:
    _open(stage, tmp_path)
    bar = stage.program.window.instruction_bar
    click(_slider(stage), QPoint(0, 5))
    stage.type("tighten")
    rows = bar.findChild(PresetList)
    assert isinstance(rows, PresetList)
    click(rows.viewport(), rows.visualItemRect(rows.item(0)).center())
    assert not bar.isVisible()
    assert _given(stage) == [0.05]


@pytest.mark.usefixtures("weak_spelling")
def test_the_slider_follows_the_preset_until_it_is_moved(stage: Stage, tmp_path: Path) -> None:
    _open(stage, tmp_path)
    row = _row(stage)
    stage.press("Down")  # to the first preset of the list
    assert row.value_text() == "Light edit · 25 %"
    stage.press("Down")
    assert row.value_text() == "Rewrite · 100 %"
    stage.press("Alt+Left")
    stage.press("Up")
    assert row.value_text() == "Heavy edit · 95 %"
    stage.press("Return")
    assert _given(stage) == [0.95]


@pytest.mark.usefixtures("weak_spelling")
def test_a_preset_starts_at_its_own_strength_and_so_does_one_that_is_recalled(
    stage: Stage, tmp_path: Path
) -> None:
    _open(stage, tmp_path)
    stage.type("fix typos")
    assert _row(stage).value_text() == "Light edit · 25 %"
    stage.press("Return")
    assert _given(stage) == [0.25]
    stage.reject()
    stage.press("Ctrl+K")
    assert _row(stage).value_text() == "Rewrite · 100 %"
    stage.press("Up")
    assert _row(stage).value_text() == "Light edit · 25 %"
    stage.press("Return")
    assert _given(stage) == [0.25, 0.25]


def test_what_was_moved_waits_with_what_was_typed_and_not_for_another_span(
    stage: Stage, tmp_path: Path
) -> None:
    _open(stage, tmp_path)
    stage.type("tight")
    stage.press("Alt+Left")
    stage.press("Esc")
    stage.caret_to("second")
    stage.press("Ctrl+K")
    assert _row(stage).value_text() == "Rewrite · 100 %"
    stage.press("Esc")
    stage.caret_to("paragraph")
    stage.press("Ctrl+K")
    assert _row(stage).value_text() == "Heavy edit · 95 %"


def test_a_gap_has_no_source_so_the_slider_is_off_and_the_fill_starts_from_noise(
    stage: Stage, tmp_path: Path
) -> None:
    _open(stage, tmp_path)
    stage.press("Alt+Left")
    stage.type("fill the gap")
    assert not _slider(stage).isEnabled()
    assert _row(stage).value_text() == NO_SOURCE
    stage.press("Alt+Left")
    stage.press("Alt+S")
    assert focused() is line_of(stage.program.window.instruction_bar)
    stage.press("Return")
    assert _given(stage) == [1.0]


def test_in_a_blank_text_the_slider_is_off(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "\n\n")
    stage.press("Ctrl+K")
    assert not _slider(stage).isEnabled()


def test_the_keys_are_on_the_page_of_keys(stage: Stage) -> None:
    stage.program.window.commands.keys.trigger()
    dialog = stage.program.window.findChild(KeysDialog)
    assert isinstance(dialog, KeysDialog)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert {"Alt+Left", "Alt+Right", "Alt+S"} <= set(words)
    dialog.close()
