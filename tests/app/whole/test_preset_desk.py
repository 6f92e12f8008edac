"""The list of presets and the form in the whole window: every wish, by keys and by mouse."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QListWidget, QPushButton, QToolButton

from app.dialogs.preset_clash import ClashChoice
from app.dialogs.presets import PresetsDialog
from app.dialogs.save_preset import SavePresetDialog
from app.presets.own_preset import OwnPreset
from tests.app.hands import click, press_key, type_text
from tests.app.whole.stage import Stage, focused

TEXT = "# Title\n\nThe frist paragraph.\n"
QUICK = "---\nname: Quick fix\nkey: Ctrl+Alt+1\nmine: yes\n---\nFix typos\n"


def put(stage: Stage, name: str, text: str) -> Path:
    folder = stage.program.library.folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    stage.program.library.read()
    return path


def presets(stage: Stage) -> dict[str, OwnPreset]:
    return {preset.name: preset for preset in stage.program.library.presets}


def the_list(stage: Stage) -> PresetsDialog:
    dialog = stage.program.window.findChild(PresetsDialog)
    assert isinstance(dialog, PresetsDialog)
    return dialog


def open_list(stage: Stage) -> PresetsDialog:
    """Open the list by keyboard alone, through the palette."""
    stage.press("Ctrl+Shift+P")
    stage.type("my presets")
    stage.press("Return")
    dialog = the_list(stage)
    stage.qtbot.waitExposed(dialog)
    dialog.activateWindow()
    stage.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def the_form(stage: Stage) -> SavePresetDialog:
    forms = stage.program.window.findChildren(SavePresetDialog)
    assert len(forms) == 1
    assert isinstance(forms[0], SavePresetDialog)
    return forms[0]


def press_button(dialog: PresetsDialog, text: str) -> None:
    button = next(
        found
        for found in dialog.findChildren(QPushButton)
        if found.text().replace("&", "").strip() == text
    )
    assert button.isEnabled()
    click(button)


def name_line(form: SavePresetDialog) -> QLineEdit:
    return next(part for part in form.findChildren(QLineEdit) if part.accessibleName() == "Name")


def rows(dialog: PresetsDialog) -> QListWidget:
    found = dialog.findChild(QListWidget)
    assert isinstance(found, QListWidget)
    return found


@pytest.fixture
def text(stage: Stage, tmp_path: Path) -> Stage:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("paragraph")
    return stage


def test_by_keys_what_stands_in_the_bar_is_kept(text: Stage) -> None:
    text.press("Ctrl+K")
    text.type("tighten")
    text.press("Alt+Left")
    text.press("Ctrl+S")
    form = the_form(text)
    type_text(name_line(form), "Shorter")
    press_key(name_line(form), Qt.Key.Key_Return)
    assert presets(text)["Shorter"] == OwnPreset("Shorter", "tighten", 0.95)
    assert (text.program.library.folder / "Shorter.md").exists()
    assert text.program.window.instruction_bar.isVisible()


def test_by_mouse_the_marked_row_is_kept(text: Stage) -> None:
    text.press("Ctrl+K")
    text.press("Down")
    bar = text.program.window.instruction_bar
    buttons = bar.findChildren(QToolButton)
    click(next(button for button in buttons if "Save as preset" in button.toolTip()))
    form = the_form(text)
    type_text(name_line(form), "Mine")
    box = form.findChild(QDialogButtonBox)
    assert isinstance(box, QDialogButtonBox)
    click(box.button(QDialogButtonBox.StandardButton.Save))
    assert presets(text)["Mine"].instruction == "Fix spelling and punctuation"


def test_a_new_preset_runs_at_once_by_its_key(text: Stage) -> None:
    dialog = open_list(text)
    press_button(dialog, "New…")
    form = the_form(text)
    type_text(name_line(form), "Typos")
    form._words.setPlainText("Fix typos")
    QTest.keySequence(form._key, QKeySequence("Ctrl+Alt+7"))
    press_key(name_line(form), Qt.Key.Key_Return)
    assert dialog.chosen() == [text.program.library.folder / "Typos.md"]
    press_key(dialog, Qt.Key.Key_Escape)
    text.program.window.activateWindow()
    text.qtbot.waitUntil(text.program.window.isActiveWindow)
    text.press("Ctrl+Alt+7")
    text.see_draft("Done.")
    assert text.engine.requests[0].instruction == "Fix typos"


def test_a_name_or_a_key_that_is_taken_is_refused_in_the_form(text: Stage) -> None:
    put(text, "quick.md", QUICK)
    dialog = open_list(text)
    press_button(dialog, "New…")
    form = the_form(text)
    form._words.setPlainText("Tighten")
    type_text(name_line(form), "quick FIX")
    assert "already" in form.problem()
    type_text(name_line(form), " 2")
    assert form.problem() == ""
    QTest.keySequence(form._key, QKeySequence("Ctrl+Alt+1"))
    assert "taken by the preset “Quick fix”" in form.problem()
    QTest.keySequence(form._key, QKeySequence("Ctrl+S"))
    assert "taken by “Save”" in form.problem()
    QTest.keySequence(form._key, QKeySequence("Alt+F"))
    assert "taken by the menu File" in form.problem()


def test_changing_keeps_the_file_and_what_is_not_known_in_it(text: Stage) -> None:
    path = put(text, "quick.md", QUICK)
    dialog = open_list(text)
    press_button(dialog, "Change…")
    form = the_form(text)
    name_line(form).selectAll()
    type_text(name_line(form), "Slow fix")
    press_key(name_line(form), Qt.Key.Key_Return)
    assert "name: Slow fix" in path.read_text()
    assert "mine: yes" in path.read_text()
    assert list(presets(text)) == ["Slow fix"]


def test_renaming_in_place(text: Stage) -> None:
    put(text, "other.md", "---\nname: Other\n---\nTighten\n")
    path = put(text, "quick.md", QUICK)
    dialog = open_list(text)
    dialog.choose(path)
    rows(dialog).setFocus()
    press_key(rows(dialog), Qt.Key.Key_F2)
    editor = focused()
    assert isinstance(editor, QLineEdit)
    type_text(editor, "Faster")
    press_key(editor, Qt.Key.Key_Return)
    renamed = QUICK.replace("Quick fix", "Faster")
    text.qtbot.waitUntil(lambda: path.read_text() == renamed)
    dialog.choose(path)
    press_button(dialog, "Rename")
    editor = focused()
    type_text(editor, "OTHER")
    press_key(editor, Qt.Key.Key_Return)
    text.qtbot.waitUntil(lambda: bool(text.answers.told))
    assert "already" in text.answers.told[-1].happened
    assert [rows(dialog).item(row).text() for row in range(2)] == ["Faster", "Other"]
    assert "name: Faster" in path.read_text()


def test_duplicating_numbers_the_name(text: Stage) -> None:
    put(text, "quick.md", QUICK)
    press_button(open_list(text), "Duplicate")
    assert presets(text)["Quick fix 2"] == OwnPreset("Quick fix 2", "Fix typos")
    assert presets(text)["Quick fix"].key == "Ctrl+Alt+1"


def test_deleting_asks_and_puts_into_the_trash(text: Stage) -> None:
    path = put(text, "quick.md", QUICK)
    dialog = open_list(text)
    text.answers.on_delete = False
    press_key(rows(dialog), Qt.Key.Key_Delete)
    assert path.exists()
    text.answers.on_delete = True
    press_button(dialog, "Delete…")
    assert not path.exists()
    assert "delete “Quick fix”" in text.answers.asked
    assert rows(dialog).count() == 0


def test_without_a_trash_it_asks_whether_to_delete_for_good(
    text: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.preset_desk._trash", lambda _path: False)
    path = put(text, "quick.md", QUICK)
    press_button(open_list(text), "Delete…")
    assert text.answers.asked[-1] == "delete “Quick fix” for good"
    assert not path.exists()


def test_importing_checks_each_file_and_asks_about_names(text: Stage, tmp_path: Path) -> None:
    put(text, "quick.md", QUICK)
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(QUICK.replace("Fix typos", "Tighten").replace("mine", "theirs"))
    bad.write_text("Say {what}")
    text.answers.to_import = [bad, good]
    dialog = open_list(text)
    press_button(dialog, "Import…")
    assert "bad.md" in text.answers.told[-1].advice
    assert "{what} is not known" in text.answers.told[-1].advice
    assert presets(text)["Quick fix 2"].instruction == "Tighten"
    text.answers.on_clash = ClashChoice.SKIP
    press_button(dialog, "Import…")
    assert len(presets(text)) == 2
    text.answers.on_clash = ClashChoice.REPLACE
    press_button(dialog, "Import…")
    assert presets(text)["Quick fix"].instruction == "Tighten"
    assert "theirs: yes" in (text.program.library.folder / "quick.md").read_text()


def test_exporting_one_or_many(text: Stage, tmp_path: Path) -> None:
    path = put(text, "quick.md", QUICK)
    put(text, "other.md", "Tighten\n")
    text.answers.to_save = tmp_path / "out.md"
    dialog = open_list(text)
    dialog.choose(path)
    press_button(dialog, "Export…")
    assert (tmp_path / "out.md").read_text() == QUICK
    text.answers.to_folder = tmp_path / "out"
    rows(dialog).selectAll()
    press_button(dialog, "Export…")
    assert sorted(found.name for found in (tmp_path / "out").iterdir()) == ["other.md", "quick.md"]


def test_editing_as_text_opens_the_file_and_saving_counts(text: Stage) -> None:
    path = put(text, "quick.md", QUICK)
    press_button(open_list(text), "Edit as text")
    assert text.tab.document.path == path
    text.program.window.activateWindow()
    text.qtbot.waitUntil(text.program.window.isActiveWindow)
    text.caret_to("Fix typos", select=True)
    text.type("Tighten")
    text.press("Ctrl+S")
    text.qtbot.waitUntil(lambda: presets(text)["Quick fix"].instruction == "Tighten")


def test_a_bad_file_is_listed_with_its_reason(text: Stage) -> None:
    path = put(text, "bad.md", "---\nname: Bad\nstrength: 140\n---\nFix typos\n")
    dialog = open_list(text)
    assert rows(dialog).item(0).text() == "bad.md"
    assert "1 to 100 %" in dialog.about()
    path.unlink()
    text.program.library.read()
    assert rows(dialog).count() == 0


def test_a_preset_that_is_gone_meanwhile_is_told(text: Stage) -> None:
    path = put(text, "quick.md", QUICK)
    dialog = open_list(text)
    path.unlink()
    press_button(dialog, "Duplicate")
    assert "no longer there" in text.answers.told[-1].advice
    assert rows(dialog).count() == 0
