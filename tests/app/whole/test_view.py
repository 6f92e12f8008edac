"""Zooming, themes, the page, the status bar, the mouse, and what is remembered."""

import base64
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QMenu

from app.panels.preset_list import PresetList
from app.settings import Settings
from app.settings_file import load_settings
from app.theme import load_theme
from tests.app.hands import click, press_key
from tests.app.whole.stage import Stage, focused

LONG = "".join(f"## Part {number}\n\nSome words of part {number}.\n\n" for number in range(80))


def test_the_theme_reaches_text_page_and_chrome(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", "Text\n")
    dark = load_theme("dark")
    stage.program.window.commands.theme_dark.trigger()
    for widget in (tab.editor, tab.page):
        image = widget.grab().toImage()
        ground = image.pixelColor(image.width() - 30, image.height() - 40)
        assert ground == QColor(dark.surface)
    window = QApplication.palette().window().color()
    assert window == QColor(dark.window)
    assert stage.program.store.settings.theme == "dark"
    stage.open(tmp_path / "b.md", "Later\n")
    image = stage.tab.editor.grab().toImage()
    assert image.pixelColor(image.width() - 30, image.height() - 40) == QColor(dark.surface)


def test_the_theme_may_change_in_the_middle_of_a_run(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.ask("tighten")
    stage.see_step("NEW")
    stage.program.window.commands.theme_dark.trigger()
    stage.see_step("NEW WO")
    stage.see_draft("NEW WORDS.")
    stage.press("Ctrl+Return")
    assert stage.text == "NEW WORDS.\n"


def test_zoom_by_key_reaches_all_tabs_and_is_kept(stage: Stage, tmp_path: Path) -> None:
    first = stage.open(tmp_path / "a.md", "Text\n")
    stage.open(tmp_path / "b.md", "Text\n")
    span = first.editor.selected_span()
    height = first.editor.span_rect(span).height()
    stage.press("Ctrl++")
    stage.press("Ctrl++")
    assert stage.program.store.settings.zoom == 125
    assert "125 %" in stage.program.window.status.text()
    assert first.editor.span_rect(span).height() > height
    stage.press("Ctrl+-")
    assert stage.program.store.settings.zoom == 110
    stage.press("Ctrl+0")
    assert first.editor.span_rect(span).height() == height


def test_an_empty_text_says_what_can_be_done(stage: Stage) -> None:
    def inked() -> int:
        image = stage.text_edit().viewport().grab().toImage()
        muted = QColor(stage.program.appearance.theme.muted)
        columns, rows = range(image.width()), range(image.height() // 2)
        return sum(image.pixelColor(x, y) == muted for x in columns for y in rows)

    assert inked() > 20
    stage.type("x")
    assert inked() < 5
    stage.press("Backspace")
    assert inked() > 20


def test_the_page_comes_and_goes(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", "Text\n")
    window = stage.program.window
    assert window.pages.isVisible()
    stage.press("Ctrl+Shift+V")
    assert not window.pages.isVisible()
    stage.type("more ")
    stage.press("Ctrl+Shift+V")
    assert window.pages.isVisible()
    tab.page.select_all()
    assert tab.page.selected_text().strip() == "more Text"


def test_the_page_follows_typing_within_a_moment(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", "Text\n")

    def page_text() -> str:
        tab.page.select_all()
        return tab.page.selected_text().strip()

    stage.type("more ")
    stage.qtbot.waitUntil(lambda: page_text() == "more Text")


def test_the_page_scrolls_with_the_text(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", LONG)
    tab.editor.scroll_to_line(160.0)
    stage.qtbot.waitUntil(lambda: abs(tab.page.top_line() - 160.0) < 4)


def test_a_page_that_was_hidden_comes_back_where_the_text_is(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", LONG)
    lines: list[float] = []
    tab.editor.top_line_changed.connect(lines.append)
    stage.press("Ctrl+Shift+V")
    tab.editor.scroll_to_line(160.0)
    assert tab.page.top_line() < 100
    stage.press("Ctrl+Shift+V")
    stage.qtbot.waitUntil(lambda: abs(tab.page.top_line() - lines[-1]) < 4)
    assert abs(lines[-1] - 160.0) < 4


def test_the_text_scrolls_with_the_page(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", LONG)
    lines: list[float] = []
    tab.editor.top_line_changed.connect(lines.append)
    bar = tab.page.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    stage.qtbot.waitUntil(lambda: bool(lines))
    assert abs(lines[-1] - tab.page.top_line()) < 4


def test_a_key_that_moves_nothing_does_not_scroll(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", LONG)
    tab.editor.scroll_to_line(160.0)
    lines: list[float] = []
    tab.editor.top_line_changed.connect(lines.append)
    for key in (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_F9):
        press_key(focused(), key)
    assert lines == []
    stage.type("x")
    assert lines[-1] < 1  # typing shows where it goes


def test_asking_brings_the_span_back_onto_the_screen(stage: Stage, tmp_path: Path) -> None:
    tab = stage.open(tmp_path / "a.md", LONG)
    stage.caret_to("part 2.")
    tab.editor.scroll_to_line(200.0)
    span = tab.editor.span_to_edit()
    area = stage.program.window.floating_area()
    assert not tab.editor.span_rect(span).intersects(area)
    stage.press("Ctrl+K")
    bar = stage.program.window.instruction_bar
    assert bar.isVisible()
    assert area.contains(tab.editor.span_rect(span))
    assert not bar.geometry().intersects(tab.editor.span_rect(span))


@pytest.mark.parametrize("lines", [3, 18])
def test_asking_shows_all_of_a_span_that_was_cut_by_an_edge(
    stage: Stage, tmp_path: Path, lines: int
) -> None:
    long = "\n".join(f"Line {number} of the long one." for number in range(lines))
    tab = stage.open(tmp_path / "a.py", f"{LONG}\n\n{long}\n\n{LONG}")
    stage.caret_to("Line 0 of")
    span = tab.editor.span_to_edit()
    first = stage.text[: span.start].count("\n")
    area = stage.program.window.floating_area()
    rows = area.height() * lines / tab.editor.span_rect(span).height()
    for top in (first + 1.0, first + 1.5 - rows):
        tab.editor.scroll_to_line(top)
        rect = tab.editor.span_rect(span)
        assert rect.top() < area.top() or rect.bottom() > area.bottom()
        stage.press("Ctrl+K")
        rect = tab.editor.span_rect(span)
        assert area.top() <= rect.top()
        assert rect.bottom() <= area.bottom()
        stage.press("Esc")


def test_the_status_bar_follows_caret_and_text(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "one two\n\nthree\n")
    status = stage.program.window.status
    assert "3 words" in status.text()
    stage.caret_to("three")
    assert "Ln 3, Col 1" in status.text()
    stage.type("and ")
    stage.qtbot.waitUntil(lambda: "4 words" in status.text())
    stage.caret_to("one two", select=True)
    stage.qtbot.waitUntil(lambda: "2 of 4 words" in status.text())
    assert "fake" in status.text()


def test_a_selection_by_mouse_offers_the_button_and_a_click_opens_the_bar(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", "one two\n\nthree\n")
    button = stage.program.window.selection_button
    assert not button.isVisible()
    stage.caret_to("three", select=True)
    stage.qtbot.waitUntil(button.isVisible)
    assert stage.program.window.floating_area().contains(button.geometry())
    stage.click(button)
    assert stage.program.window.instruction_bar.isVisible()
    assert not button.isVisible()
    stage.type("tighten")
    stage.press("Return")
    stage.see_draft("3")
    assert stage.engine.requests[0].selected == "three"


def test_the_whole_path_by_mouse(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "one two\n\nthree\n")
    window = stage.program.window
    stage.caret_to("three", select=True)
    stage.qtbot.waitUntil(window.selection_button.isVisible)
    stage.click(window.selection_button)
    rows = window.instruction_bar.findChild(PresetList)
    assert isinstance(rows, PresetList)
    click(rows.viewport(), rows.visualItemRect(rows.item(1)).center())
    stage.see_step("3?")
    stage.see_draft("3")
    review = window.review_bar
    stage.click(review.button("compare"))
    assert stage.tab.run.comparing
    stage.click(review.button("retry"))
    stage.see_draft("33")
    stage.click(review.button("accept"))
    assert stage.text == "one two\n\n33\n"
    assert focused() is stage.text_edit()


def test_a_click_on_the_model_opens_the_menu_of_models(stage: Stage) -> None:
    window = stage.program.window
    button = window.status.model
    stage.click(button)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert window.commands.choose_model in menu.actions()
    assert menu.geometry().bottom() <= window.geometry().bottom()
    menu.close()


@pytest.mark.parametrize("settings", [Settings(theme="dark", zoom=150, page_shown=False)])
def test_settings_of_an_earlier_day_are_there_again(stage: Stage, settings: Settings) -> None:
    window = stage.program.window
    assert stage.program.store.settings == settings
    assert stage.program.appearance.theme.name == "dark"
    assert not window.pages.isVisible()
    assert not window.commands.page.isChecked()
    assert window.commands.theme_dark.isChecked()


def test_quitting_remembers_the_window_and_the_instructions(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.ask("make it shorter")
    stage.see_draft("Some words.")
    stage.reject()
    stage.program.window.resize(901, 640)
    stage.press("Ctrl+Q")
    assert not stage.program.window.isVisible()
    stored = load_settings(tmp_path / "settings.json").settings
    assert stored.recent_instructions == ("make it shorter",)
    assert stored.recent_files == (str(tmp_path / "a.md"),)
    assert base64.b64decode(stored.window_geometry)


def test_quitting_asks_for_unsaved_text_and_may_be_cancelled(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "A\n")
    stage.type("x")
    stage.press("Ctrl+Q")
    assert stage.answers.asked == ["unsaved a.md"]
    assert stage.program.window.isVisible()
