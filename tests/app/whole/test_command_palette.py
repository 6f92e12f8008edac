"""The command palette in the whole window, by keys and by mouse."""

from pathlib import Path

from PySide6.QtWidgets import QListWidget

from app.edit_flow import FlowState
from app.panels.command_palette import CommandPalette
from tests.app.hands import click
from tests.app.whole.stage import Stage, focused, line_of

TEXT = "# Title\n\nThe frist paragraph.\n\nThe second one.\n"


def palette(stage: Stage) -> CommandPalette:
    return stage.program.window.command_palette


def rows(stage: Stage) -> QListWidget:
    found = palette(stage).findChild(QListWidget)
    assert isinstance(found, QListWidget)
    return found


def titles(stage: Stage) -> list[str]:
    return [entry.title for entry in palette(stage).shown()]


def test_a_command_is_found_by_a_few_letters_and_done(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.press("Ctrl+Shift+P")
    assert focused() is line_of(palette(stage))
    stage.type("pbt")
    entry = palette(stage).shown()[0]
    assert (entry.title, entry.where, entry.key) == (
        "Page beside the text",
        "View · on",
        "Ctrl+Shift+V",
    )
    stage.press("Return")
    assert not palette(stage).isVisible()
    assert not stage.program.window.pages.isVisible()
    assert focused() is stage.text_edit()


def test_escape_closes_and_the_caret_is_where_it_was(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("second")
    stage.press("Ctrl+Shift+P")
    stage.press("Esc")
    assert not palette(stage).isVisible()
    stage.type("very ")
    assert "The very second" in stage.text
    stage.press("Ctrl+Shift+P")
    stage.press("Ctrl+Shift+P")
    assert not palette(stage).isVisible()


def test_a_click_runs_a_row_and_a_click_outside_closes(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.press("Ctrl+Shift+P")
    stage.type("theme dark")
    place = rows(stage).visualItemRect(rows(stage).item(0)).center()
    click(rows(stage).viewport(), place)
    assert not palette(stage).isVisible()
    assert stage.program.appearance.theme.name == "dark"
    stage.press("Ctrl+Shift+P")
    click(stage.text_edit().viewport())
    assert not palette(stage).isVisible()
    assert focused() is stage.text_edit()


def test_what_was_used_last_comes_first(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    for typed in ("zoom in", "close tab"):
        stage.press("Ctrl+Shift+P")
        stage.type(typed)
        stage.press("Return")
    stage.press("Ctrl+Shift+P")
    assert titles(stage)[:2] == ["Close tab", "Zoom in"]


def test_arrows_go_round_the_list(stage: Stage) -> None:
    stage.press("Ctrl+Shift+P")
    stage.press("Up")
    assert rows(stage).currentRow() == rows(stage).count() - 1
    for key in ("Down", "Down", "PgDown"):
        stage.press(key)
    assert rows(stage).currentRow() == 11
    assert focused() is line_of(palette(stage))


def test_what_cannot_be_done_now_is_shown_and_does_nothing(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.press("Ctrl+Shift+P")
    stage.type("accept")
    assert not palette(stage).shown()[0].enabled
    assert "cannot be done right now" in palette(stage).notice()
    stage.press("Return")
    assert palette(stage).isVisible()
    assert stage.state is FlowState.IDLE


def test_words_that_fit_nothing_say_so(stage: Stage) -> None:
    stage.press("Ctrl+Shift+P")
    stage.type("qqq")
    assert titles(stage) == []
    assert "Nothing is called so" in palette(stage).notice()
    stage.press("Return")
    assert palette(stage).isVisible()


def test_a_preset_starts_on_the_paragraph(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("frist")
    stage.press("Ctrl+Shift+P")
    stage.type("fix spell")
    stage.press("Return")
    stage.see_draft("The first paragraph.")
    request = stage.engine.requests[0]
    assert request.selected == "The frist paragraph."
    assert request.instruction == "Fix spelling and punctuation"
    stage.press("Ctrl+Shift+P")
    stage.type("accept")
    stage.press("Return")
    assert stage.text == TEXT.replace("frist", "first")


def test_escape_in_the_palette_does_not_reject_the_draft_behind_it(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.ask("tighten")
    stage.see_draft("Short.")
    stage.see_for_long()
    stage.press("Ctrl+Shift+P")
    with stage.one_moment():
        stage.press("Esc")
        stage.press("Esc")  # of a hasty pair
    assert stage.state is FlowState.REVIEWING


def test_it_closes_the_instruction_bar_and_keeps_what_was_typed(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.press("Ctrl+K")
    stage.type("tigh")
    stage.press("Ctrl+Shift+P")
    bar = stage.program.window.instruction_bar
    assert not bar.isVisible()
    stage.press("Esc")
    assert focused() is stage.text_edit()
    stage.press("Ctrl+K")
    assert line_of(bar).text() == "tigh"


def test_in_a_small_window_it_stays_inside(stage: Stage) -> None:
    stage.program.window.resize(420, 320)
    stage.press("Ctrl+Shift+P")
    stage.qtbot.wait(20)
    card = palette(stage)
    around = card.parentWidget()
    assert around is not None
    assert around.rect().contains(card.geometry())
