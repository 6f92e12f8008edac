"""A radio button that is seen in both themes: Qt's own outline is lost on a dark ground."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QRadioButton, QStyle, QStyleOptionButton

_DOT = 0.25  # of the ring's width, its radius


class RadioButton(QRadioButton):
    """A ring with a line around it, and a dot where it is on."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring ourselves and let the style write the words."""
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        style, painter = self.style(), QPainter(self)
        label = QStyleOptionButton(option)
        label.rect = style.subElementRect(QStyle.SubElement.SE_RadioButtonContents, option, self)
        style.drawControl(QStyle.ControlElement.CE_RadioButtonLabel, label, painter, self)
        place = style.subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, self)
        side = min(place.width(), place.height())
        ring = QRectF(place.x(), place.center().y() - side / 2 + 1, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ring(painter, ring.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint_ring(self, painter: QPainter, ring: QRectF) -> None:
        palette = QApplication.palette()
        accent = palette.color(QPalette.ColorRole.Accent)
        line = palette.color(QPalette.ColorRole.PlaceholderText)
        lit = self.isChecked() or self.hasFocus() or self.underMouse()
        painter.setPen(QPen(accent if lit else line, 2.0 if self.hasFocus() else 1.2))
        painter.setBrush(QColor(Qt.GlobalColor.transparent))
        painter.drawEllipse(ring)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            radius = _DOT * ring.width()
            painter.drawEllipse(ring.center(), radius, radius)
