"""What boxes and rings that we paint ourselves have in common: Qt's outline is lost on dark."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton, QStyle, QStyleOptionButton

_Sub, _Control = QStyle.SubElement, QStyle.ControlElement


def accent() -> QColor:
    """Return the theme's colour for what is on."""
    return QApplication.palette().color(QPalette.ColorRole.Accent)


def outline(button: QCheckBox | QRadioButton) -> QPen:
    """Return the pen for the line around: of what is on or pointed at in the accent."""
    lit = button.isChecked() or button.hasFocus() or button.underMouse()
    line = QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
    return QPen(accent() if lit else line, 2.0 if button.hasFocus() else 1.2)


def write_words(button: QCheckBox | QRadioButton, painter: QPainter) -> QRectF:
    """Let the style write the words; return the square for the box or ring before them."""
    if isinstance(button, QCheckBox):
        contents, label = _Sub.SE_CheckBoxContents, _Control.CE_CheckBoxLabel
        indicator = _Sub.SE_CheckBoxIndicator
    else:
        contents, label = _Sub.SE_RadioButtonContents, _Control.CE_RadioButtonLabel
        indicator = _Sub.SE_RadioButtonIndicator
    option = QStyleOptionButton()
    button.initStyleOption(option)
    style = button.style()
    words = QStyleOptionButton(option)
    words.rect = style.subElementRect(contents, option, button)
    style.drawControl(label, words, painter, button)
    place = style.subElementRect(indicator, option, button)
    side = min(place.width(), place.height())
    square = QRectF(place.x(), place.center().y() - side / 2 + 1, side, side)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return square.adjusted(0.5, 0.5, -0.5, -0.5)
