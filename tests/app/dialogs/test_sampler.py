"""The sampler's dialog by keyboard and by mouse."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot

from app.dialogs.sampler import SamplerDialog, SamplerValues
from app.panels.radio_button import RadioButton
from app.sampler_presets import NUMBERS, OWN, Numbers, Sampler
from engine.sampling import Sampling
from tests.app.hands import click, press_key, type_text

USUAL = SamplerValues(Sampler(), Numbers(), "fixed", 0, 1)
CHECKPOINT = Sampling(entropy_bound=0.5, t_max=0.6, confidence_threshold=0.02)


def opened(qtbot: QtBot, values: SamplerValues = USUAL) -> SamplerDialog:
    dialog = SamplerDialog(values, CHECKPOINT)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def radio(dialog: SamplerDialog, text: str) -> RadioButton:
    return next(button for button in dialog.findChildren(RadioButton) if button.text() == text)


def pick(dialog: SamplerDialog, text: str) -> None:
    button = radio(dialog, text)
    click(button, QPoint(8, button.height() // 2))


def chosen(dialog: SamplerDialog) -> list[str]:
    return [button.text() for button in dialog.findChildren(RadioButton) if button.isChecked()]


def reset(dialog: SamplerDialog, title: str) -> QPushButton:
    wanted = f"Reset: {title}"
    return next(
        button for button in dialog.findChildren(QPushButton) if button.accessibleName() == wanted
    )


def test_nothing_touched_changes_nothing(qtbot: QtBot) -> None:
    assert opened(qtbot).values() == USUAL


def test_every_number_stands_there_with_its_unit_and_the_models_own(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    for kind in NUMBERS:
        row = dialog._rows[kind.name]
        assert row.spin.value() == getattr(CHECKPOINT, kind.name)
        assert kind.unit in row.spin.accessibleName()
        assert row.spin.accessibleDescription() == kind.what
        assert not row.reset.isVisible()


def test_a_preset_shows_what_it_makes_of_the_numbers(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    pick(dialog, "Fast")
    assert dialog.values().sampler == Sampler("fast")
    assert dialog._rows["entropy_bound"].spin.value() > 0.5
    assert dialog._rows["entropy_bound"].reset.isVisible()
    press_key(radio(dialog, "Fast"), Qt.Key.Key_Down)
    press_key(radio(dialog, "Balanced"), Qt.Key.Key_Down)
    assert chosen(dialog) == ["Careful"]
    assert dialog.values().sampler == Sampler("careful")
    assert dialog._rows["entropy_bound"].spin.value() < 0.5


def test_a_number_set_by_keys_makes_the_numbers_ones_own(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    spin = dialog._rows["max_steps"].spin
    spin.setFocus()
    spin.selectAll()
    type_text(spin, "24")
    press_key(spin, Qt.Key.Key_Tab)
    assert chosen(dialog) == ["My numbers"]
    assert dialog.values().sampler == Sampler(OWN, Numbers(max_steps=24))
    press_key(spin, Qt.Key.Key_Up)
    assert dialog.values().own == Numbers(max_steps=25)


def test_a_number_changed_in_a_preset_keeps_the_presets_others(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    pick(dialog, "Careful")
    before = Sampler("careful").numbers_for(CHECKPOINT)
    press_key(dialog._rows["t_max"].spin, Qt.Key.Key_Up)
    own = dialog.values().own
    assert own.t_max is not None
    assert own.t_max > CHECKPOINT.t_max
    assert own.entropy_bound == before.entropy_bound


def test_reset_takes_the_models_own_again(qtbot: QtBot) -> None:
    own = Numbers(24, 0.3)
    dialog = opened(qtbot, SamplerValues(Sampler(OWN, own), own, "next", 7, 2))
    click(reset(dialog, "Entropy bound"))
    assert dialog.values().own == Numbers(max_steps=24)
    box = dialog.findChild(QDialogButtonBox)
    assert isinstance(box, QDialogButtonBox)
    click(box.button(QDialogButtonBox.StandardButton.RestoreDefaults))
    assert dialog.values() == USUAL


def test_own_numbers_come_back_after_a_look_at_a_preset(qtbot: QtBot) -> None:
    own = Numbers(max_steps=24)
    dialog = opened(qtbot, SamplerValues(Sampler(OWN, own), own, "fixed", 0, 1))
    pick(dialog, "Fast")
    pick(dialog, "My numbers")
    assert dialog.values().sampler == Sampler(OWN, own)


def test_seed_and_variants_are_set(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    rule = dialog.findChild(QComboBox)
    assert isinstance(rule, QComboBox)
    press_key(rule, Qt.Key.Key_Down)
    dialog._seed.setValue(41)
    press_key(dialog._variants, Qt.Key.Key_Up)
    values = dialog.values()
    assert (values.seed_rule, values.seed, values.variants) == ("next", 41, 2)
    press_key(rule, Qt.Key.Key_Down)
    assert not dialog._seed.isEnabled()


def test_the_keyboard_begins_at_what_is_chosen(qtbot: QtBot) -> None:
    dialog = opened(qtbot, SamplerValues(Sampler("careful"), Numbers(), "fixed", 0, 1))
    dialog.activateWindow()
    focused = dialog.focusWidget()
    assert isinstance(focused, QAbstractButton)
    assert focused.text() == "Careful"


def test_on_a_low_screen_its_rows_scroll_and_its_buttons_stay(qtbot: QtBot) -> None:
    dialog = opened(qtbot)
    dialog.resize(dialog.width(), 320)
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    assert dialog.height() <= 340
    assert dialog.rect().contains(buttons.geometry())
