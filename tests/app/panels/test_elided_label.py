"""A label that gives way: part by part, and with dots only in the first."""

from pytestqt.qtbot import QtBot

from app.panels.widgets import ElidedLabel

PARTS = "Enter starts · Down goes into the list · Tab completes"


def make_label(qtbot: QtBot, text: str = PARTS, parted_by: str = " · ") -> ElidedLabel:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.show_text(text, parted_by)
    label.resize(1000, 20)
    label.show()
    return label


def test_the_last_parts_go_first_and_the_tool_tip_has_them_all(qtbot: QtBot) -> None:
    label = make_label(qtbot)
    assert (label.text(), label.toolTip()) == (PARTS, "")
    shown = []
    for width in range(1000, 0, -3):
        label.resize(width, 20)
        assert label.fontMetrics().horizontalAdvance(label.text()) <= width
        shown.append(label.text())
        assert label.toolTip() == ("" if label.text() == PARTS else PARTS)
        assert label.accessibleName() == label.whole_text() == PARTS
    whole = [text for text in dict.fromkeys(shown) if "…" not in text]
    assert whole == [PARTS, "Enter starts · Down goes into the list", "Enter starts", ""]


def test_two_letters_and_dots_are_left_out(qtbot: QtBot) -> None:
    label = make_label(qtbot, "Not settled", "")
    for width in range(100, 0, -1):
        label.resize(width, 20)
        assert not label.text() or len(label.text()) >= 6
    make = make_label(qtbot, "1", "")
    make.resize(make.fontMetrics().horizontalAdvance("1"), 20)
    assert make.text() == "1"  # short, but whole
