import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.panels.selection_button import SelectionButton

AREA = QRect(0, 0, 600, 400)
NEAR = 40  # px between the selection's end and the button


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(AREA.size())
    ground.show()
    return ground


@pytest.fixture
def button(ground: QWidget) -> SelectionButton:
    return SelectionButton(ground)


def around(rect: QRect) -> QRect:
    return rect.adjusted(-NEAR, -NEAR, NEAR, NEAR)


def test_it_stands_beside_the_end_on_blank_ground(button: SelectionButton) -> None:
    end = QRect(200, 100, 1, 20)
    button.place(end, QRect(30, 60, 540, 60), AREA, lambda _: 0.0)
    assert button.isVisible()
    assert button.geometry().left() > end.right()
    assert abs(button.geometry().center().y() - end.center().y()) <= 1


def test_it_makes_way_for_text(button: SelectionButton) -> None:
    end = QRect(200, 100, 1, 20)
    line = QRect(30, 100, 540, 20)  # the text goes on behind the selection

    def covered(place: QRect) -> float:
        shared = place.intersected(line)
        return float(shared.width() * shared.height()) if place.intersects(line) else 0.0

    button.place(end, QRect(30, 60, 540, 60), AREA, covered)
    assert not button.geometry().intersects(line)
    assert button.geometry().intersects(around(end))


@pytest.mark.parametrize("end", [QRect(590, 385, 1, 15), QRect(0, 0, 1, 15), QRect(300, 900, 1, 9)])
def test_it_stays_in_its_area_and_off_the_end(button: SelectionButton, end: QRect) -> None:
    button.place(end, AREA, AREA, lambda _: 0.0)
    assert AREA.contains(button.geometry())
    assert not button.geometry().intersects(end)


def test_a_selection_out_of_sight_has_none(button: SelectionButton) -> None:
    button.place(QRect(200, 900, 1, 20), QRect(0, 880, 300, 40), AREA, lambda _: 0.0)
    assert not button.isVisible()
