"""A thin bar that says how far something is; knows nothing of what."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

_HEIGHT = 6  # px


class ProgressLine(QWidget):
    """Filled from the left as far as it is; nothing moves where nothing can be said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Progress")

    @property
    def fraction(self) -> float | None:
        """Return how far it is, 0 to 1, ``None`` where nothing can be said."""
        return self._fraction

    def show_fraction(self, fraction: float | None, words: str = "") -> None:
        """Show how far it is; ``words`` say the same."""
        self._fraction = fraction
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Be thin, and as wide as there is room."""
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the groove, and what is done of it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        palette = QApplication.palette()
        top = (self.height() - _HEIGHT) / 2
        groove = QRectF(0, top, self.width(), _HEIGHT)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(groove, _HEIGHT / 2, _HEIGHT / 2)
        if self._fraction is not None:
            groove.setWidth(max(_HEIGHT, self.width() * self._fraction))
            painter.setBrush(palette.color(QPalette.ColorRole.Accent))
            painter.drawRoundedRect(groove, _HEIGHT / 2, _HEIGHT / 2)
        painter.end()
