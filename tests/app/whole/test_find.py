"""Finding in the text in front."""

from pathlib import Path

from tests.app.whole.stage import Stage, focused, line_of


def test_find_by_keys(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "one two\n\nTwo three two\n")
    bar = stage.program.window.find_bar
    stage.press("Ctrl+F")
    assert focused() is line_of(bar)
    stage.type("two")
    assert bar.text() == "1 of 3"
    assert stage.tab.editor.text_at(stage.tab.editor.selected_span()) == "two"
    stage.press("Return")
    assert bar.text() == "2 of 3"
    stage.press("Shift+Return")
    stage.press("Shift+Return")
    assert bar.text() == "3 of 3"
    stage.type("x")
    assert bar.text() == "Not found"
    stage.press("Esc")
    assert not bar.isVisible()
    stage.caret_to("one")
    stage.type("y")
    assert stage.text.startswith("yone")


def test_find_goes_past_what_a_draft_stands_in_place_of(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "one old two\n\nan old text, old and done\n\nold\n")
    bar = stage.program.window.find_bar
    stage.caret_to("an old text")
    stage.ask("tighten")
    stage.see_draft("Done.")
    stage.press("Ctrl+F")
    stage.type("old")
    assert bar.text() == "2 of 2"
    stage.press("Return")
    assert bar.text() == "1 of 2"
    assert stage.tab.editor.selected_span().start == 4
    stage.click(stage.program.window.review_bar.button("reject"))
    stage.press("F3")
    assert bar.text() == "2 of 4"


def test_words_that_a_draft_stands_in_place_of_are_not_looked_for(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(tmp_path / "a.md", "one two\n\nan old text\n")
    stage.caret_to("an old text", select=True)
    stage.ask("tighten")
    stage.see_draft("Done.")
    stage.press("Ctrl+F")
    assert stage.program.window.find_bar.query() == ""


def test_case_matters_when_it_is_asked_for(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "one two\n\nTwo three two\n")
    bar = stage.program.window.find_bar
    stage.press("Ctrl+F")
    stage.type("Two")
    bar.search_changed.emit("Two", True)
    assert bar.text() == "1 of 1"


def test_f3_goes_on_while_one_types_in_the_text(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "two two two\n")
    stage.press("Ctrl+F")
    stage.type("two")
    stage.tab.editor.setFocus()
    stage.press("F3")
    assert stage.tab.editor.selected_span().start == 4
    stage.press("Shift+F3")
    assert stage.tab.editor.selected_span().start == 0


def test_another_tab_closes_the_bar(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "two\n")
    stage.open(tmp_path / "b.md", "two\n")
    stage.press("Ctrl+F")
    stage.press("Ctrl+Tab")
    assert not stage.program.window.find_bar.isVisible()


def test_escape_stops_a_run_only_after_the_bar_is_closed(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "Some old words.\n")
    stage.ask("tighten")
    stage.see_step("NEW")
    stage.press("Ctrl+F")
    stage.press("Esc")
    assert not stage.program.window.find_bar.isVisible()
    assert not stage.tab.flow.cancelling
    stage.press("Esc")
    assert stage.tab.flow.cancelling


def test_words_of_before_are_marked_and_the_caret_stays(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "a.md", "one two\n\nTwo three two\n")
    bar, editor = stage.program.window.find_bar, stage.tab.editor
    stage.press("Ctrl+F")
    stage.type("one")
    stage.press("Esc")
    stage.caret_to("three")
    before = editor.selected_span()
    stage.press("Ctrl+F")
    assert bar.text() == "1 found"
    assert editor.selected_span() == before
    stage.type("two")  # from where the caret was
    assert bar.text() == "3 of 3"
    stage.press("Esc")
    stage.press("Ctrl+F")
    assert bar.text() == "3 of 3"  # what is selected is looked for
