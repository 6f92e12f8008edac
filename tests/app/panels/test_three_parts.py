"""Panel, text and page beside one another: each keeps what the person gave it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.panels.three_parts import ThreeParts


@pytest.fixture
def parts(qtbot: QtBot) -> ThreeParts:
    parts = ThreeParts(QWidget(), QWidget(), QWidget())
    qtbot.addWidget(parts)
    parts.resize(1202, 400)
    return parts


def ratio(parts: ThreeParts) -> float:
    _, text, page = parts.sizes()
    return text / (text + page)


def test_the_share_is_kept_from_before_the_window_is_shown(parts: ThreeParts, qtbot: QtBot) -> None:
    parts.set_share(0.7)
    with qtbot.waitExposed(parts):
        parts.show()
    assert ratio(parts) == pytest.approx(0.7, abs=0.01)
    assert parts.share() == 0.7


def test_the_panel_comes_and_goes_and_text_and_page_share_as_before(
    parts: ThreeParts, qtbot: QtBot
) -> None:
    parts.set_share(0.6)
    with qtbot.waitExposed(parts):
        parts.show()
    parts.open_side(320)
    assert parts.sizes()[0] == 320
    assert ratio(parts) == pytest.approx(0.6, abs=0.01)
    parts.set_share(0.3)
    assert parts.sizes()[0] == 320
    assert ratio(parts) == pytest.approx(0.3, abs=0.01)
    parts.close_side()
    assert parts.sizes()[0] == 0
    assert ratio(parts) == pytest.approx(0.3, abs=0.01)
    assert sum(parts.sizes()) == 1201


def test_the_panel_keeps_its_width_when_the_window_grows(parts: ThreeParts, qtbot: QtBot) -> None:
    parts.set_share(0.5)
    with qtbot.waitExposed(parts):
        parts.show()
    parts.open_side(300)
    parts.resize(1602, 400)
    qtbot.waitUntil(lambda: sum(parts.sizes()) == 1600)
    assert parts.sizes()[0] == 300
    assert ratio(parts) == pytest.approx(0.5, abs=0.01)


def test_the_page_comes_back_with_its_share_while_the_panel_is_open(
    parts: ThreeParts, qtbot: QtBot
) -> None:
    parts.set_share(0.4)
    with qtbot.waitExposed(parts):
        parts.show()
    parts.show_page(False)
    parts.open_side(300)
    assert parts.sizes()[0] == 300
    assert parts.sizes()[2] == 0
    parts.show_page(True)
    assert parts.sizes()[0] == 300
    assert ratio(parts) == pytest.approx(0.4, abs=0.01)


def test_a_narrow_window_leaves_half_to_the_text(parts: ThreeParts, qtbot: QtBot) -> None:
    parts.resize(402, 400)
    with qtbot.waitExposed(parts):
        parts.show()
    parts.open_side(800)
    assert parts.sizes()[0] == 200


@pytest.mark.parametrize(("border", "by"), [(1, 60), (2, -80)])
def test_borders_are_dragged(parts: ThreeParts, qtbot: QtBot, border: int, by: int) -> None:
    parts.set_share(0.5)
    with qtbot.waitExposed(parts):
        parts.show()
    parts.open_side(300)
    before = parts.sizes()
    handle = parts.handle(border)
    place = sum(before[:border])
    qtbot.waitUntil(lambda: abs(handle.x() - place) < 5)
    start = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + type(start)(by, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start)
    if border == 1:
        assert parts.sizes()[0] == pytest.approx(before[0] + by, abs=3)
        assert ratio(parts) == pytest.approx(0.5, abs=0.01)
    else:
        assert parts.sizes()[0] == before[0]
        assert parts.sizes()[1] == pytest.approx(before[1] + by, abs=3)
        assert parts.share() == pytest.approx(ratio(parts), abs=0.01)
