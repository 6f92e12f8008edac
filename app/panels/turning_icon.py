"""A drawing that turns while something goes on whose end nobody knows; knows no work."""

from typing import Final

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap

_ANGLES: Final = 12  # of one turn
_TURN_MS: Final = 1200


class TurningIcon(QObject):
    """Holds a drawing at one angle after the other, from ``turn`` until ``rest``.

    Signals:
        turned(): the drawing stands at another angle now.
    """

    turned = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons: list[QIcon] = []
        self._at = 0
        self._timer = QTimer(self, interval=_TURN_MS // _ANGLES)
        self._timer.timeout.connect(self._step)

    @property
    def turning(self) -> bool:
        """Return whether it turns."""
        return self._timer.isActive()

    @property
    def icon(self) -> QIcon:
        """Return the drawing as it stands now; only while it turns."""
        return self._icons[self._at]

    def turn(self, drawing: QPixmap) -> None:
        """Turn ``drawing`` from now on; it goes on where another one stood."""
        self._icons = [QIcon(_turned(drawing, 360 * at / _ANGLES)) for at in range(_ANGLES)]
        if not self.turning:
            self._timer.start()

    def rest(self) -> None:
        """Turn no more."""
        self._timer.stop()

    @Slot()
    def _step(self) -> None:
        self._at = (self._at + 1) % _ANGLES
        self.turned.emit()


def _turned(drawing: QPixmap, degrees: float) -> QPixmap:
    """Return ``drawing`` turned about its middle, as large as it is."""
    turned = QPixmap(drawing.size())
    turned.setDevicePixelRatio(drawing.devicePixelRatio())
    turned.fill(Qt.GlobalColor.transparent)
    painter = QPainter(turned)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    middle = drawing.deviceIndependentSize() / 2
    painter.translate(middle.width(), middle.height())
    painter.rotate(degrees)
    painter.drawPixmap(QPointF(-middle.width(), -middle.height()), drawing)
    painter.end()
    return turned
