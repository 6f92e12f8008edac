"""A box to choose from that shows its arrow: the style sheet leaves Qt's own out."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

_FROM_RIGHT = 12  # px
_HALF = 3.5  # px


class ChoiceBox(QComboBox):
    """A combo box with an arrow in the colour of its words; the wheel moves the page below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose nothing: whoever scrolls past would not see what has changed."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box as the style has it, and the arrow over it."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), 1.5))
        x, y = self.width() - _FROM_RIGHT, self.height() / 2 - 1.5
        painter.drawPolyline([QPointF(x - _HALF, y), QPointF(x, y + _HALF), QPointF(x + _HALF, y)])
        painter.end()
