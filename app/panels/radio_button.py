"""A radio button that is seen in both themes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton

from app.panels.indicator import accent, outline, write_words

_DOT = 0.25  # of the ring's width, its radius


class RadioButton(QRadioButton):
    """A ring with a line around it, and a dot where it is on."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring ourselves and let the style write the words."""
        del event
        painter = QPainter(self)
        ring = write_words(self, painter)
        painter.setPen(outline(self))
        painter.setBrush(QColor(Qt.GlobalColor.transparent))
        painter.drawEllipse(ring)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent())
            radius = _DOT * ring.width()
            painter.drawEllipse(ring.center(), radius, radius)
        painter.end()
