"""The line of turns: what it shows in a wide window, and what gives way in a narrow one."""

import pytest
from pytestqt.qtbot import QtBot

from app.panels.turns_line import TurnsLine
from app.style import build_style_sheet
from app.theme import load_theme

TURNS = ("Fix spelling and punctuation", "Tighten", "Turn into a numbered list", "Shorter")
WIDE = 1400


def make_line(qtbot: QtBot, turns: tuple[str, ...] = TURNS, *, running: bool = False) -> TurnsLine:
    line = TurnsLine()
    qtbot.addWidget(line)
    line.setStyleSheet(build_style_sheet(load_theme("light")))
    line.show_turns(turns, running=running)
    line.resize(WIDE, 30)
    line.show()
    return line


def read(line: TurnsLine) -> list[str]:
    return [button.text() for button in line.buttons() if not button.isHidden()]


def test_all_words_are_read_where_there_is_room(qtbot: QtBot) -> None:
    line = make_line(qtbot)
    assert read(line) == [f"{number + 1}  {words}" for number, words in enumerate(TURNS)]


@pytest.mark.parametrize("running", [False, True])
def test_words_of_older_turns_give_way_first_and_nothing_is_covered(
    qtbot: QtBot, running: bool
) -> None:
    line = make_line(qtbot, running=running)
    for width in range(WIDE, 150, -7):
        line.resize(width, 30)
        shown = [button for button in line.buttons() if not button.isHidden()]
        newest = shown[-1]
        assert newest.text().startswith("4  ")
        worded = [len(button.text()) > 1 for button in shown]
        assert worded == sorted(worded)  # the older ones have lost theirs first
        for button in shown:
            assert button.width() >= button.sizeHint().width()
            assert line.rect().contains(button.geometry())
            assert button.accessibleName().startswith("Turn ")
            assert TURNS[line.buttons().index(button)] in button.toolTip()
    line.resize(WIDE, 30)
    assert len(read(line)) == len(TURNS)
    assert all(len(text) > 1 for text in read(line))


def test_it_never_says_how_wide_the_window_is(qtbot: QtBot) -> None:
    many = tuple(f"Turn number {number} in some words" for number in range(12))
    line = make_line(qtbot, many)
    line.resize(420, 30)
    assert line.width() == 420
    assert read(line)[-1].startswith("12  ")
    assert read(line)[-2:] != read(line)[:2]
