"""A slider that goes where it is clicked and follows a drag; what a place means is its heirs'."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider

HANDLE = 14  # px, as the style sheet has it


class PointedSlider(QSlider):
    """Qt's own goes a page towards the click."""

    def point(self, place: QPointF) -> None:
        """Go to where the mouse points."""
        raise NotImplementedError

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the button was pressed and follow the mouse from there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.point(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse while it drags."""
        if self.isSliderDown():
            self.point(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stay where the mouse let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
