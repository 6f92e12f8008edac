"""The line that is emptied by one press: seen in both themes, by the mouse and by Esc."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.appearance import Appearance
from app.panels.search_line import SearchLine


def luminance(colour: QColor) -> float:
    """Return the relative luminance, as WCAG 2.2 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def strongest_contrast(image: QImage) -> float:
    """Return the contrast of the pixel that differs most from the one in the corner."""
    ground = luminance(image.pixelColor(0, 0))
    pixels = (
        luminance(image.pixelColor(x, y))
        for x in range(image.width())
        for y in range(image.height())
    )
    return max((max(one, ground) + 0.05) / (min(one, ground) + 0.05) for one in pixels)


def button_of(line: SearchLine) -> QToolButton:
    (button,) = [one for one in line.findChildren(QToolButton) if isinstance(one, QToolButton)]
    return button


class Searching(QDialog):
    """A dialog around a line, which Esc closes."""

    def __init__(self) -> None:
        super().__init__()
        self.line = SearchLine("Search")
        QVBoxLayout(self).addWidget(self.line)


@pytest.fixture
def dialog(qtbot: QtBot, qapp: QApplication) -> Searching:
    del qapp
    dialog = Searching()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitActive(dialog)
    dialog.line.setFocus()
    return dialog


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_button_is_seen_in_both_themes(
    dialog: Searching, qapp: QApplication, theme: str
) -> None:
    palette, sheet = qapp.palette(), qapp.styleSheet()
    appearance = Appearance(qapp, "light" if theme == "light" else "dark")
    try:
        dialog.line.setText("words")
        qapp.processEvents()
        image = dialog.line.grab(button_of(dialog.line).geometry()).toImage()
        # Of a drawing; the smoothed edge of its strokes is paler than their middle.
        assert strongest_contrast(image) >= 3.0
    finally:
        appearance.setParent(dialog)
        qapp.setPalette(palette)
        qapp.setStyleSheet(sheet)


def test_it_is_there_while_there_is_something_to_clear(dialog: Searching) -> None:
    assert not button_of(dialog.line).isVisible()
    QTest.keyClicks(dialog.line, "words")
    button = button_of(dialog.line)
    assert button.isVisible()
    assert "Clear" in button.toolTip()
    place = dialog.line.mapFromGlobal(button.mapToGlobal(QPoint(8, 8)))
    assert dialog.line.rect().contains(place)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dialog.line.text() == ""
    assert not button.isVisible()
    assert dialog.line.hasFocus()


def test_esc_empties_it_first_and_closes_then(dialog: Searching) -> None:
    QTest.keyClicks(dialog.line, "words")
    QTest.keyClick(dialog.line, Qt.Key.Key_Escape)
    assert dialog.line.text() == ""
    assert dialog.isVisible()
    QTest.keyClick(dialog.line, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
