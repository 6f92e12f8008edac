"""The strength slider by keyboard and by mouse: its grid, its words, and what it leaves alone."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from app.panels.pointed_slider import HANDLE
from app.panels.strength_slider import (
    LEAST,
    NO_SOURCE,
    STRONGER_KEYS,
    WEAKER_KEYS,
    StrengthSlider,
    strength_words,
)
from tests.app.hands import click, press_key

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def row(qtbot: QtBot) -> StrengthSlider:
    row = StrengthSlider()
    qtbot.addWidget(row)
    row.resize(500, 24)
    row.show()
    qtbot.waitExposed(row)
    return row


def _at(slider: QSlider, percent: float) -> QPoint:
    """Return where the middle of the handle is for ``percent``."""
    share = (percent - LEAST) / (100 - LEAST)
    return QPoint(round(HANDLE / 2 + share * (slider.width() - HANDLE)), slider.height() // 2)


@pytest.mark.parametrize(
    ("strength", "words"),
    [
        (0.001, "Touch up · 1 %"),
        (0.2, "Touch up · 20 %"),
        (0.21, "Light edit · 21 %"),
        (0.5, "Medium edit · 50 %"),
        (0.95, "Heavy edit · 95 %"),
        (0.999, "Heavy edit · 99 %"),
        (1.0, "Rewrite · 100 %"),
    ],
)
def test_words_and_percent_never_claim_all_or_nothing_too_early(
    row: StrengthSlider, strength: float, words: str
) -> None:
    assert strength_words(strength) == words
    row.set_strength(strength)
    assert row.value_text() == words
    assert row.slider().accessibleName() == f"Strength: {words}"
    assert row.strength() == strength


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [
        (0.5, Qt.Key.Key_Left, 0.45),
        (0.5, Qt.Key.Key_Down, 0.45),
        (0.5, Qt.Key.Key_Right, 0.55),
        (0.5, Qt.Key.Key_Up, 0.55),
        (0.5, Qt.Key.Key_PageDown, 0.25),
        (0.5, Qt.Key.Key_PageUp, 0.75),
        (0.5, Qt.Key.Key_Home, 0.05),
        (0.5, Qt.Key.Key_End, 1.0),
        (0.22, Qt.Key.Key_Left, 0.2),
        (0.22, Qt.Key.Key_Right, 0.25),
        (0.1, Qt.Key.Key_PageDown, 0.05),
        (0.95, Qt.Key.Key_PageUp, 1.0),
    ],
)
def test_keys_go_along_the_grid_and_stop_at_its_ends(
    qtbot: QtBot, row: StrengthSlider, start: float, key: Qt.Key, end: float
) -> None:
    row.set_strength(start)
    with qtbot.waitSignal(row.strength_moved) as moved:
        press_key(row.slider(), key)
    assert moved.args == [end]
    assert row.strength() == end
    assert row.value_text() == strength_words(end)


def test_what_is_set_from_outside_is_kept_to_the_digit_and_told_to_nobody(
    qtbot: QtBot, row: StrengthSlider
) -> None:
    with qtbot.assertNotEmitted(row.strength_moved):
        row.set_strength(0.2345)
    assert row.strength() == 0.2345
    with qtbot.assertNotEmitted(row.strength_moved):
        row.set_strength(0.004)  # below the slider's end
    assert row.strength() == 0.004
    assert row.value_text() == "Touch up · 1 %"


def test_a_click_goes_where_it_points(qtbot: QtBot, row: StrengthSlider) -> None:
    slider = row.slider()
    with qtbot.waitSignal(row.strength_moved) as moved:
        click(slider, _at(slider, 31))
    assert moved.args == [0.3]
    click(slider, QPoint(0, 5))
    assert row.strength() == LEAST / 100
    click(slider, QPoint(slider.width() - 1, 5))
    assert row.strength() == 1.0


def test_a_drag_is_followed_on_the_grid_until_the_button_is_let_go(row: StrengthSlider) -> None:
    slider = row.slider()
    slider.clearFocus()
    seen: list[float] = []
    row.strength_moved.connect(seen.append)
    QTest.mousePress(slider, _LEFT, pos=_at(slider, 100))
    for percent in (81, 79, 62, 41, -50):
        QTest.mouseMove(slider, _at(slider, percent))
    QTest.mouseRelease(slider, _LEFT, pos=_at(slider, 40))
    QTest.mouseMove(slider, _at(slider, 90))
    assert seen == [0.8, 0.6, 0.4, 0.05]
    assert not slider.hasFocus()  # the keyboard stays where one types


def test_another_button_moves_nothing(qtbot: QtBot, row: StrengthSlider) -> None:
    slider = row.slider()
    with qtbot.assertNotEmitted(row.strength_moved):
        click(slider, _at(slider, 30), Qt.MouseButton.RightButton)


def test_without_a_source_it_is_off_and_says_so(qtbot: QtBot, row: StrengthSlider) -> None:
    row.set_strength(0.3)
    row.set_strength(None)
    assert not row.slider().isEnabled()
    assert row.value_text() == NO_SOURCE
    assert NO_SOURCE in row.slider().accessibleName()
    with qtbot.assertNotEmitted(row.strength_moved):
        row.step(-1)
        click(row.slider(), _at(row.slider(), 30))
    assert row.strength() == 1.0
    row.set_strength(0.3)
    assert row.slider().isEnabled()
    assert row.value_text() == "Light edit · 30 %"


def test_the_slider_keeps_its_width_whatever_it_says(row: StrengthSlider) -> None:
    widths = set()
    for strength in (0.05, 0.35, 0.55, 0.95, 1.0, None):
        row.set_strength(strength)
        row.grab()
        widths.add(row.slider().width())
    assert len(widths) == 1


def test_the_tool_tip_names_the_keys(row: StrengthSlider) -> None:
    assert WEAKER_KEYS in row.toolTip()
    assert STRONGER_KEYS in row.toolTip()


def test_where_there_is_little_room_the_percent_stand_there_whole(qtbot: QtBot) -> None:
    strength = StrengthSlider()
    qtbot.addWidget(strength)
    strength.set_strength(0.4)
    strength.resize(400, 24)
    strength.show()
    assert strength.shown_text() == "Light edit · 40 %"
    strength.resize(230, 24)
    assert strength.shown_text() == "40 %"
    assert strength.minimumSizeHint().width() <= 230  # nothing of it is cut off
    assert strength.slider().accessibleName() == "Strength: Light edit · 40 %"
    strength.resize(400, 24)
    assert strength.shown_text() == "Light edit · 40 %"
