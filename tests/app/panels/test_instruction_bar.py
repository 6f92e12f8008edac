"""The instruction bar by keyboard and by mouse."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.instruction import Instruction
from app.panels.chosen import TAUGHT_ONLY
from app.panels.instruction_bar import NOT_STARTED, InstructionBar
from app.panels.preset_list import PresetList
from engine.presets import starter_presets, taught
from tests.app.hands import click, press_key, type_text


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(900, 600)
    return parent


@pytest.fixture
def bar(qtbot: QtBot, parent: QWidget) -> InstructionBar:
    bar = InstructionBar(parent)
    bar.set_presets(starter_presets(), taught)
    parent.show()
    qtbot.waitExposed(parent)
    return bar


def _line(bar: InstructionBar) -> QLineEdit:
    line = bar.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def _rows(bar: InstructionBar) -> list[str]:
    rows = bar.findChild(PresetList)
    assert isinstance(rows, PresetList)
    return [rows.item(row).text() for row in range(rows.count())]


def _shown(bar: InstructionBar) -> list[str]:
    """Return what the rows would ask for."""
    return [preset.instruction for preset in starter_presets() if preset.title in set(_rows(bar))]


def test_a_taught_instruction_starts_as_it_was_typed(qtbot: QtBot, bar: InstructionBar) -> None:
    bar.open_for("3 words", "markdown")
    type_text(_line(bar), "make it shorter")
    with qtbot.waitSignal(bar.instruction_given) as given:
        press_key(_line(bar), Qt.Key.Key_Return)
    assert given.args == [Instruction("make it shorter")]
    assert not bar.isVisible()


def test_typing_filters_and_enter_takes_the_closest_preset(
    qtbot: QtBot, bar: InstructionBar
) -> None:
    bar.open_for("3 words", "markdown")
    assert len(_rows(bar)) > 5
    type_text(_line(bar), "spell")
    assert "Fix spelling and punctuation" in _rows(bar)[0]
    assert "Make a table" not in _rows(bar)
    with qtbot.waitSignal(bar.instruction_given) as given:
        press_key(_line(bar), Qt.Key.Key_Return)
    assert given.args == [Instruction("Fix spelling and punctuation")]


def test_the_small_model_refuses_free_words_and_says_why(qtbot: QtBot, bar: InstructionBar) -> None:
    bar.open_for("3 words", "markdown")
    type_text(_line(bar), "translate into French")
    assert bar.notice() == TAUGHT_ONLY
    assert len(_rows(bar)) > 5  # what it can do stays in sight
    with qtbot.assertNotEmitted(bar.instruction_given):
        press_key(_line(bar), Qt.Key.Key_Return)
    assert bar.isVisible()
    assert bar.notice() == NOT_STARTED  # Enter is answered
    assert _line(bar).selectedText() == "translate into French"
    type_text(_line(bar), "tigh")
    assert NOT_STARTED != bar.notice() != TAUGHT_ONLY


def test_no_notice_changes_the_height_of_the_bar(bar: InstructionBar) -> None:
    bar.open_for("3 words", "markdown")
    bar.place(QRect(20, 20, 100, 20), QRect(0, 0, 900, 600))
    rows = bar.findChild(PresetList)
    assert isinstance(rows, PresetList)
    before = bar.sizeHint().height(), rows.geometry()
    for text, key in (("zzz", Qt.Key.Key_Shift), ("", Qt.Key.Key_Return)):
        type_text(_line(bar), text)
        press_key(_line(bar), key)
        assert (bar.sizeHint().height(), rows.geometry()) == before


def test_the_large_model_takes_free_words(qtbot: QtBot, bar: InstructionBar) -> None:
    bar.set_presets(starter_presets())
    bar.open_for("3 words", "markdown")
    type_text(_line(bar), "tight, but friendly")
    assert bar.notice() != TAUGHT_ONLY
    with qtbot.waitSignal(bar.instruction_given) as given:
        press_key(_line(bar), Qt.Key.Key_Return)
    assert given.args == [Instruction("tight, but friendly")]


def test_tab_completes_and_goes_on_to_the_next_preset(bar: InstructionBar) -> None:
    bar.open_for("3 words", "markdown")
    type_text(_line(bar), "turn")
    press_key(_line(bar), Qt.Key.Key_Tab)
    assert _line(bar).text() == "Turn into a bullet list"
    press_key(_line(bar), Qt.Key.Key_Tab)
    assert _line(bar).text() == "Turn into a numbered list"
    press_key(_line(bar), Qt.Key.Key_Backtab)
    assert _line(bar).text() == "Turn into a bullet list"
    assert _line(bar).hasFocus()


def test_up_and_down_recall_without_losing_what_was_typed(bar: InstructionBar) -> None:
    bar.set_history(["Tighten", "Make a table"])
    bar.open_for("3 words", "markdown")
    type_text(_line(bar), "fix")
    press_key(_line(bar), Qt.Key.Key_Up)
    press_key(_line(bar), Qt.Key.Key_Up)
    assert _line(bar).text() == "Tighten"
    press_key(_line(bar), Qt.Key.Key_Down)
    press_key(_line(bar), Qt.Key.Key_Down)
    assert _line(bar).text() == "fix"


def test_down_goes_through_the_list_and_enter_takes_the_marked_row(
    qtbot: QtBot, bar: InstructionBar
) -> None:
    bar.open_for("3 words", "markdown")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        press_key(_line(bar), key)
    assert _line(bar).text() == ""
    with qtbot.waitSignal(bar.instruction_given) as given:
        press_key(_line(bar), Qt.Key.Key_Return)
    assert given.args == [Instruction(_shown(bar)[1])]


def test_up_leaves_the_list_by_its_first_row_and_goes_on_to_earlier_ones(
    qtbot: QtBot, bar: InstructionBar
) -> None:
    bar.set_history(["Make a table"])
    bar.open_for("3 words", "markdown")
    press_key(_line(bar), Qt.Key.Key_Down)
    press_key(_line(bar), Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(bar.instruction_given):
        press_key(_line(bar), Qt.Key.Key_Return)
    press_key(_line(bar), Qt.Key.Key_Up)
    assert _line(bar).text() == "Make a table"
    press_key(_line(bar), Qt.Key.Key_Down)  # first the newest line, then the list
    assert _line(bar).text() == ""
    press_key(_line(bar), Qt.Key.Key_Down)
    with qtbot.waitSignal(bar.instruction_given) as given:
        press_key(_line(bar), Qt.Key.Key_Return)
    assert given.args == [Instruction(_shown(bar)[0])]


def test_the_list_ends_below_and_typing_leaves_it(qtbot: QtBot, bar: InstructionBar) -> None:
    bar.open_for("3 words", "markdown")
    for _ in range(30):
        press_key(_line(bar), Qt.Key.Key_Down)
    type_text(_line(bar), "tighten")
    with qtbot.waitSignal(bar.instruction_given) as given:
        press_key(_line(bar), Qt.Key.Key_Return)
    assert given.args == [Instruction("tighten")]


def test_what_was_given_is_recalled_next_time(bar: InstructionBar) -> None:
    bar.open_for("3 words", "markdown")
    type_text(_line(bar), "tighten")
    press_key(_line(bar), Qt.Key.Key_Return)
    bar.open_for("3 words", "markdown")
    assert _line(bar).text() == ""
    press_key(_line(bar), Qt.Key.Key_Up)
    assert _line(bar).text() == "tighten"


def test_enter_on_an_empty_line_starts_nothing(qtbot: QtBot, bar: InstructionBar) -> None:
    bar.open_for("3 words", "markdown")
    with qtbot.assertNotEmitted(bar.instruction_given):
        press_key(_line(bar), Qt.Key.Key_Return)


def test_escape_closes_and_starts_nothing(qtbot: QtBot, bar: InstructionBar) -> None:
    bar.open_for("3 words", "markdown")
    type_text(_line(bar), "tighten")
    with qtbot.assertNotEmitted(bar.instruction_given), qtbot.waitSignal(bar.closed):
        press_key(_line(bar), Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_a_click_on_a_preset_starts_it(qtbot: QtBot, bar: InstructionBar) -> None:
    bar.open_for("3 words", "markdown")
    bar.place(QRect(20, 20, 100, 20), QRect(0, 0, 900, 600))
    rows = bar.findChild(PresetList)
    assert isinstance(rows, PresetList)
    place: QPoint = rows.visualItemRect(rows.item(1)).center()
    with qtbot.waitSignal(bar.instruction_given) as given:
        click(rows.viewport(), place)
    assert given.args == [Instruction(starter_presets()[1].instruction)]


@pytest.mark.parametrize(
    ("span", "where"),
    [
        (QRect(40, 50, 200, 20), "below"),
        (QRect(40, 560, 200, 20), "above"),
        (QRect(40, -2000, 200, 5000), "inside"),
        (QRect(880, 50, 10, 20), "below"),
    ],
)
def test_the_bar_stands_by_the_span_and_inside_the_area(
    bar: InstructionBar, span: QRect, where: str
) -> None:
    area = QRect(0, 0, 900, 600)
    bar.open_for("3 words", "markdown")
    bar.place(span, area)
    assert area.contains(bar.geometry())
    if where == "below":
        assert bar.geometry().top() > span.bottom()
    if where == "above":
        assert bar.geometry().bottom() < span.top()


def test_whatever_row_is_shown_no_row_covers_another(bar: InstructionBar) -> None:
    """The line of the brush and that of the pieces make the card higher, at once."""
    span, area = QRect(20, 20, 100, 20), QRect(0, 0, 900, 700)
    plain = before = 0
    for paint, cut in (("", None), ("4 words kept", None), ("4 words kept", lambda _: True)):
        bar.close_bar()
        bar.open_for("3 words", "markdown", paint=paint, usually_cut=cut)
        bar.place(span, area)
        assert bar.height() > before
        before = bar.height()
        rows = bar.findChild(PresetList)
        assert isinstance(rows, PresetList)
        below = bar.paint_row().mapTo(bar, QPoint(0, 0)).y()
        assert rows.geometry().bottom() < below
        plain = plain or rows.height()
        assert rows.height() == plain
