"""The form of a preset: what can be saved, and what is said where nothing can."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from app.dialogs.save_preset import SavePresetDialog
from app.panels.check_box import CheckBox
from app.presets.own_preset import OwnPreset
from app.sampler_presets import OWN, Numbers, Sampler
from tests.app.hands import click, press_key, type_text

PRESET = OwnPreset("Formal", "Make it formal", 0.6, Sampler("careful"), "Ctrl+Alt+1", ("markdown",))


def opened(
    qtbot: QtBot,
    preset: OwnPreset | None = None,
    clash: Callable[[OwnPreset], str] = lambda _preset: "",
    *,
    strength: float | None = None,
    own: Sampler | None = None,
) -> SavePresetDialog:
    form = SavePresetDialog(preset, clash, instruction="Tighten", strength=strength, own=own)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    return form


def line(form: SavePresetDialog, name: str) -> QLineEdit:
    return next(part for part in form.findChildren(QLineEdit) if part.accessibleName() == name)


def can_save(form: SavePresetDialog) -> bool:
    box = form.findChild(QDialogButtonBox)
    assert isinstance(box, QDialogButtonBox)
    return box.button(QDialogButtonBox.StandardButton.Save).isEnabled()


def test_a_name_is_all_that_is_needed(qtbot: QtBot) -> None:
    form = opened(qtbot)
    assert not can_save(form)
    type_text(line(form, "Name"), "Quick")
    assert can_save(form)
    with qtbot.waitSignal(form.accepted):
        press_key(line(form, "Name"), Qt.Key.Key_Return)
    assert form.preset() == OwnPreset("Quick", "Tighten")


def test_a_preset_comes_back_as_it_went(qtbot: QtBot) -> None:
    assert opened(qtbot, PRESET).preset() == PRESET


def test_a_strength_of_its_own_is_switched_by_mouse_and_moved_by_keys(qtbot: QtBot) -> None:
    form = opened(qtbot)
    type_text(line(form, "Name"), "Quick")
    box = form.findChild(CheckBox)
    assert isinstance(box, CheckBox)
    assert not form._strength.isVisible()
    click(box, QPoint(8, box.height() // 2))
    press_key(form._strength.slider(), Qt.Key.Key_Left)
    assert form.preset().strength == 0.95
    press_key(box, Qt.Key.Key_Space)
    assert form.preset().strength is None


def test_a_key_is_pressed_and_cleared(qtbot: QtBot) -> None:
    form = opened(qtbot)
    type_text(line(form, "Name"), "Quick")
    edit = form.findChild(QKeySequenceEdit)
    assert isinstance(edit, QKeySequenceEdit)
    QTest.keySequence(edit, QKeySequence("Ctrl+Alt+7"))
    assert form.preset().key == "Ctrl+Alt+7"
    QTest.keySequence(edit, QKeySequence("A"))
    assert "needs Ctrl or Alt" in form.problem()
    press_key(edit, Qt.Key.Key_Backspace)
    assert form.preset().key == ""


def test_what_is_in_the_way_is_said_and_stops_saving(qtbot: QtBot) -> None:
    form = opened(qtbot, clash=lambda preset: "Taken." if preset.name == "Quick" else "")
    type_text(line(form, "Name"), "Quick")
    assert form.problem() == "Taken."
    assert not can_save(form)
    type_text(line(form, "Name"), "er")
    words = form.findChild(QPlainTextEdit)
    assert isinstance(words, QPlainTextEdit)
    type_text(words, "{selektion} ")
    assert "{selektion} is not known" in form.problem()
    assert not can_save(form)


def test_own_numbers_can_be_chosen(qtbot: QtBot) -> None:
    own = Sampler(OWN, Numbers(max_steps=24))
    form = opened(qtbot, own=own)
    type_text(line(form, "Name"), "Quick")
    box = form.findChild(QComboBox)
    assert isinstance(box, QComboBox)
    assert "max_steps=24" in box.itemText(box.count() - 1)
    press_key(box, Qt.Key.Key_End)
    assert form.preset().sampler == own


def test_tab_goes_from_part_to_part(qtbot: QtBot) -> None:
    form = opened(qtbot, strength=0.5)
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    seen = []
    for _ in range(6):
        focused = form.focusWidget()
        assert focused is not None
        seen.append(focused.accessibleName().partition(":")[0] or focused.metaObject().className())
        press_key(focused, Qt.Key.Key_Tab)
    assert seen == ["Name", "Instruction", "CheckBox", "Strength", "Sampler", "Key"]
