"""A check box that is seen in both themes."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from app.panels.indicator import accent, outline, write_words

_TICK = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.32))  # parts of the box
_CORNER = 3.5  # px


class CheckBox(QCheckBox):
    """A box with a line around it, filled and ticked where it is on."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box ourselves and let the style write the words."""
        del event
        painter = QPainter(self)
        box = write_words(self, painter)
        painter.setPen(outline(self))
        painter.setBrush(accent() if self.isChecked() else QColor(Qt.GlobalColor.transparent))
        painter.drawRoundedRect(box, _CORNER, _CORNER)
        if self.isChecked():
            pen = QPen(QApplication.palette().color(QPalette.ColorRole.Base), 1.8)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(
                [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _TICK]
            )
        painter.end()
