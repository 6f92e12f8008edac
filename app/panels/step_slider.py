"""A slider with a tick for every step; the keys are its drawer's. Knows no track."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from app.panels.pointed_slider import HANDLE, PointedSlider
from app.theme import Theme

_TICK = 4  # px
_CLOSEST = 4.0  # px between two ticks


class StepSlider(PointedSlider):
    """Goes where it is clicked, and follows a drag.

    Signals:
        sought(int): index of the frame that the person chose.
    """

    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme: Theme | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self.setFixedHeight(26)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        """Paint the ticks in the colours of ``theme``."""
        self._theme = theme
        self.update()

    def set_count(self, count: int) -> None:
        """Have ``count`` steps."""
        self.setRange(0, max(0, count - 1))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slider, and a tick for every step: every n-th one where they are many."""
        super().paintEvent(event)
        if self._theme is None or not self.maximum():
            return
        painter = QPainter(self)
        apart = (self.width() - HANDLE) / self.maximum()
        every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000) if n * apart >= _CLOSEST)
        for value in range(0, self.maximum() + 1, every):
            x = round(HANDLE / 2 + value * apart)
            painter.fillRect(x, self.height() - _TICK, 1, _TICK, QColor(self._theme.muted))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the drawer, which has a meaning for each of them."""
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go a step on or back."""
        self._seek(self.value() + (-1 if event.angleDelta().y() > 0 else 1))
        event.accept()

    def point(self, place: QPointF) -> None:
        """Go to where the mouse points."""
        room = self.width() - HANDLE
        x = round(place.x() - HANDLE / 2)
        self._seek(QStyle.sliderValueFromPosition(0, self.maximum(), x, room))

    def _seek(self, value: int) -> None:
        value = max(0, min(value, self.maximum()))
        if value != self.value():
            self.sought.emit(value)
